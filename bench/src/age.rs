//! Whether an old ledger is as quick as a young one.

use crate::filling::{Aged, OLD, YOUNG};
use crate::round::Times;
use crate::table::{Budget, Row, Table, Value};
use crate::venue::{guest, offer_id};
use booking::Wish;
use engine::{Config, Engine, ItemRequest, Request};
use jiff::ToSpan;
use std::time::Duration;
use tempfile::TempDir;

const ROUNDS: usize = 60;
/// DESIGN §7: availability and booking cost, a ledger of 1,000,000 bookings against one of 1,000.
const BUDGET: f64 = 1.5;
const OFFERS: [&str; 4] = ["appointment", "session", "stay", "stock"];

/// What one ledger took.
#[derive(Default)]
struct Side {
    month: Times,
    month_again: Times,
    booking: Times,
}

pub async fn measure(table: &mut Table, aged: &Aged) {
    let open = async |folder: &TempDir| {
        Engine::open(Config::new(folder.path().join("berth.db"))).await.expect("it opens")
    };
    let engines = [open(&aged.young).await, open(&aged.old).await];
    for offer in OFFERS {
        let mut sides = [Side::default(), Side::default()];
        for round in 0..ROUNDS {
            // In turn, so that what slows the machine slows both.
            for i in [round % 2, (round + 1) % 2] {
                sides[i].round(&engines[i], offer, round).await;
            }
        }
        let [young, old] = &sides;
        row(table, &format!("{offer}: a month of slots, nothing new"), &young.month, &old.month);
        let what = format!("{offer}: a month of slots after a booking");
        row(table, &what, &young.month_again, &old.month_again);
        row(table, &format!("{offer}: one booking"), &young.booking, &old.booking);
    }
    for engine in engines {
        engine.shut_down().await;
    }
}

fn row(table: &mut Table, what: &str, young: &Times, old: &Times) {
    let (young, old) = (young.median(), old.median());
    table.push(Row {
        what: what.to_owned(),
        measured: format!("{} with {OLD} bookings, {} with {YOUNG}", micros(old), micros(young)),
        rounds: ROUNDS,
        value: Value::Ratio(old.as_secs_f64() / young.as_secs_f64()),
        budget: Budget::AtMost(BUDGET),
    });
}

fn micros(time: Duration) -> String {
    format!("{} µs", time.as_micros())
}

impl Side {
    async fn round(&mut self, engine: &Engine, offer: &str, round: usize) {
        let offer = offer_id(offer);
        let zone = engine.offers().venue.zone.clone();
        let from = zone.date(engine.now()).saturating_add(2.days());
        let to = from.saturating_add(30.days());
        let month = async || engine.slots(&offer, from, to).await.expect("slots are listed");
        // The first reading fills the table; it is measured with the others and outvoted.
        let slots = self.month.time(month()).await;
        let free: Vec<_> = slots.iter().filter(|slot| slot.is_bookable()).collect();
        let slot = free[round * 7 % free.len()].id.clone();
        let request = Request {
            items: vec![ItemRequest { offer: offer.clone(), wish: Wish::Slot(slot), quantity: 1 }],
            guest: Some(guest()),
        };
        self.booking.time(engine.book(request, None)).await.expect("it was free");
        self.month_again.time(month()).await;
    }
}
