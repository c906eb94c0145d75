//! Five thousand buyers, a hundred units, and a Redis that dies in the middle.

use crate::house::House;
use crate::venue::{MONDAY, ask, item, seats};
use booking::Refusal;
use engine::{Catalogue, Config, Engine};
use futures::stream::{self, StreamExt};
use std::sync::Mutex;

const UNITS: u32 = 100;
const BUYERS: usize = 5000;
/// Buyers who press the button at the same time.
const AT_ONCE: usize = 100;

fn hundred(catalogue: &mut Catalogue, _: &mut Config) {
    seats(catalogue, "records", UNITS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_units_go_to_a_hundred_of_five_thousand() {
    let house = House::one(hundred).await;
    sell(&house, |_| {}).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_units_of_two_engines_are_sold_though_redis_is_killed_at_half() {
    let mut house = House::two(hundred).await;
    let redis = Mutex::new(house.redis.take());
    let killed = || redis.lock().unwrap().is_none();
    sell(&house, |sold| {
        if sold == UNITS / 2 {
            // Dropping it kills it.
            redis.lock().unwrap().take();
        }
    })
    .await;
    assert!(killed());
}

async fn sell(house: &House, after: impl Fn(u32)) {
    let buyers = stream::iter(0..BUYERS).map(|buyer| {
        let engine = house.engine(buyer);
        async move { tokio::spawn(buy(engine)).await.unwrap() }
    });
    let mut bought = buyers.buffer_unordered(AT_ONCE);
    let mut sold = 0;
    while let Some(had) = bought.next().await {
        if had {
            sold += 1;
            after(sold);
        }
    }
    assert_eq!((sold, house.left("vinyl", MONDAY).await), (UNITS, 0));
    house.audit().await;
}

/// Whether the unit was had. Who is put off while Redis goes down tries again.
async fn buy(engine: Engine) -> bool {
    loop {
        match engine.book(ask(&[item("vinyl", "stock", 1)]), None).await {
            Ok(_) => return true,
            Err(Refusal::Taken) => return false,
            Err(Refusal::Busy { .. } | Refusal::Unavailable { .. }) => {
                tokio::task::yield_now().await;
            }
            Err(other) => panic!("no truth about the stock: {other:?}"),
        }
    }
}
