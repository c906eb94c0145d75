//! A hall of five hundred: its last ticket, and then all of them at once.

use super::{left, sell, served};
use crate::support::{Crowd, Duo, basket};

const TICKETS: u32 = 500;

#[tokio::test]
async fn the_last_ticket_has_one_buyer() {
    let duo = Duo::start().await;
    let [here, there] = duo.apis();
    let concert = here.ahead("concert").await.remove(0);
    let slot = concert["slot"].as_str().expect("an id").to_owned();
    sell(&here, "concert", &slot, TICKETS - 1, 10).await;
    assert_eq!(left(&there, "concert", &concert).await, 1);

    let crowd = Crowd::before(&duo.both());
    let wish = basket::book(&[basket::item("concert", &slot, 1)]);
    let answers = crowd.all(10, move |_, api| {
        let wish = wish.clone();
        async move { api.try_make(&wish).await }
    });
    let (sold, refused) = served(answers.await);
    assert_eq!((sold.len(), refused.len()), (1, 9));
    for (_, answer) in &refused {
        answer.problem(409, "taken");
    }
    assert_eq!(left(&there, "concert", &concert).await, 0);
    let mut ledger = duo.ledger().await;
    assert_eq!(ledger.claimed("concert").await, i64::from(TICKETS));
    ledger.audit().await;
}

#[tokio::test]
async fn two_thousand_buyers_share_five_hundred_tickets() {
    const BUYERS: usize = 2_000;
    let wanted = |buyer: usize| [2, 4, 1, 3][buyer % 4];
    let duo = Duo::start().await;
    let concert = duo.first.api().ahead("concert").await.remove(0);
    let slot = concert["slot"].as_str().expect("an id").to_owned();
    let crowd = Crowd::before(&duo.both());
    let answers = crowd.all(BUYERS, move |buyer, api| {
        let wish = basket::book(&[basket::item("concert", &slot, wanted(buyer))]);
        async move { api.try_make(&wish).await }
    });
    let (sold, refused) = served(answers.await);
    let tickets: u32 = sold.iter().map(|(buyer, _)| wanted(*buyer)).sum();
    assert_eq!(tickets, TICKETS, "all of them and no more");
    // Nobody went away empty-handed while enough were left for them.
    for (buyer, answer) in &refused {
        let problem = answer.problem(409, "taken");
        let left = problem["left"].as_u64().unwrap_or(0);
        assert!(left < u64::from(wanted(*buyer)), "{} wanted {}", answer.body, wanted(*buyer));
    }
    assert_eq!(left(&duo.second.api(), "concert", &concert).await, 0);
    let mut ledger = duo.ledger().await;
    assert_eq!(ledger.claimed("concert").await, i64::from(TICKETS));
    ledger.audit().await;
}
