//! A room and a class in one basket, against a class and a room: with one left of each, whoever takes
//! them in which order, one guest has both and nobody has one.

use super::sell;
use crate::support::{Contenders, Duo, basket};
use std::collections::BTreeSet;

const ROUNDS: usize = 8;

#[tokio::test]
async fn baskets_of_two_orders_race_for_the_last_of_both() {
    let duo = Duo::start().await;
    let [here, there] = duo.apis();
    let class = here.ahead("yoga").await.remove(3);
    let class = class["slot"].as_str().expect("an id");
    let (night, morning) = (here.day(9).await, here.day(10).await);
    sell(&here, "yoga", class, 11, 4).await;
    here.make(&basket::book(&[basket::rooms(&night, &morning, 3)])).await.expect(201);
    here.make(&basket::book(&[basket::rooms(&night, &morning, 2)])).await.expect(201);

    let (room, place) = (basket::rooms(&night, &morning, 1), basket::item("yoga", class, 1));
    let contenders = Contenders::connect(&duo.both(), 12).await;
    let mut blamed = BTreeSet::new();
    for _ in 0..ROUNDS {
        let mut receiving = contenders.ask(|i, api| {
            // Both orders at each of the two servers.
            let wish = match (i / 2) % 2 {
                0 => basket::book(&[room.clone(), place.clone()]),
                _ => basket::book(&[place.clone(), room.clone()]),
            };
            async move { api.try_make(&wish).await }
        });
        let mut winners = Vec::new();
        while let Some(answer) = crate::support::soon("an answer", receiving.recv()).await {
            match answer.status {
                201 => winners.push(answer),
                _ => drop(blamed.insert(answer.problem(409, "taken")["item"].as_u64())),
            }
        }
        assert_eq!(winners.len(), 1, "exactly one has both");
        let mut ledger = duo.ledger().await;
        assert_eq!((ledger.claimed("room").await, ledger.claimed("yoga").await), (6, 12));
        ledger.audit().await;
        there.cancel(&winners[0]).await.expect(200);
        assert_eq!((ledger.claimed("room").await, ledger.claimed("yoga").await), (5, 11));
    }
    assert!(blamed.iter().all(Option::is_some), "a refusal names the item: {blamed:?}");
}

#[tokio::test]
async fn a_basket_of_which_one_is_gone_takes_nothing() {
    let duo = Duo::start().await;
    let [here, there] = duo.apis();
    let class = here.ahead("yoga").await.remove(3);
    let class = class["slot"].as_str().expect("an id");
    let (night, morning) = (here.day(9).await, here.day(10).await);
    sell(&here, "yoga", class, 12, 4).await;
    let (room, place) = (basket::rooms(&night, &morning, 1), basket::item("yoga", class, 1));
    for (wish, gone) in [([room.clone(), place.clone()], 1), ([place, room], 0)] {
        let problem = there.make(&basket::book(&wish)).await.problem(409, "taken");
        assert_eq!(problem["item"], gone);
    }
    let mut ledger = duo.ledger().await;
    assert_eq!(ledger.claimed("room").await, 0);
    ledger.audit().await;
}
