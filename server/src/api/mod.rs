//! The public contract, version 1: JSON for programs.

pub mod body;
mod booking_view;
pub mod bookings;
pub mod health;
pub mod live;
pub mod offers;
pub mod openapi;
pub mod problem;
pub mod slots;

use booking::{OfferId, Refusal};

fn offer_id(text: &str) -> Result<OfferId, Refusal> {
    OfferId::parse(text).map_err(|_| Refusal::Unknown)
}

fn date(field: &str, text: Option<&str>) -> Result<jiff::civil::Date, Refusal> {
    let plain = text.filter(|text| text.len() == "2026-11-23".len());
    plain
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Refusal::field(field, "Must be a date like 2026-11-23."))
}
