//! Many users, one time with one person.

use crate::house::House;
use crate::venue::{MONDAY, ask, guest, item};
use booking::{Refusal, Slot, State};
use engine::{Catalogue, Config, Engine, Receipt, Request};
use std::time::Duration;

const NINE: &str = "20261123T0900Z-ana";
const USERS: usize = 60;

fn an_hour(_: &mut Catalogue, config: &mut Config) {
    config.hold = Duration::from_secs(3600);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_users_book_one_slot_and_one_has_it() {
    many_users_book(House::one(an_hour).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_users_of_two_engines_book_one_slot_and_one_has_it() {
    many_users_book(House::two(an_hour).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_users_hold_one_slot_and_one_has_it_for_an_hour() {
    many_users_hold(House::one(an_hour).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_users_of_two_engines_hold_one_slot_and_one_has_it_for_an_hour() {
    many_users_hold(House::two(an_hour).await).await;
}

async fn many_users_book(house: House) {
    let first = only_winner(book_all(&house).await, |refusal| *refusal == Refusal::Taken);
    assert_eq!(nine(&house).await.left, 0);
    house.audit().await;

    house.engine(1).cancel(&first.reference, &first.secret).await.unwrap();
    assert_eq!(nine(&house).await.left, 1);
    let second = only_winner(book_all(&house).await, |refusal| *refusal == Refusal::Taken);
    assert_ne!(second.reference, first.reference);
    house.audit().await;
}

async fn many_users_hold(house: House) {
    let until = house.engine(0).now().plus_minutes(60);
    let wanted = || Request { guest: None, ..ask(&[item("haircut", NINE, 1)]) };
    let hold = |engine: Engine, _| async move { engine.hold(wanted(), None).await };
    let held =
        only_winner(house.crowd(USERS, hold).await, |refusal| *refusal == Refusal::Held { until });
    assert_eq!((nine(&house).await.left, nine(&house).await.held_until), (0, Some(until)));
    house.audit().await;

    // Until its last second nobody else has it.
    house.clock.advance_seconds(3599);
    let refused = house.engine(1).hold(wanted(), None).await.unwrap_err();
    assert_eq!(refused, Refusal::Held { until });
    house.engine(1).confirm(&held.reference, &held.secret, guest("Ada")).await.unwrap();
    house.clock.advance_seconds(1);
    let refused = house.engine(0).hold(wanted(), None).await.unwrap_err();
    assert_eq!(refused, Refusal::Taken, "what was confirmed does not end");

    house.engine(0).cancel(&held.reference, &held.secret).await.unwrap();
    assert_eq!(nine(&house).await.left, 1);
    let next = only_winner(house.crowd(USERS, hold).await, Refusal::is_occupied);
    assert!(matches!(next.state, State::Held { .. }));
    // The hour is over: nobody has to do anything for it to be free again.
    house.clock.advance_seconds(3600);
    assert_eq!(nine(&house).await.left, 1);
    only_winner(house.crowd(USERS, hold).await, Refusal::is_occupied);
    house.audit().await;
}

async fn book_all(house: &House) -> Vec<Result<Receipt, Refusal>> {
    let wanted = || ask(&[item("haircut", NINE, 1)]);
    house.crowd(USERS, |engine, _| async move { engine.book(wanted(), None).await }).await
}

fn only_winner(
    answers: Vec<Result<Receipt, Refusal>>,
    is_true: impl Fn(&Refusal) -> bool,
) -> Receipt {
    let mut winners = Vec::new();
    for answer in answers {
        match answer {
            Ok(receipt) => winners.push(receipt),
            Err(refusal) => assert!(is_true(&refusal), "{refusal:?}"),
        }
    }
    assert_eq!(winners.len(), 1, "one slot was sold {} times", winners.len());
    winners.remove(0)
}

async fn nine(house: &House) -> Slot {
    let slots = house.slots("haircut", MONDAY).await;
    slots.into_iter().find(|slot| slot.id.as_str() == NINE).unwrap()
}
