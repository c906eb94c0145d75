//! The public contract, version 1: JSON for programs.

pub mod body;
mod booking_view;
pub mod bookings;
pub mod health;
pub mod line;
pub mod live;
pub mod offers;
pub mod openapi;
pub mod problem;
mod schema;
pub mod slots;
mod words;

use booking::{OfferId, Refusal};

fn offer_id(text: &str) -> Result<OfferId, Refusal> {
    OfferId::parse(text).map_err(|_| Refusal::Unknown)
}

fn date(field: &str, text: Option<&str>) -> Result<jiff::civil::Date, Refusal> {
    text.and_then(plain_date)
        .ok_or_else(|| Refusal::field(field, "Must be a date like 2026-11-23."))
}

/// Reads `2026-11-23` and no other way to write it.
fn plain_date(text: &str) -> Option<jiff::civil::Date> {
    (text.len() == "2026-11-23".len()).then(|| text.parse().ok()).flatten()
}
