use crate::support::{Desk, ask, guest, slot};
use booking::{Refusal, State};
use engine::Idempotency;

fn key(fingerprint: u8) -> Option<Idempotency> {
    Some(Idempotency { key: "k-1".to_owned(), fingerprint: [fingerprint; 32] })
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer() {
    let desk = Desk::open().await;
    let wanted = ask(&[slot("0900", "ana")]);
    let first = desk.engine.hold(wanted.clone(), key(1)).await.unwrap();
    desk.engine.confirm(&first.reference, &first.secret, guest("Ada")).await.unwrap();
    let again = desk.engine.hold(wanted, key(1)).await.unwrap();
    assert_eq!(again, first);
    assert!(matches!(again.state, State::Held { .. }));
}

#[tokio::test]
async fn a_key_belongs_to_one_request() {
    let desk = Desk::open().await;
    desk.engine.book(ask(&[slot("0900", "ana")]), key(1)).await.unwrap();
    let other = desk.engine.book(ask(&[slot("1200", "ana")]), key(2)).await;
    assert_eq!(other.unwrap_err(), Refusal::KeyReused);
    assert!(desk.free("ana").await.contains(&"12:00".to_owned()));
}

#[tokio::test]
async fn a_refusal_is_not_remembered() {
    let desk = Desk::open().await;
    let taken = desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap();
    let wanted = ask(&[slot("0900", "ana")]);
    assert_eq!(desk.engine.book(wanted.clone(), key(1)).await.unwrap_err(), Refusal::Taken);
    desk.engine.cancel(&taken.reference, &taken.secret).await.unwrap();
    desk.engine.book(wanted, key(1)).await.unwrap();
}

#[tokio::test]
async fn repeats_that_race_are_one_booking() {
    let desk = Desk::open().await;
    let calls = (0..50).map(|_| desk.engine.book(ask(&[slot("0900", "ana")]), key(1)));
    let answers = futures::future::join_all(calls).await;
    let first = answers[0].as_ref().unwrap();
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap() == first));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_repeat_never_meets_its_own_booking() {
    let desk = Desk::open().await;
    for round in 0..30u8 {
        let calls = (0..8).map(|i| {
            let engine = desk.engine.clone();
            let key = Idempotency { key: format!("round-{round}"), fingerprint: [round; 32] };
            tokio::spawn(async move {
                for _ in 0..i {
                    tokio::task::yield_now().await;
                }
                engine.book(ask(&[slot("0900", "ana")]), Some(key)).await
            })
        });
        let answers: Vec<_> = futures::future::join_all(calls).await;
        let answers: Vec<_> = answers.into_iter().map(|a| a.unwrap().unwrap()).collect();
        assert!(answers.iter().all(|answer| *answer == answers[0]));
        desk.engine.cancel(&answers[0].reference, &answers[0].secret).await.unwrap();
    }
}
