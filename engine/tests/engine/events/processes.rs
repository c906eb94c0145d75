use super::*;
use std::collections::HashSet;
use tokio::time::Instant;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_deliver_each_event_once() {
    let (desk, receiver) = (desk().await, Receiver::start().await);
    let other = desk.second().await;
    let id = add(&desk, &receiver, false).await;
    let mut references = Vec::new();
    for (number, hour) in (9..17).cycle().take(40).enumerate() {
        let at = if number % 2 == 0 { &desk } else { &other };
        let reference = book(at, &format!("{hour:02}00"), "ana").await;
        cancel(if number % 3 == 0 { &desk } else { &other }, &reference).await;
        references.push(reference);
    }
    drained(&desk, id).await;
    tokio::time::sleep(QUIET).await;
    let accepted = receiver.accepted();
    assert_eq!(accepted.len(), 80);
    assert_eq!(accepted.iter().collect::<HashSet<_>>().len(), 80);
    for reference in references {
        assert_eq!(receiver.of(&reference), ["booking.confirmed", "booking.cancelled"]);
    }
}

#[tokio::test]
async fn another_process_takes_over_when_one_is_stuck() {
    let (desk, receiver) = (desk().await, Receiver::with(|_| Reply::Never).await);
    let id = add(&desk, &receiver, false).await;
    book(&desk, "0900", "ana").await;
    eventually("an attempt", || receiver.all().len() == 1).await;
    let other = desk.second().await;
    receiver.answer(|_| Reply::Status(200));
    tokio::time::sleep(QUIET).await;
    assert_eq!(receiver.all().len(), 1, "one process delivers at a time");
    // The first process waits for its answer still; its lease ends by the clock.
    desk.clock.advance_seconds(20);
    drained(&other, id).await;
    assert_eq!(receiver.accepted(), [1]);
    // It may send once more before it finds out, and moves nothing on.
    book(&desk, "1000", "ana").await;
    drained(&desk, id).await;
    let mut accepted = receiver.accepted();
    accepted.dedup();
    assert_eq!(accepted, [1, 2]);
}

#[tokio::test]
async fn the_end_is_prompt_and_leaves_the_work_to_others() {
    let (desk, receiver) = (desk().await, Receiver::with(|_| Reply::Never).await);
    let id = add(&desk, &receiver, false).await;
    book(&desk, "0900", "ana").await;
    eventually("an attempt", || receiver.all().len() == 1).await;
    let begun = Instant::now();
    desk.engine.shut_down().await;
    assert!(begun.elapsed() < Duration::from_millis(1500), "{:?}", begun.elapsed());
    receiver.answer(|_| Reply::Status(200));
    let next = desk.second().await;
    drained(&next, id).await;
    assert_eq!(receiver.accepted(), [1]);
}

#[tokio::test]
async fn a_process_that_delivers_nothing_leaves_it_to_others() {
    let desk = Desk::with(|config| config.deliver = None).await;
    let receiver = Receiver::start().await;
    add(&desk, &receiver, false).await;
    book(&desk, "0900", "ana").await;
    tokio::time::sleep(QUIET).await;
    assert_eq!(receiver.all().len(), 0);
    assert_eq!(desk.engine.sinks().await.unwrap()[0].waiting, 1);
}
