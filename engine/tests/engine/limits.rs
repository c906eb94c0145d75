use crate::support::{Desk, rules};
use crate::venue::{MONDAY, ask, class, guest, item};
use booking::{Closed, Guest, GuestInput, Refusal, State};
use engine::{ItemRequest, Request};

fn court(clock: &str) -> ItemRequest {
    item("court", &format!("20261123T{clock}Z-courts"), 1)
}

fn closed(reason: Closed) -> Refusal {
    Refusal::Closed { reason }
}

/// The same person, however they write it.
fn loud() -> Guest {
    let input = GuestInput {
        name: "Ada".to_owned(),
        email: "ADA@Example.COM".to_owned(),
        ..GuestInput::default()
    };
    Guest::parse(&input).unwrap()
}

#[tokio::test]
async fn notice_ends_to_the_millisecond() {
    let desk = Desk::at_venue(|catalogue| {
        rules(catalogue, "court", |rules| rules.notice_minutes = 120);
    })
    .await;
    desk.clock.advance_seconds(3600);
    desk.engine.book(ask(&[court("0900")]), None).await.unwrap();
    desk.clock.set(booking::UnixMillis(desk.engine.now().0 + 1));
    let late = desk.engine.book(ask(&[court("0900")]), None).await.unwrap_err();
    assert_eq!(late, closed(Closed::Notice { minutes: 120 }));
    desk.engine.book(ask(&[court("0915")]), None).await.unwrap();
}

#[tokio::test]
async fn a_day_takes_so_many_bookings_of_an_offer() {
    let desk = Desk::at_venue(|catalogue| {
        rules(catalogue, "court", |rules| rules.bookings_per_day = Some(2));
    })
    .await;
    let full = closed(Closed::BookingsPerDay { max: 2 });
    let first = desk.engine.book(ask(&[court("0900")]), None).await.unwrap();
    // A hold counts while it lasts.
    desk.engine.hold(ask(&[court("1100")]), None).await.unwrap();
    assert_eq!(desk.engine.book(ask(&[court("1300")]), None).await.unwrap_err(), full);
    let basket = ask(&[class(MONDAY, 1), court("1300")]);
    assert_eq!(desk.engine.book(basket, None).await.unwrap_err(), full.clone().of_item(1));
    let tomorrow = item("court", "20261124T0900Z-courts", 1);
    desk.engine.book(ask(&[tomorrow]), None).await.unwrap();
    // To move within the day is no further booking.
    let moved = desk.engine.reschedule(&first.reference, &first.secret, &[court("1500")]).await;
    moved.unwrap();
    desk.clock.advance_seconds(300);
    desk.engine.book(ask(&[court("1300")]), None).await.unwrap();
    assert_eq!(desk.engine.hold(ask(&[court("1400")]), None).await.unwrap_err(), full);
    desk.engine.cancel(&first.reference, &first.secret).await.unwrap();
    desk.engine.book(ask(&[court("1400")]), None).await.unwrap();
    desk.audit().await;
}

#[tokio::test]
async fn a_guest_has_so_many_a_day_however_they_write_their_address() {
    let desk = Desk::at_venue(|catalogue| {
        rules(catalogue, "court", |rules| rules.guest_bookings_per_day = Some(1));
    })
    .await;
    desk.engine.book(ask(&[court("0900")]), None).await.unwrap();
    let again = Request { guest: Some(loud()), ..ask(&[court("1100")]) };
    let refused = desk.engine.book(again, None).await.unwrap_err();
    assert_eq!(refused, closed(Closed::GuestPerDay { max: 1 }));
    let other = Request { guest: Some(guest("Bob")), ..ask(&[court("1100")]) };
    desk.engine.book(other, None).await.unwrap();
    let tomorrow = item("court", "20261124T0900Z-courts", 1);
    desk.engine.book(ask(&[tomorrow]), None).await.unwrap();
}

#[tokio::test]
async fn open_bookings_are_counted_when_a_hold_is_confirmed_too() {
    let desk = Desk::at_venue(|catalogue| {
        rules(catalogue, "court", |rules| rules.guest_open_bookings = Some(1));
    })
    .await;
    let hold = |clock: &str| Request { guest: None, ..ask(&[court(clock)]) };
    let first = desk.engine.hold(hold("0900"), None).await.unwrap();
    let second = desk.engine.hold(hold("1100"), None).await.unwrap();
    desk.engine.confirm(&first.reference, &first.secret, guest("Ada")).await.unwrap();
    let refused = desk.engine.confirm(&second.reference, &second.secret, loud()).await;
    assert_eq!(refused.unwrap_err(), closed(Closed::GuestOpen { max: 1 }));
    let still = desk.engine.find(&second.reference, &second.secret).await.unwrap();
    assert!(matches!(still.state, State::Held { .. }), "a refusal changes nothing");

    desk.engine.cancel(&first.reference, &first.secret).await.unwrap();
    desk.engine.confirm(&second.reference, &second.secret, loud()).await.unwrap();
    let refused = desk.engine.book(ask(&[court("1500")]), None).await.unwrap_err();
    assert_eq!(refused, closed(Closed::GuestOpen { max: 1 }));
    // What is over is not open any more.
    desk.clock.advance_seconds(6 * 3600);
    desk.engine.book(ask(&[court("1500")]), None).await.unwrap();
    desk.audit().await;
}

#[tokio::test]
async fn a_limit_holds_however_many_come_at_once() {
    let desk = Desk::at_venue(|catalogue| {
        rules(catalogue, "court", |rules| rules.guest_open_bookings = Some(2));
    })
    .await;
    let second = desk.second().await;
    let clocks = ["0900", "1000", "1100", "1200", "1300", "1400"];
    let calls = clocks.iter().enumerate().map(|(i, clock)| {
        let engine = if i % 2 == 0 { &desk.engine } else { &second.engine };
        engine.book(ask(&[court(clock)]), None)
    });
    let answers = futures::future::join_all(calls).await;
    assert_eq!(answers.iter().flatten().count(), 2, "{answers:?}");
    desk.audit().await;
}
