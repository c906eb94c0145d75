//! Tickets for one evening, down to the last.

use crate::house::House;
use crate::venue::{ask, item, seats};
use booking::Refusal;
use engine::Engine;
use futures::stream::{self, StreamExt};
use jiff::civil::{Date, date};

const EVENING: Date = date(2026, 12, 5);
const CONCERT: &str = "20261205T2000Z";
/// Buyers who are in the shop at the same time.
const AT_ONCE: usize = 64;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_ticket_has_one_buyer_of_ten() {
    one_ticket(House::one(|catalogue, _| only_one(catalogue)).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_ticket_of_two_engines_has_one_buyer_of_ten() {
    one_ticket(House::two(|catalogue, _| only_one(catalogue)).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_hundred_tickets_are_sold_to_the_last_and_not_one_more() {
    sell_all(House::one(|_, _| {}).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn five_hundred_tickets_of_two_engines_are_sold_to_the_last_and_not_one_more() {
    sell_all(House::two(|_, _| {}).await).await;
}

fn only_one(catalogue: &mut engine::Catalogue) {
    seats(catalogue, "hall", 1);
}

async fn one_ticket(house: House) {
    for round in 0..10 {
        let wanted = || ask(&[item("concert", CONCERT, 1)]);
        let buy = |engine: Engine, _| async move { engine.book(wanted(), None).await };
        let answers = house.crowd(10, buy).await;
        let winners: Vec<_> = answers.iter().flatten().collect();
        assert_eq!(winners.len(), 1);
        assert_eq!(answers.iter().filter(|answer| **answer == Err(Refusal::Taken)).count(), 9);
        house.audit().await;
        house.engine(round).cancel(&winners[0].reference, &winners[0].secret).await.unwrap();
    }
}

async fn sell_all(house: House) {
    let buyers = stream::iter(0..2000).map(|buyer| {
        let engine = house.engine(buyer);
        let wanted = 1 + u32::try_from(buyer % 4).unwrap();
        async move { tokio::spawn(buy(engine, wanted)).await.unwrap() }
    });
    let bought: Vec<Bought> = buyers.buffer_unordered(AT_ONCE).collect().await;
    let left = house.left("concert", EVENING).await;
    let sold: u32 = bought.iter().map(|bought| bought.had).sum();
    assert_eq!((sold, left), (500, 0));
    assert!(bought.iter().any(|bought| bought.had == 0), "there were more buyers than tickets");
    house.audit().await;
}

struct Bought {
    had: u32,
}

/// Who is told that fewer are left comes back for those.
async fn buy(engine: Engine, mut wanted: u32) -> Bought {
    loop {
        match engine.book(ask(&[item("concert", CONCERT, wanted)]), None).await {
            Ok(receipt) => return Bought { had: receipt.items[0].quantity },
            Err(Refusal::Few { left }) => {
                assert!((1..wanted).contains(&left), "wanted {wanted}, told of {left}");
                wanted = left;
            }
            Err(Refusal::Taken) => return Bought { had: 0 },
            Err(other) => panic!("no truth about the tickets: {other:?}"),
        }
    }
}
