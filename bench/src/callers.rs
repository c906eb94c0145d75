//! Callers of the engine's facade, each of whom books one place after another.

use crate::round::Times;
use crate::venue::{guest, offer_id, place};
use booking::{SlotId, Wish};
use engine::{Engine, ItemRequest, Request};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// DESIGN §7.
pub const CALLERS: usize = 64;

/// What they had of it.
pub struct Called {
    pub took: Duration,
    /// How long each booking took.
    pub each: Times,
}

/// Books the places at the desks from the first on, each once.
///
/// # Panics
/// When one of them is refused.
pub async fn book(engine: &Engine, bookings: usize) -> Called {
    let today = engine.offers().venue.zone.date(engine.now());
    let places = (0..bookings).map(|index| place(today, index)).collect::<Vec<_>>();
    let (places, next) = (Arc::new(places), Arc::new(AtomicUsize::new(0)));
    let begun = Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (engine, places, next) = (engine.clone(), Arc::clone(&places), Arc::clone(&next));
        callers.spawn(async move {
            let mut each = Times::default();
            while let Some(place) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
                each.time(engine.book(request(place), None)).await.expect("it was free");
            }
            each
        });
    }
    let all = callers.join_all().await;
    let took = begun.elapsed();
    let mut each = Times::default();
    all.into_iter().for_each(|times| each.extend(times));
    Called { took, each }
}

/// One place at a desk.
pub fn request(place: &str) -> Request {
    let wish = Wish::Slot(SlotId::parse(place).expect("a slot"));
    Request {
        items: vec![ItemRequest { offer: offer_id("desk"), wish, quantity: 1 }],
        guest: Some(guest()),
    }
}
