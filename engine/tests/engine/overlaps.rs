use crate::support::{Desk, ask, slot};
use booking::Refusal;

#[tokio::test]
async fn a_booking_refuses_every_time_that_meets_it_buffers_counted() {
    let desk = Desk::open().await;
    desk.engine.book(ask(&[slot("1100", "ana")]), None).await.unwrap();
    for clock in ["1015", "1030", "1045", "1100", "1115", "1130", "1145"] {
        let refused = desk.engine.book(ask(&[slot(clock, "ana")]), None).await;
        assert_eq!(refused.unwrap_err(), Refusal::Taken, "{clock}");
    }
    for (clock, stylist) in [("1000", "ana"), ("1200", "ana"), ("1100", "ben")] {
        desk.engine.book(ask(&[slot(clock, stylist)]), None).await.unwrap();
    }
}

#[tokio::test]
async fn the_list_offers_exactly_what_can_be_booked() {
    let desk = Desk::open().await;
    desk.engine.book(ask(&[slot("1100", "ana")]), None).await.unwrap();
    let free = desk.free("ana").await;
    assert!(free.contains(&"10:00".to_owned()) && free.contains(&"12:00".to_owned()));
    assert!(!free.iter().any(|clock| ("10:15".."12:00").contains(&clock.as_str())));
    assert_eq!(desk.free("ben").await.len(), 30);
}

#[tokio::test]
async fn all_items_are_had_or_none() {
    let desk = Desk::open().await;
    desk.engine.book(ask(&[slot("1500", "ben")]), None).await.unwrap();
    let both = ask(&[slot("0900", "ana"), slot("1500", "ben")]);
    assert_eq!(desk.engine.book(both, None).await.unwrap_err(), Refusal::Taken.of_item(1));
    assert!(desk.free("ana").await.contains(&"09:00".to_owned()));
    let both = ask(&[slot("0900", "ana"), slot("1600", "ben")]);
    assert_eq!(desk.engine.book(both, None).await.unwrap().items.len(), 2);
}

#[tokio::test]
async fn the_same_time_twice_in_one_booking_is_a_mistake_to_correct() {
    let desk = Desk::open().await;
    let twice = ask(&[slot("0900", "ana"), slot("0930", "ana")]);
    let refused = desk.engine.book(twice, None).await.unwrap_err();
    assert!(matches!(refused, Refusal::Invalid { .. }), "{refused:?}");
    assert_eq!(desk.free("ana").await.len(), 30);
}

#[tokio::test]
async fn time_alone_closes_a_slot_at_its_start() {
    let desk = Desk::open().await;
    assert_eq!(desk.free("ana").await.first().unwrap(), "09:00");
    desk.clock.advance_seconds(2 * 3600 - 1);
    assert_eq!(desk.free("ana").await.first().unwrap(), "09:00");
    desk.clock.advance_seconds(1);
    assert_eq!(desk.free("ana").await.first().unwrap(), "09:15");
}
