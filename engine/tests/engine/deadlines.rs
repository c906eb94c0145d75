use crate::support::{Desk, rules};
use crate::venue::{MONDAY, ask, item};
use booking::{Closed, Refusal, State};
use engine::{Catalogue, ItemRequest, Receipt};

/// An hour's notice to cancel, two to reschedule. It is 06:00.
fn strict(catalogue: &mut Catalogue) {
    rules(catalogue, "haircut", |rules| {
        rules.cancel_minutes = 60;
        rules.reschedule_minutes = 120;
    });
}

fn haircut(clock: &str) -> ItemRequest {
    item("haircut", &format!("20261123T{clock}Z-ana"), 1)
}

async fn booked(desk: &Desk) -> Receipt {
    desk.engine.book(ask(&[haircut("0900")]), None).await.unwrap()
}

fn closed(reason: Closed) -> Refusal {
    Refusal::Closed { reason }
}

#[tokio::test]
async fn a_guest_cancels_until_the_deadline_and_the_owner_until_the_start() {
    let desk = Desk::at_venue(strict).await;
    let Receipt { reference, secret, .. } = booked(&desk).await;
    desk.clock.advance_seconds(2 * 3600 + 1);
    let late = desk.engine.cancel(&reference, &secret).await.unwrap_err();
    assert_eq!(late, closed(Closed::CancelDeadline { minutes: 60 }));
    desk.clock.advance_seconds(-1);
    let cancelled = desk.engine.cancel(&reference, &secret).await.unwrap();
    assert_eq!(cancelled.state, State::Cancelled);

    let Receipt { reference, .. } = booked(&desk).await;
    desk.clock.advance_seconds(3599);
    assert_eq!(
        desk.engine.cancel_for_guest(&reference).await.unwrap().state,
        State::Cancelled,
        "the owner is not bound"
    );
    desk.audit().await;
}

#[tokio::test]
async fn a_guest_reschedules_until_the_deadline_and_the_owner_until_the_start() {
    let desk = Desk::at_venue(strict).await;
    let Receipt { reference, secret, .. } = booked(&desk).await;
    desk.clock.advance_seconds(3600);
    desk.engine.reschedule(&reference, &secret, &[haircut("0930")]).await.unwrap();
    desk.engine.reschedule(&reference, &secret, &[haircut("0900")]).await.unwrap();
    desk.clock.advance_seconds(1);
    let late = desk.engine.reschedule(&reference, &secret, &[haircut("1500")]).await.unwrap_err();
    assert_eq!(late, closed(Closed::RescheduleDeadline { minutes: 120 }));
    desk.engine.reschedule_for_guest(&reference, &[haircut("1500")]).await.unwrap();
    desk.audit().await;
}

#[tokio::test]
async fn nobody_gives_back_what_has_begun() {
    let desk = Desk::at_venue(strict).await;
    let Receipt { reference, secret, .. } = booked(&desk).await;
    desk.clock.advance_seconds(3 * 3600);
    let past = closed(Closed::Past);
    assert_eq!(desk.engine.cancel(&reference, &secret).await.unwrap_err(), past);
    assert_eq!(desk.engine.cancel_for_guest(&reference).await.unwrap_err(), past);
    let moved = desk.engine.reschedule_for_guest(&reference, &[haircut("1500")]).await;
    assert_eq!(moved.unwrap_err(), past);
    desk.audit().await;
}

#[tokio::test]
async fn what_was_bought_has_no_deadline() {
    let desk = Desk::at_venue(|catalogue| {
        rules(catalogue, "vinyl", |rules| rules.cancel_minutes = 60);
    })
    .await;
    let bought = desk.engine.book(ask(&[item("vinyl", "stock", 2)]), None).await.unwrap();
    desk.clock.advance_seconds(10 * 86_400);
    desk.engine.cancel(&bought.reference, &bought.secret).await.unwrap();
    let today = jiff::ToSpan::days(10);
    assert_eq!(desk.left("vinyl", MONDAY.saturating_add(today)).await, [5]);
    desk.audit().await;
}
