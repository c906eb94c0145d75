//! Two guests want the last room and the last place in class, in opposite orders.

use crate::house::House;
use crate::venue::{MONDAY, ask, class, nights, seats};
use booking::Refusal;
use engine::{Catalogue, Config, Engine};
use jiff::ToSpan;
use std::time::Duration;

const ROUNDS: i64 = 30;
/// Far beyond what a round may take: past it the two wait for each other.
const STUCK: Duration = Duration::from_secs(60);

fn one_of_each(catalogue: &mut Catalogue, _: &mut Config) {
    seats(catalogue, "rooms", 1);
    seats(catalogue, "studio", 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn opposite_baskets_never_wait_for_each_other_and_one_of_two_wins() {
    race(House::one(one_of_each).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn opposite_baskets_of_two_engines_never_wait_for_each_other_and_one_of_two_wins() {
    race(House::two(one_of_each).await).await;
}

async fn race(house: House) {
    for round in 0..ROUNDS {
        let day = MONDAY.saturating_add(round.days());
        let (room, class) = (nights(day, 1, 1), class(day, 1));
        let baskets = [ask(&[room.clone(), class.clone()]), ask(&[class, room])];
        let book = |engine: Engine, guest: usize| {
            let basket = baskets[guest].clone();
            async move { engine.book(basket, None).await }
        };
        let answers = tokio::time::timeout(STUCK, house.crowd(2, book)).await.expect("stuck");
        let winners = answers.iter().flatten().collect::<Vec<_>>();
        assert_eq!(winners.len(), 1, "{answers:?}");
        assert_eq!(winners[0].items.len(), 2);
        let refusal = answers.iter().find_map(|answer| answer.as_ref().err()).unwrap();
        assert!(
            matches!(refusal, Refusal::Item { index: 0 | 1, refusal } if **refusal == Refusal::Taken),
            "the loser is told which item it was: {refusal:?}"
        );
        assert_eq!((house.left("room", day).await, house.left("class", day).await), (0, 0));
    }
    house.audit().await;
}
