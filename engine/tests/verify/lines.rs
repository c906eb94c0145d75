//! The waiting list, totals, and what is told to others.

use crate::shop::{Shop, in_journal, request, slot};
use engine::{Idempotency, Receipt};

const YOGA: &str = "'yoga' at 2026-11-23 18:00 (cell 29924220)";

/// Somebody who waits for yoga, as the second booking.
async fn waiter(shop: &Shop) -> Receipt {
    shop.book(&[slot("yoga", "20261123T1700Z", 4)]).await;
    let ask = request(&[slot("yoga", "20261123T1700Z", 1)]);
    shop.engine.wait(ask, None).await.unwrap()
}

#[tokio::test]
async fn a_cancelled_booking_that_still_stands_in_line_is_found() {
    let shop = Shop::open().await;
    let waiter = waiter(&shop).await;
    shop.cancel(&waiter).await;
    let plant = "INSERT INTO waiting VALUES ('yoga', 2, 0, 29924220, 29924221, 60000)";
    assert_eq!(
        shop.spoil(plant).await,
        [format!("{} stands in line for 'yoga' and is cancelled", waiter.reference)]
    );
}

#[tokio::test]
async fn a_place_in_line_of_no_booking_is_found() {
    let shop = Shop::open().await;
    let plant = "INSERT INTO waiting VALUES ('yoga', 99, 0, 29924220, 29924221, 60000)";
    assert_eq!(
        shop.spoil(plant).await,
        [
            "1 rows of 'waiting' refer to rows of 'booking' that do not exist",
            "booking number 99 stands in line for 'yoga' and does not exist",
        ]
    );
}

#[tokio::test]
async fn a_booking_that_waits_and_is_not_in_line_is_found() {
    let shop = Shop::open().await;
    let waiter = waiter(&shop).await;
    assert_eq!(
        shop.spoil("DELETE FROM waiting").await,
        [format!("{} waits for {YOGA} and does not stand in line for it", waiter.reference)]
    );
}

#[tokio::test]
async fn a_place_in_line_of_no_item_is_found() {
    let shop = Shop::open().await;
    let waiter = waiter(&shop).await.reference;
    assert_eq!(
        shop.spoil("UPDATE waiting SET position = 1").await,
        [
            format!("{waiter} waits for {YOGA} and does not stand in line for it"),
            format!("{waiter} stands in line for {YOGA}, which is not what it waits for"),
        ]
    );
}

#[tokio::test]
async fn a_wrong_total_is_found() {
    let shop = Shop::open().await;
    let cut = shop.book(&[slot("haircut", "20261123T0800Z-ana", 1)]).await.reference;
    assert_eq!(
        shop.spoil("UPDATE booking SET total = 1").await,
        [
            format!("the total of {cut} is 1, but its items come to 3800"),
            format!("the total of {cut} is 1, but its last event, 1, says 3800"),
        ]
    );
}

#[tokio::test]
async fn an_item_that_was_changed_behind_the_journal_is_found() {
    let shop = Shop::open().await;
    let cut = shop.book(&[slot("vinyl", "stock", 1)]).await.reference;
    let item = r#"[["vinyl","stock","stock",1,"vinyl",2500]]"#;
    let other = r#"[["vinyl","stock","gift",1,"vinyl",2500]]"#;
    assert_eq!(
        shop.spoil("UPDATE item SET slot = 'gift'").await,
        [format!("the list of items of {cut} is {other}, but its last event, 1, says {item}")]
    );
}

#[tokio::test]
async fn a_booking_of_nothing_is_found() {
    let shop = Shop::open().await;
    let cut = shop.book(&[slot("haircut", "20261123T0800Z-ana", 1)]).await.reference;
    let found = shop.spoil("DELETE FROM item").await;
    assert_eq!(found[0], format!("{cut} is a booking of nothing"));
}

#[tokio::test]
async fn deliveries_of_what_was_never_written_are_found() {
    let shop = Shop::open().await;
    shop.book(&[slot("vinyl", "stock", 1)]).await;
    let plant = "INSERT INTO sink (id, kind, cursor, created_at) VALUES (1, 'redis', 9, 0);
                 INSERT INTO delivery (sink, event, booking, attempts, next_at)
                   VALUES (1, 1, 2, 1, 0), (1, 9, 1, 1, 0)";
    assert_eq!(
        shop.spoil(plant).await,
        [
            "1 rows of 'delivery' refer to rows of 'event' that do not exist",
            "sink 1 is to be told of event 1 under another booking's number",
            "sink 1 is to be told of event 9, which does not exist",
            "sink 1 is said to have had event 9, but the last is 1",
        ]
    );
}

#[tokio::test]
async fn an_answer_that_promises_a_lost_booking_is_found() {
    let shop = Shop::open().await;
    let key = Idempotency { key: "k".to_owned(), fingerprint: [1; 32] };
    let ask = request(&[slot("vinyl", "stock", 1)]);
    let lost = shop.engine.book(ask, Some(key)).await.unwrap().reference;
    let gone = "DELETE FROM claim; DELETE FROM item; DELETE FROM booking; DELETE FROM event;
                DELETE FROM sqlite_sequence WHERE name = 'event'";
    assert_eq!(
        shop.spoil(in_journal(gone)).await,
        [format!("a client was promised {lost}, which does not exist")]
    );
}
