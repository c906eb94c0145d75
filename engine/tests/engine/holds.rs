use crate::support::{Desk, ask, guest, slot};
use booking::{Refusal, State, UnixMillis};
use engine::Request;

fn anonymous(request: Request) -> Request {
    Request { guest: None, ..request }
}

fn end(state: &State) -> UnixMillis {
    match state {
        State::Held { expires_at } => *expires_at,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_hold_keeps_others_off_until_its_instant_and_not_after() {
    let desk = Desk::open().await;
    let wanted = ask(&[slot("0900", "ana")]);
    let held = desk.engine.hold(anonymous(wanted.clone()), None).await.unwrap();
    let until = end(&held.state);
    assert_eq!(until, desk.engine.now().plus_minutes(5));

    desk.clock.set(UnixMillis(until.0 - 1));
    let refused = desk.engine.book(wanted.clone(), None).await.unwrap_err();
    assert_eq!(refused, Refusal::Held { until });
    assert!(!desk.free("ana").await.contains(&"09:00".to_owned()));

    desk.clock.set(until);
    assert!(desk.free("ana").await.contains(&"09:00".to_owned()));
    let other = desk.engine.book(wanted, None).await.unwrap();

    let late = desk.engine.confirm(&held.reference, &held.secret, guest("Bob")).await;
    assert_eq!(late.unwrap_err(), Refusal::Expired);
    let mine = desk.engine.find(&held.reference, &held.secret).await.unwrap();
    assert_eq!(mine.state, State::Expired);
    let theirs = desk.engine.find(&other.reference, &other.secret).await.unwrap();
    assert_eq!(theirs.state, State::Confirmed);
}

#[tokio::test]
async fn a_late_confirmation_succeeds_while_nobody_else_came() {
    let desk = Desk::open().await;
    let held = desk.engine.hold(anonymous(ask(&[slot("0900", "ana")])), None).await.unwrap();
    desk.clock.advance_seconds(3600);
    let late = desk.engine.confirm(&held.reference, &held.secret, guest("Ada")).await.unwrap();
    assert_eq!(late.state, State::Confirmed);
    let refused = desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap_err();
    assert_eq!(refused, Refusal::Taken);
}

#[tokio::test]
async fn a_late_confirmation_waits_for_no_time_that_has_begun() {
    let desk = Desk::open().await;
    let held = desk.engine.hold(anonymous(ask(&[slot("0900", "ana")])), None).await.unwrap();
    desk.clock.advance_seconds(2 * 3600);
    let late = desk.engine.confirm(&held.reference, &held.secret, guest("Ada")).await;
    assert_eq!(late.unwrap_err(), Refusal::Expired);
}

#[tokio::test]
async fn a_late_confirmation_meets_another_hold() {
    let desk = Desk::open().await;
    let first = desk.engine.hold(anonymous(ask(&[slot("0900", "ana")])), None).await.unwrap();
    desk.clock.set(end(&first.state));
    let second = desk.engine.hold(anonymous(ask(&[slot("0915", "ana")])), None).await.unwrap();
    let late = desk.engine.confirm(&first.reference, &first.secret, guest("Ada")).await;
    assert_eq!(late.unwrap_err(), Refusal::Expired);
    desk.engine.confirm(&second.reference, &second.secret, guest("Bob")).await.unwrap();
}

#[tokio::test]
async fn a_hold_of_several_places_ends_as_one() {
    let desk = Desk::open().await;
    let both = ask(&[slot("0900", "ana"), slot("0900", "ben")]);
    let held = desk.engine.hold(anonymous(both), None).await.unwrap();
    desk.clock.set(end(&held.state));
    desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap();
    let late = desk.engine.confirm(&held.reference, &held.secret, guest("Ada")).await;
    assert_eq!(late.unwrap_err(), Refusal::Expired.of_item(0));
    desk.engine.book(ask(&[slot("0900", "ben")]), None).await.unwrap();
}

#[tokio::test]
async fn the_sweeper_records_what_time_has_done() {
    let desk = Desk::with(|config| {
        config.sweep = true;
        config.hold = std::time::Duration::from_millis(200);
    })
    .await;
    let mut watch = desk.engine.watch(&crate::support::haircut(), None, None).await.unwrap();
    watch.next().await.unwrap();
    desk.engine.hold(anonymous(ask(&[slot("0900", "ana")])), None).await.unwrap();
    let held = watch.next().await.unwrap();
    assert!(held.data().contains("held_until"), "{}", held.data());
    desk.clock.advance_seconds(1);
    let freed = watch.next().await.unwrap();
    assert!(
        freed.data().contains("\"left\":1") && !freed.data().contains("held_until"),
        "{}",
        freed.data()
    );
}

#[tokio::test]
async fn a_hold_that_ends_beside_free_places_gives_its_own_back() {
    let desk = Desk::at_venue(|_| {}).await;
    let second = desk.second().await;
    let held = crate::venue::ask(&[crate::venue::class(crate::venue::MONDAY, 1)]);
    desk.engine.hold(anonymous(held), None).await.unwrap();
    for desk in [&desk, &second] {
        assert_eq!(desk.left("class", crate::venue::MONDAY).await, [3]);
    }
    desk.clock.advance_seconds(300);
    for desk in [&desk, &second] {
        assert_eq!(desk.left("class", crate::venue::MONDAY).await, [4]);
    }
}
