use crate::support::{Desk, rules};
use crate::venue::{MONDAY, ask, class, item, nights, seats};
use booking::{Refusal, State};
use engine::{ItemRequest, Receipt};

fn haircut(clock: &str, with: &str) -> ItemRequest {
    item("haircut", &format!("20261123T{clock}Z-{with}"), 1)
}

async fn events(desk: &Desk) -> Vec<String> {
    let mut file = desk.file().await;
    sqlx::query_scalar("SELECT name FROM event ORDER BY id").fetch_all(&mut file).await.unwrap()
}

#[tokio::test]
async fn what_is_moved_keeps_its_reference_and_its_secret() {
    let desk = Desk::at_venue(|_| {}).await;
    let booked = desk.engine.book(ask(&[haircut("0900", "ana")]), None).await.unwrap();
    let Receipt { reference, secret, .. } = &booked;
    let moved = desk.engine.reschedule(reference, secret, &[haircut("1500", "ben")]).await.unwrap();
    assert_eq!(moved.state, State::Confirmed);
    let found = desk.engine.find(reference, secret).await.unwrap();
    assert_eq!((&found.reference, &found.items), (reference, &moved.items));
    assert_eq!(found.items[0].resource.as_str(), "ben");
    desk.engine.book(ask(&[haircut("0900", "ana")]), None).await.unwrap();
    desk.audit().await;
}

#[tokio::test]
async fn a_booking_may_move_into_its_own_time() {
    let desk = Desk::at_venue(|catalogue| seats(catalogue, "rooms", 1)).await;
    let booked = desk.engine.book(ask(&[haircut("0900", "ana")]), None).await.unwrap();
    let Receipt { reference, secret, .. } = &booked;
    for clock in ["0915", "0900", "0930"] {
        let asked = [haircut(clock, "ana")];
        desk.engine.reschedule(reference, secret, &asked).await.unwrap();
        desk.audit().await;
    }
    let stay = desk.engine.book(ask(&[nights(MONDAY, 3, 1)]), None).await.unwrap();
    let longer = [nights(MONDAY, 5, 1)];
    desk.engine.reschedule(&stay.reference, &stay.secret, &longer).await.unwrap();
    desk.audit().await;
    let bought = desk.engine.book(ask(&[item("vinyl", "stock", 3)]), None).await.unwrap();
    let more = [item("vinyl", "stock", 5)];
    desk.engine.reschedule(&bought.reference, &bought.secret, &more).await.unwrap();
    assert_eq!(desk.left("vinyl", MONDAY).await, [0]);
    desk.audit().await;
}

#[tokio::test]
async fn what_cannot_be_moved_stays_as_it_was() {
    let desk = Desk::at_venue(|_| {}).await;
    let basket = [haircut("0900", "ana"), class(MONDAY, 2)];
    let booked = desk.engine.book(ask(&basket), None).await.unwrap();
    let other = desk.engine.book(ask(&[haircut("1100", "ben")]), None).await.unwrap();
    let Receipt { reference, secret, .. } = &booked;
    let before = desk.engine.find(reference, secret).await.unwrap();
    let told = events(&desk).await;
    for asked in [
        vec![class(MONDAY.tomorrow().unwrap(), 1), haircut("1100", "ben")],
        vec![class(MONDAY.tomorrow().unwrap(), 1), haircut("2300", "ben")],
    ] {
        let refused = desk.engine.reschedule(reference, secret, &asked).await.unwrap_err();
        assert_eq!(refused.item().0, Some(1), "{refused:?}");
    }
    let refused = desk.engine.reschedule(reference, secret, &[class(MONDAY, 5)]).await;
    assert_eq!(refused.unwrap_err(), Refusal::Few { left: 4 });
    assert_eq!(desk.engine.find(reference, secret).await.unwrap(), before);
    assert_eq!(events(&desk).await, told);
    desk.audit().await;
    // Nor does asking for what one has, or coming with a wrong secret, change anything.
    desk.engine.reschedule(reference, secret, &basket).await.unwrap();
    let stolen = desk.engine.reschedule(reference, &other.secret, &[class(MONDAY, 1)]).await;
    assert_eq!(stolen.unwrap_err(), Refusal::Unknown);
    assert_eq!(events(&desk).await, told);
}

