use crate::support::{Desk, MONDAY, ask, haircut, slot};
use booking::Refusal;
use engine::{LiveKind, Watch};
use std::time::Duration;

async fn next(watch: &mut Watch) -> engine::LiveEvent {
    tokio::time::timeout(Duration::from_secs(20), watch.next()).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_watcher_sees_a_booking_come_and_go() {
    let desk = Desk::open().await;
    let mut watch = desk.engine.watch(&haircut(), Some((MONDAY, MONDAY)), None).await.unwrap();
    let snapshot = next(&mut watch).await;
    assert_eq!((snapshot.kind, snapshot.id), (LiveKind::Snapshot, 0));
    assert_eq!(snapshot.data().matches("\"slot\"").count(), 60);
    assert!(snapshot.data().contains("{\"date\":\"2026-11-23\",\"left\":60,\"places\":60}"));

    let booked = desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap();
    let change = next(&mut watch).await;
    assert_eq!(change.kind, LiveKind::Change);
    assert!(change.id > snapshot.id);
    // 09:00 to 09:45 and the buffer, until 10:00: four starts go.
    assert_eq!(change.data().matches("\"left\":0").count(), 4);
    assert!(change.data().contains("{\"date\":\"2026-11-23\",\"left\":56,\"places\":56}"));

    desk.engine.cancel(&booked.reference, &booked.secret).await.unwrap();
    let back = next(&mut watch).await;
    assert!(back.id > change.id);
    assert_eq!(back.data().matches("\"left\":1").count(), 4);
}

#[tokio::test]
async fn a_watcher_goes_on_where_it_left_off() {
    let desk = Desk::open().await;
    let mut kept = desk.engine.watch(&haircut(), None, None).await.unwrap();
    let seen = next(&mut kept).await.id;
    desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap();
    let change = next(&mut kept).await;

    let mut back = desk.engine.watch(&haircut(), None, Some(seen)).await.unwrap();
    let resumed = next(&mut back).await;
    assert_eq!((resumed.kind, resumed.id), (LiveKind::Change, change.id));

    for unknown in [seen - 1, change.id + 100] {
        let mut watch = desk.engine.watch(&haircut(), None, Some(unknown)).await.unwrap();
        assert_eq!(next(&mut watch).await.kind, LiveKind::Snapshot);
    }
}

#[tokio::test]
async fn a_watcher_that_lags_gets_a_snapshot_and_no_gap() {
    let desk = Desk::open().await;
    let mut slow = desk.engine.watch(&haircut(), Some((MONDAY, MONDAY)), None).await.unwrap();
    let mut quick = desk.engine.watch(&haircut(), Some((MONDAY, MONDAY)), None).await.unwrap();
    next(&mut slow).await;
    next(&mut quick).await;
    for _ in 0..40 {
        let booked = desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap();
        next(&mut quick).await;
        desk.engine.cancel(&booked.reference, &booked.secret).await.unwrap();
        next(&mut quick).await;
    }
    desk.engine.book(ask(&[slot("1500", "ben")]), None).await.unwrap();
    let last = next(&mut quick).await;
    let caught_up = next(&mut slow).await;
    assert_eq!((caught_up.kind, caught_up.id), (LiveKind::Snapshot, last.id));
    assert_eq!(caught_up.data().matches("\"left\":0").count(), 7);
}

#[tokio::test]
async fn another_engine_on_the_ledger_is_seen_without_redis() {
    let here = Desk::open().await;
    let there = here.second().await;
    let mut watch = here.engine.watch(&haircut(), None, None).await.unwrap();
    next(&mut watch).await;
    there.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap();
    assert!(next(&mut watch).await.data().contains("20261123T0800Z-ana"));
}

#[tokio::test]
async fn streams_end_with_the_engine() {
    let desk = Desk::open().await;
    let mut watch = desk.engine.watch(&haircut(), None, None).await.unwrap();
    next(&mut watch).await;
    desk.engine.end_streams();
    assert!(watch.next().await.is_none());
    let unknown = booking::OfferId::parse("x").unwrap();
    assert_eq!(desk.engine.watch(&unknown, None, None).await.err(), Some(Refusal::Unknown));
}

#[tokio::test]
async fn readers_do_not_make_watchers_hear_more_than_twenty_events_a_second() {
    let desk = Desk::open().await;
    let mut watch = desk.engine.watch(&haircut(), Some((MONDAY, MONDAY)), None).await.unwrap();
    next(&mut watch).await;
    let begun = tokio::time::Instant::now();
    for _ in 0..30 {
        let booked = desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap();
        assert!(!desk.free("ana").await.contains(&"09:00".to_owned()));
        desk.engine.cancel(&booked.reference, &booked.secret).await.unwrap();
        assert!(desk.free("ana").await.contains(&"09:00".to_owned()));
    }
    let last = desk.engine.book(ask(&[slot("1500", "ben")]), None).await.unwrap();
    assert_eq!(last.items.len(), 1);
    let mut events = 1;
    while !next(&mut watch).await.data().contains("20261123T1400Z-ben") {
        events += 1;
    }
    let most = begun.elapsed().as_millis() / 50 + 2;
    assert!(events <= most, "{events} events, {most} at most");
}
