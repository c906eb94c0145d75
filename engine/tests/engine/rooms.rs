//! Seats of what is booked for a length of time: which of them is nobody's business.

use crate::support::Desk;
use crate::venue::{MONDAY, ask, nights, seats};
use booking::Refusal;
use engine::{ItemRequest, Receipt};
use jiff::ToSpan;

/// From the day so many after Monday on.
fn stay(day: i64, length: i64) -> ItemRequest {
    nights(MONDAY.saturating_add(day.days()), length, 1)
}

async fn book(desk: &Desk, day: i64, length: i64) -> Receipt {
    desk.engine.book(ask(&[stay(day, length)]), None).await.unwrap()
}

async fn cancel(desk: &Desk, booked: &Receipt) {
    desk.engine.cancel(&booked.reference, &booked.secret).await.unwrap();
}

#[tokio::test]
async fn a_stay_that_fits_by_counting_is_never_refused() {
    let desk = Desk::at_venue(|catalogue| seats(catalogue, "rooms", 2)).await;
    // Room 0 is taken on the first night, room 1 on the second: no room is free on both.
    book(&desk, 0, 1).await;
    let in_the_way = book(&desk, 1, 1).await;
    book(&desk, 1, 1).await;
    cancel(&desk, &in_the_way).await;
    book(&desk, 0, 2).await;
    desk.audit().await;
    let full = desk.engine.book(ask(&[stay(0, 2)]), None).await.unwrap_err();
    assert_eq!(full, Refusal::Taken);
}

#[tokio::test]
async fn rooms_full_of_holes_still_take_whatever_counting_allows() {
    let desk = Desk::at_venue(|_| {}).await;
    let mut taken = Vec::new();
    for round in 0..12 {
        let (day, length) = (round % 6, 1 + round % 3);
        if let Ok(booked) = desk.engine.book(ask(&[stay(day, length)]), None).await {
            taken.push(booked);
        }
    }
    for booked in taken.iter().step_by(2) {
        cancel(&desk, booked).await;
    }
    for day in 0..6 {
        for length in 1..=3 {
            let mut left = Vec::new();
            for night in day..day + length {
                left.extend(desk.left("room", MONDAY.saturating_add(night.days())).await);
            }
            let fits = left.iter().all(|left| *left > 0);
            let answer = desk.engine.book(ask(&[stay(day, length)]), None).await;
            assert_eq!(answer.is_ok(), fits, "{length} nights from {day}: {left:?}");
            desk.audit().await;
        }
    }
}

#[tokio::test]
async fn guests_who_are_in_their_room_stay_there() {
    let desk = Desk::at_venue(|catalogue| seats(catalogue, "rooms", 2)).await;
    let first = book(&desk, 0, 1).await;
    let staying = book(&desk, 0, 4).await;
    cancel(&desk, &first).await;
    let room = async |booking: &Receipt| -> Vec<i64> {
        let mut file = desk.file().await;
        sqlx::query_scalar(
            "SELECT DISTINCT seat FROM claim JOIN booking ON booking.id = claim.booking
             WHERE reference = ?",
        )
        .bind(booking.reference.compact())
        .fetch_all(&mut file)
        .await
        .unwrap()
    };
    assert_eq!(room(&staying).await, [1]);
    desk.clock.advance_seconds(24 * 3600);
    // Room 0 is taken on the third night, room 1 throughout: nobody has to move for what fits.
    book(&desk, 2, 1).await;
    book(&desk, 4, 1).await;
    let early = book(&desk, 5, 1).await;
    book(&desk, 5, 1).await;
    cancel(&desk, &early).await;
    book(&desk, 4, 2).await;
    assert_eq!(room(&staying).await, [1]);
    desk.audit().await;
}
