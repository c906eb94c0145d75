//! Rooms of one type, wanted for nights that overlap.

use crate::audit::connect;
use crate::house::House;
use crate::venue::{ask, nights};
use booking::{Guest, GuestInput, Refusal};
use engine::{Engine, ItemRequest, Receipt};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use sqlx::Connection;

const ROOMS: u32 = 3;

/// In December 2026.
fn day(day: i8) -> Date {
    date(2026, 12, day)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn stays_collide_by_night_and_touching_ones_do_not() {
    collide(House::one(|_, _| {}).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn stays_of_two_engines_collide_by_night_and_touching_ones_do_not() {
    collide(House::two(|_, _| {}).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_crowd_for_overlapping_nights_fills_every_night_that_it_can() {
    crowd(House::one(|_, _| {}).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_crowd_of_two_engines_fills_every_night_that_it_can() {
    crowd(House::two(|_, _| {}).await).await;
}

async fn collide(house: House) {
    // The 20th to the 22nd and the 21st to the 23rd share a night.
    let wishes = [nights(day(20), 2, 1), nights(day(21), 2, 1)];
    let answers = book(&house, 12, &wishes).await;
    assert_eq!(answers.iter().flatten().count(), 3, "{answers:?}");
    assert!(answers.iter().flat_map(|answer| answer.as_ref().err()).all(|r| *r == Refusal::Taken));
    assert_eq!(house.left("room", day(21)).await, 0);
    house.audit().await;

    // From the 25th to the 27th and from the 27th to the 29th nobody is in anyone's way.
    let touching = [nights(day(25), 2, 1), nights(day(27), 2, 1)];
    let answers = book(&house, 6, &touching).await;
    assert_eq!(answers.iter().flatten().count(), 6, "{answers:?}");
    house.audit().await;
    one_event_for_each_booking(&house).await;
}

async fn crowd(house: House) {
    let wishes: Vec<ItemRequest> = (0..8)
        .map(|wish: i8| {
            nights(day(1 + wish % 6), 1 + i64::from(wish % 4), 1 + u32::from(wish == 5))
        })
        .collect();
    let answers = book(&house, 80, &wishes).await;
    house.audit().await;
    let mut left = Vec::new();
    for night in 1..=10 {
        left.push(house.left("room", day(night)).await);
    }
    for (guest, answer) in answers.iter().enumerate() {
        if let Err(refusal) = answer {
            assert!(matches!(refusal, Refusal::Taken | Refusal::Few { .. }), "{refusal:?}");
            let wish = &wishes[guest % wishes.len()];
            let booking::Wish::Nights { from, to } = wish.wish else { unreachable!() };
            let stayed = from.series(1.day()).take_while(|date| *date < to);
            let room = stayed.map(|date| left[usize::try_from(date.day()).unwrap() - 1]).min();
            assert!(room < Some(wish.quantity), "{wish:?} was refused; left: {left:?}");
        }
    }
    one_event_for_each_booking(&house).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_looks_is_answered_while_someone_books() {
    let house = House::one(|_, _| {}).await;
    // Someone's transaction stands open: every booking waits for it.
    let mut other = connect(&house.path()).await;
    let transaction = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let engine = house.engine(0);
    let waiting =
        tokio::spawn(async move { engine.book(ask(&[nights(day(20), 2, 1)]), None).await });
    assert_eq!(house.left("room", day(20)).await, ROOMS);
    assert!(!waiting.is_finished());
    transaction.rollback().await.unwrap();
    waiting.await.unwrap().unwrap();
    assert_eq!(house.left("room", day(20)).await, ROOMS - 1);
    house.audit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn other_nights_go_on_while_one_is_locked() {
    let house = House::two(|_, _| {}).await;
    let redis = house.redis.as_ref().unwrap();
    let key = "lock:rooms:2026-12-21";
    redis.ask(&["SET", key, "theirs", "PX", "60000"]).await;
    let engine = house.engine(0);
    let waiting =
        tokio::spawn(async move { engine.book(ask(&[nights(day(20), 2, 1)]), None).await });
    for (guest, night) in [(0, 22), (1, 24), (0, 19), (1, 18)] {
        let stay = ask(&[nights(day(night), 1, 1)]);
        house.engine(guest).book(stay, None).await.unwrap();
    }
    assert_eq!(house.left("room", day(22)).await, ROOMS - 1);
    assert_eq!(house.left("room", day(21)).await, ROOMS);
    assert!(!waiting.is_finished());
    redis.ask(&["DEL", key]).await;
    redis.ask(&["PUBLISH", "berth:released", key]).await;
    waiting.await.unwrap().unwrap();
    assert_eq!(house.left("room", day(21)).await, ROOMS - 1);
    house.audit().await;
}

#[test]
fn only_a_guest_who_can_be_written_to_can_book() {
    let input = |name: &str, email: &str, phone: &str| GuestInput {
        name: name.to_owned(),
        email: email.to_owned(),
        phone: Some(phone.to_owned()),
        note: None,
    };
    Guest::parse(&input("Ada Lovelace", "ada@example.com", "+44 20 7946 0000")).unwrap();
    let errors = Guest::parse(&input(" ", "ada@", "call me")).unwrap_err();
    let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["guest.name", "guest.email", "guest.phone"]);
}

async fn book(
    house: &House,
    guests: usize,
    wishes: &[ItemRequest],
) -> Vec<Result<Receipt, Refusal>> {
    let book = |engine: Engine, guest: usize| {
        let wanted = ask(&[wishes[guest % wishes.len()].clone()]);
        async move { engine.book(wanted, None).await }
    };
    house.crowd(guests, book).await
}

/// Whoever hears of bookings hears of each once, as confirmed.
async fn one_event_for_each_booking(house: &House) {
    let mut ledger = connect(&house.path()).await;
    let others: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT booking.id, count(event.id) FROM booking
         LEFT JOIN event ON event.booking = booking.id AND event.name = 'booking.confirmed'
         GROUP BY booking.id HAVING count(event.id) <> 1",
    )
    .fetch_all(&mut ledger)
    .await
    .unwrap();
    assert!(others.is_empty(), "bookings and their events: {others:?}");
}
