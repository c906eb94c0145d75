//! A product of which five are in stock: buyers of one, two and three at the same time.

use super::served;
use crate::support::{Answer, Crowd, Duo, basket};

const STOCK: u64 = 5;
const BUYERS: usize = 48;

fn wanted(buyer: usize) -> u32 {
    [1, 2, 3][buyer % 3]
}

#[tokio::test]
async fn five_are_sold_and_everybody_is_told_the_truth() {
    let duo = Duo::start().await;
    let crowd = Crowd::before(&duo.both());
    let [here, there] = duo.apis();
    for round in 0..6 {
        // Every other round they are only held, which is told apart.
        let only_held = round % 2 == 1;
        let answers = crowd.all(BUYERS, move |buyer, api| async move {
            let records = [basket::records(wanted(buyer))];
            let wish = if only_held { basket::hold(&records) } else { basket::book(&records) };
            let answer = api.try_make(&wish).await;
            // Whoever looks in between never sees less than nothing or more than there are.
            let seen = api.ahead("vinyl").await.remove(0);
            assert!(seen["left"].as_u64().is_some_and(|left| left <= STOCK), "{seen}");
            answer
        });
        let (sold, refused) = served(answers.await);
        let units: u32 = sold.iter().map(|(buyer, _)| wanted(*buyer)).sum();
        assert_eq!(u64::from(units), STOCK, "as long as one is left, somebody wants one");
        for (buyer, answer) in &refused {
            told_truly(answer, wanted(*buyer), only_held);
        }
        let mut ledger = duo.ledger().await;
        ledger.audit().await;
        assert_eq!(ledger.claimed("vinyl").await, 5);
        for (_, answer) in &sold {
            there.cancel(answer).await.expect(200);
        }
        assert_eq!(ledger.claimed("vinyl").await, 0);
    }
    here.make(&basket::book(&[basket::records(5)])).await.expect(201);
    there.make(&basket::book(&[basket::records(1)])).await.problem(409, "taken");
}

/// With some left, how many; with none, whether they may come back.
fn told_truly(answer: &Answer, wanted: u32, only_held: bool) {
    let problem = answer.json();
    match problem["left"].as_u64() {
        Some(left) => {
            assert_eq!(answer.word(), "taken");
            assert!((1..u64::from(wanted)).contains(&left), "{}", answer.body);
        }
        None => assert_eq!(answer.word() == "held", only_held, "{}", answer.body),
    }
}
