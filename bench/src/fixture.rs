//! A new ledger of the bench's venue, and what is asked of it over HTTP.

use crate::client::Client;
use crate::venue;
use bytes::Bytes;
use engine::{Config, Engine};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::path::PathBuf;
use tempfile::TempDir;

/// Where Berth takes bookings.
pub const BOOKINGS: &str = "/api/v1/bookings";
/// Where the reference and bare axum do.
pub const PEER_BOOKINGS: &str = "/bookings";

/// Deleted when dropped.
pub struct Fixture {
    folder: TempDir,
    /// At the venue.
    pub today: Date,
}

impl Fixture {
    /// On the disk where temporary files are.
    pub async fn new() -> Self {
        Self::inside(tempfile::tempdir().expect("a folder")).await
    }

    pub async fn inside(folder: TempDir) -> Self {
        let engine = Engine::open(Config::new(folder.path().join("berth.db"))).await;
        let engine = engine.expect("a new ledger opens");
        assert!(engine.install(venue::catalogue()).await.expect("the venue is sound"));
        let today = engine.offers().venue.zone.date(engine.now());
        engine.shut_down().await;
        Self { folder, today }
    }

    pub fn ledger(&self) -> PathBuf {
        self.folder.path().join("berth.db")
    }

    pub fn folder(&self) -> &TempDir {
        &self.folder
    }

    /// A booking of the `index`th place at the desks, as Berth is asked for it.
    pub fn booking(&self, index: usize) -> Bytes {
        booking("desk", &venue::place(self.today, index))
    }

    /// The same, as the reference is asked for it.
    pub fn peer_booking(&self, index: usize) -> Bytes {
        let slot = venue::place(self.today, index);
        json!({ "slot": slot, "name": "Ada", "email": "ada@example.com" }).to_string().into()
    }
}

/// The slots of the next 30 days.
pub fn slots_path(offer: &str, today: Date) -> String {
    let to = today.saturating_add(30.days());
    format!("/api/v1/offers/{offer}/slots?from={today}&to={to}")
}

/// The first of them that can be booked.
///
/// # Panics
/// When none can.
pub async fn first_slot(client: &mut Client, offer: &str, today: Date) -> String {
    let answer = client.get(&slots_path(offer, today)).await;
    let slots: Value = serde_json::from_slice(&answer.body).expect("slots are JSON");
    slots["slots"][0]["slot"].as_str().expect("something can be booked").to_owned()
}

/// A booking of one place, as JSON.
pub fn booking(offer: &str, slot: &str) -> Bytes {
    json!({
        "items": [{ "offer": offer, "slot": slot, "quantity": 1 }],
        "guest": { "name": "Ada", "email": "ada@example.com" },
    })
    .to_string()
    .into()
}