#[tokio::test]
async fn a_hold_that_is_moved_ends_when_it_would_have() {
    let desk = Desk::at_venue(|_| {}).await;
    let held = desk.engine.hold(ask(&[haircut("0900", "ana")]), None).await.unwrap();
    desk.clock.advance_seconds(60);
    let asked = [haircut("1000", "ana")];
    let moved = desk.engine.reschedule(&held.reference, &held.secret, &asked).await.unwrap();
    assert_eq!(moved.state, held.state);
    desk.clock.advance_seconds(240);
    desk.engine.book(ask(&[haircut("1000", "ana")]), None).await.unwrap();
    let gone = desk.engine.reschedule(&held.reference, &held.secret, &asked).await.unwrap_err();
    assert_eq!(gone, Refusal::Expired);
    desk.audit().await;
}

#[tokio::test]
async fn what_a_move_leaves_goes_to_the_next_in_line() {
    let desk = Desk::at_venue(|_| {}).await;
    let booked = desk.engine.book(ask(&[haircut("0900", "ana")]), None).await.unwrap();
    let next = desk.engine.wait(ask(&[haircut("0900", "ana")]), None).await.unwrap();
    let asked = [haircut("1500", "ana")];
    desk.engine.reschedule(&booked.reference, &booked.secret, &asked).await.unwrap();
    let offered = desk.engine.find(&next.reference, &next.secret).await.unwrap();
    assert!(matches!(offered.state, State::Held { .. }));
    desk.audit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_who_exchange_into_one_place_do_not_both_get_it() {
    let desk = Desk::at_venue(|_| {}).await;
    let second = desk.second().await;
    let mut moves = Vec::new();
    for (engine, clock) in [(&desk.engine, "0900"), (&second.engine, "1300")] {
        let booked = engine.book(ask(&[haircut(clock, "ana")]), None).await.unwrap();
        let engine = engine.clone();
        moves.push(tokio::spawn(async move {
            let asked = [haircut("1100", "ana")];
            engine.reschedule(&booked.reference, &booked.secret, &asked).await
        }));
    }
    let answers = futures::future::join_all(moves).await;
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers.iter().flatten().count(), 1);
    assert!(answers.contains(&Err(Refusal::Taken)));
    desk.audit().await;
}

/// An item that stays was allowed when it was booked: a rule that closes its time by now keeps no
/// other item from being changed.
#[tokio::test]
async fn what_stays_as_it_was_is_not_asked_about_again() {
    let notice = |catalogue: &mut engine::Catalogue| {
        rules(catalogue, "haircut", |rules| rules.notice_minutes = 120);
    };
    let desk = Desk::at_venue(notice).await;
    let one = |quantity| item("vinyl", "stock", quantity);
    let both = [haircut("0900", "ana"), one(1)];
    let Receipt { reference, secret, .. } = desk.engine.book(ask(&both), None).await.unwrap();
    // An hour before the haircut.
    desk.clock.advance_seconds(2 * 3600);
    let kept = [haircut("0900", "ana"), one(2)];
    let moved = desk.engine.reschedule(&reference, &secret, &kept).await.unwrap();
    assert_eq!(moved.items[1].quantity, 2);
    let other = [haircut("0915", "ana"), one(2)];
    let refused = desk.engine.reschedule(&reference, &secret, &other).await.unwrap_err();
    let reason = booking::Closed::Notice { minutes: 120 };
    assert_eq!(refused, Refusal::Closed { reason }.of_item(0));
    desk.audit().await;
}
