use crate::support::{Desk, ask, slot};
use booking::Refusal;
use futures::future::join_all;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_for_one_place_one_has_it_and_nobody_is_put_off() {
    let desk = Desk::open().await;
    let calls = (0..100).map(|_| {
        let engine = desk.engine.clone();
        tokio::spawn(async move { engine.book(ask(&[slot("0900", "ana")]), None).await })
    });
    let answers: Vec<_> = join_all(calls).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(answers.iter().filter(|answer| **answer == Err(Refusal::Taken)).count(), 99);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_engines_on_one_ledger_without_a_common_lock_sell_nothing_twice() {
    let one = Desk::open().await;
    let two = one.second().await;
    let clocks = ["0900", "0915", "0930", "0945", "1000"];
    let calls = (0..100).map(|i| {
        let engine = if i % 2 == 0 { one.engine.clone() } else { two.engine.clone() };
        let wanted = ask(&[slot(clocks[i % 5], "ana")]);
        tokio::spawn(async move { engine.book(wanted, None).await })
    });
    let answers: Vec<_> = join_all(calls).await.into_iter().map(Result::unwrap).collect();
    let booked: Vec<_> = answers.iter().flatten().collect();
    // 09:00 and 10:00 go together; any other choice excludes all the rest.
    assert!((1..=2).contains(&booked.len()), "{booked:?}");
    for (i, a) in booked.iter().enumerate() {
        for b in &booked[i + 1..] {
            assert!(!a.items[0].cells.overlaps(b.items[0].cells));
        }
    }
    let put_off = answers.iter().filter(|a| matches!(a, Err(r) if *r != Refusal::Taken)).count();
    assert_eq!(put_off, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn opposite_orders_of_the_same_places_do_not_lock_up() {
    let desk = Desk::open().await;
    let orders = [["ana", "ben"], ["ben", "ana"]];
    let calls = (0..60).map(|i: usize| {
        let engine = desk.engine.clone();
        let wanted = ask(&orders[i % 2].map(|stylist| slot("0900", stylist)));
        tokio::spawn(async move { engine.book(wanted, None).await })
    });
    let answers: Vec<_> = join_all(calls).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert!(answers.iter().flat_map(|a| a.as_ref().err()).all(|r| *r.item().1 == Refusal::Taken));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_caller_that_goes_away_leaves_nothing_half_done() {
    let desk = Desk::open().await;
    for _ in 0..50 {
        let engine = desk.engine.clone();
        let call = tokio::spawn(async move {
            engine.book(ask(&[slot("0900", "ana"), slot("0900", "ben")]), None).await
        });
        tokio::task::yield_now().await;
        call.abort();
        let _ = call.await;
    }
    // Whatever became of them, both places went together or neither did.
    let both = ask(&[slot("0900", "ana"), slot("0900", "ben")]);
    let _ = desk.engine.book(both, None).await;
    let (ana, ben) = (desk.free("ana").await, desk.free("ben").await);
    assert_eq!(ana.contains(&"09:00".to_owned()), ben.contains(&"09:00".to_owned()));
    assert!(!ana.contains(&"09:00".to_owned()));
}
