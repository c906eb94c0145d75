use crate::support::Desk;
use crate::venue::{MONDAY, ask, class, guest, id, item, nights, seats};
use booking::{Refusal, State};
use engine::{CapacityChange, Request};

async fn scarce() -> Desk {
    Desk::at_venue(|catalogue| {
        seats(catalogue, "rooms", 1);
        seats(catalogue, "studio", 1);
    })
    .await
}

#[tokio::test]
async fn a_late_basket_is_told_which_item_went_and_the_rest_is_still_free() {
    let desk = scarce().await;
    let basket = ask(&[nights(MONDAY, 2, 1), class(MONDAY, 1), item("vinyl", "stock", 2)]);
    let held = desk.engine.hold(Request { guest: None, ..basket }, None).await.unwrap();
    desk.clock.advance_seconds(300);
    let other = desk.engine.book(ask(&[class(MONDAY, 1)]), None).await.unwrap();
    let late = desk.engine.confirm(&held.reference, &held.secret, guest("Ada")).await;
    assert_eq!(late.unwrap_err(), Refusal::Expired.of_item(1));
    assert_eq!(desk.left("room", MONDAY).await, [1]);
    assert_eq!(desk.left("vinyl", MONDAY).await, [5]);
    desk.audit().await;

    // Once the class is free again nothing is in the way.
    desk.engine.cancel(&other.reference, &other.secret).await.unwrap();
    let late = desk.engine.confirm(&held.reference, &held.secret, guest("Ada")).await.unwrap();
    assert_eq!(late.state, State::Confirmed);
    assert_eq!(desk.left("room", MONDAY).await, [0]);
    desk.audit().await;
}

#[tokio::test]
async fn a_basket_of_many_kinds_comes_and_goes_as_one() {
    let desk = scarce().await;
    let haircut = item("haircut", "20261123T0900Z-ana", 1);
    let basket =
        [nights(MONDAY, 2, 1), class(MONDAY, 1), item("vinyl", "stock", 2), haircut.clone()];
    let booked = desk.engine.book(ask(&basket), None).await.unwrap();
    desk.audit().await;
    let refused = desk.engine.book(ask(&[class(MONDAY.tomorrow().unwrap(), 1), haircut]), None);
    assert_eq!(refused.await.unwrap_err(), Refusal::Taken.of_item(1));
    assert_eq!(desk.left("class", MONDAY.tomorrow().unwrap()).await, [1]);
    desk.engine.cancel(&booked.reference, &booked.secret).await.unwrap();
    assert_eq!(desk.left("vinyl", MONDAY).await, [5]);
    assert_eq!(desk.left("room", MONDAY).await, [1]);
    desk.audit().await;
}

#[tokio::test]
async fn the_same_stock_twice_in_a_basket_is_counted_together() {
    let desk = scarce().await;
    let twice = |a, b| ask(&[item("vinyl", "stock", a), item("vinyl", "stock", b)]);
    let refused = desk.engine.book(twice(3, 3), None).await.unwrap_err();
    assert_eq!(refused, Refusal::Few { left: 2 }.of_item(1));
    assert_eq!(desk.left("vinyl", MONDAY).await, [5]);
    desk.engine.book(twice(3, 2), None).await.unwrap();
    assert_eq!(desk.left("vinyl", MONDAY).await, [0]);
    desk.audit().await;
}

#[tokio::test]
async fn a_late_basket_that_no_longer_fits_itself_has_ended() {
    let desk = Desk::at_venue(|_| {}).await;
    let both = ask(&[nights(MONDAY, 2, 1), nights(MONDAY, 1, 1)]);
    let held = desk.engine.hold(both, None).await.unwrap();
    desk.clock.advance_seconds(300);
    desk.engine.set_capacity(&id("rooms"), CapacityChange::To(1)).await.unwrap();
    let late = desk.engine.confirm(&held.reference, &held.secret, guest("Ada")).await;
    assert_eq!(late.unwrap_err(), Refusal::Expired.of_item(1));
    desk.audit().await;
}
