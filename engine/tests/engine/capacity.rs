use crate::support::Desk;
use crate::venue::{MONDAY, ask, class, id, item, nights, seats};
use booking::{OfferId, Refusal, State};
use engine::CapacityChange::{Add, To};
use engine::ItemRequest;
use std::time::Duration;

async fn book(desk: &Desk, item: ItemRequest) -> engine::Receipt {
    desk.engine.book(ask(&[item]), None).await.unwrap()
}

#[tokio::test]
async fn what_is_sold_cannot_be_taken_out_of_stock() {
    let desk = Desk::at_venue(|_| {}).await;
    book(&desk, item("vinyl", "stock", 2)).await;
    desk.engine.hold(ask(&[item("vinyl", "stock", 1)]), None).await.unwrap();
    let refused = desk.engine.set_capacity(&id("records"), To(2)).await.unwrap_err();
    let Refusal::Invalid { errors } = refused else { panic!("{refused:?}") };
    assert!(errors[0].message.starts_with("3 are sold already"), "{}", errors[0].message);
    assert_eq!(desk.left("vinyl", MONDAY).await, [2]);
    desk.engine.set_capacity(&id("records"), To(3)).await.unwrap();
    assert_eq!(desk.left("vinyl", MONDAY).await, [0]);
    // A hold that has ended is not sold.
    desk.clock.advance_seconds(300);
    desk.engine.set_capacity(&id("records"), To(2)).await.unwrap();
    assert_eq!(desk.engine.set_capacity(&id("records"), Add(4)).await.unwrap(), 6);
    assert_eq!(desk.left("vinyl", MONDAY).await, [4]);
    desk.audit().await;
}

#[tokio::test]
async fn more_places_are_there_at_once_for_other_engines_and_watchers() {
    let desk = Desk::at_venue(|_| {}).await;
    let second = desk.second().await;
    for (offer, resource, more) in
        [("class", "studio", 40), ("room", "rooms", 30), ("court", "courts", 20)]
    {
        let offer_id = OfferId::parse(offer).unwrap();
        let mut watch = second.engine.watch(&offer_id, Some((MONDAY, MONDAY)), None).await.unwrap();
        watch.next().await.unwrap();
        assert_eq!(desk.engine.set_capacity(&id(resource), To(more)).await.unwrap(), more);
        assert!(second.left(offer, MONDAY).await.iter().all(|left| *left == more));
        let change = tokio::time::timeout(Duration::from_secs(20), watch.next()).await;
        let change = change.unwrap().unwrap();
        let change = change.data();
        assert!(change.contains(&format!("\"capacity\":{more}")), "{change}");
    }
    second.engine.book(ask(&[class(MONDAY, 10)]), None).await.unwrap();
    assert_eq!(desk.left("class", MONDAY).await, [30]);
    desk.audit().await;
}

#[tokio::test]
async fn new_places_go_to_those_who_wait() {
    let desk = Desk::at_venue(|catalogue| seats(catalogue, "studio", 1)).await;
    book(&desk, class(MONDAY, 1)).await;
    let mut line = Vec::new();
    for _ in 0..3 {
        line.push(desk.engine.wait(ask(&[class(MONDAY, 1)]), None).await.unwrap());
    }
    desk.engine.set_capacity(&id("studio"), To(3)).await.unwrap();
    let mut held = Vec::new();
    for waiting in &line {
        let found = desk.engine.find(&waiting.reference, &waiting.secret).await.unwrap();
        held.push(matches!(found.state, State::Held { .. }));
    }
    assert_eq!(held, [true, true, false]);
    desk.audit().await;
}

#[tokio::test]
async fn what_is_given_up_need_not_be_the_room_that_is_empty() {
    let desk = Desk::at_venue(|_| {}).await;
    let first = book(&desk, nights(MONDAY, 2, 1)).await;
    book(&desk, nights(MONDAY, 2, 1)).await;
    book(&desk, nights(MONDAY, 1, 1)).await;
    desk.engine.cancel(&first.reference, &first.secret).await.unwrap();
    // Rooms 1 and 2 are taken; it is room 0 that stands empty.
    desk.engine.set_capacity(&id("rooms"), To(2)).await.unwrap();
    desk.audit().await;
    assert_eq!(desk.left("room", MONDAY).await, [0]);
    assert_eq!(desk.left("room", MONDAY.tomorrow().unwrap()).await, [1]);
}

#[tokio::test]
async fn a_stay_under_way_does_not_keep_more_rooms_than_it_needs() {
    let desk = Desk::at_venue(|_| {}).await;
    // Three rooms last night, one of them still taken: the third.
    book(&desk, nights(MONDAY, 1, 1)).await;
    book(&desk, nights(MONDAY, 1, 1)).await;
    book(&desk, nights(MONDAY, 3, 1)).await;
    let tuesday = MONDAY.tomorrow().unwrap();
    book(&desk, nights(tuesday, 1, 1)).await;
    desk.clock.advance_seconds(24 * 3600);
    let refused = desk.engine.set_capacity(&id("rooms"), To(1)).await.unwrap_err();
    assert!(matches!(refused, Refusal::Invalid { .. }), "{refused:?}");
    desk.engine.set_capacity(&id("rooms"), To(2)).await.unwrap();
    desk.audit().await;
    assert_eq!(desk.left("room", tuesday).await, [0]);
    assert_eq!(desk.left("room", tuesday.tomorrow().unwrap()).await, [1]);
    let full = desk.engine.book(ask(&[nights(tuesday, 2, 1)]), None).await.unwrap_err();
    assert_eq!(full, Refusal::Taken);
    book(&desk, nights(tuesday.tomorrow().unwrap(), 1, 1)).await;
    desk.audit().await;
}

#[tokio::test]
async fn a_past_that_was_fuller_is_in_nobodys_way() {
    let desk = Desk::at_venue(|_| {}).await;
    let tuesday = MONDAY.tomorrow().unwrap();
    let wednesday = tuesday.tomorrow().unwrap();
    book(&desk, nights(MONDAY, 1, 1)).await;
    book(&desk, nights(MONDAY, 1, 1)).await;
    book(&desk, nights(MONDAY, 3, 1)).await;
    desk.clock.advance_seconds(24 * 3600);
    desk.engine.set_capacity(&id("rooms"), To(2)).await.unwrap();
    // Room by room the nights to come are made full of holes.
    book(&desk, nights(tuesday, 1, 1)).await;
    book(&desk, nights(tuesday.saturating_add(jiff::ToSpan::days(2)), 1, 1)).await;
    let early = book(&desk, nights(tuesday.saturating_add(jiff::ToSpan::days(3)), 1, 1)).await;
    book(&desk, nights(tuesday.saturating_add(jiff::ToSpan::days(3)), 1, 1)).await;
    desk.engine.cancel(&early.reference, &early.secret).await.unwrap();
    book(&desk, nights(wednesday, 3, 1)).await;
    desk.audit().await;
}

#[tokio::test]
async fn setting_what_is_set_is_no_change() {
    let desk = Desk::at_venue(|_| {}).await;
    desk.engine.set_capacity(&id("records"), To(5)).await.unwrap();
    desk.engine.set_capacity(&id("records"), Add(0)).await.unwrap();
    let mut file = desk.file().await;
    let events: i64 =
        sqlx::query_scalar("SELECT count(*) FROM event").fetch_one(&mut file).await.unwrap();
    assert_eq!(events, 0);
}
