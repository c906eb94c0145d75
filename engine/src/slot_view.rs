use booking::{Price, ResourceId, Slot, SlotId, Venue};
use serde::Serialize;

/// A slot as the public contract shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlotView {
    pub slot: SlotId,
    /// RFC 3339 with the venue's offset.
    pub start: String,
    pub end: String,
    pub left: u32,
    pub capacity: u32,
    pub resource: ResourceId,
    /// When holds are in the way: the instant from which there may be room.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_until: Option<String>,
    /// Of one place, where that is not the offer's price; a night always tells its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<PriceView>,
    /// `false` for a night on which no stay can begin; left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrival: Option<bool>,
}

/// An amount as the public contract shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PriceView {
    /// In the minor unit of the currency.
    pub amount: u64,
    /// ISO 4217.
    pub currency: String,
}

impl PriceView {
    #[must_use]
    pub fn new(venue: &Venue, price: Price) -> Self {
        Self { amount: price.0, currency: venue.currency.clone() }
    }
}

impl SlotView {
    #[must_use]
    pub fn new(venue: &Venue, slot: &Slot) -> Self {
        let zone = &venue.zone;
        Self {
            slot: slot.id.clone(),
            start: zone.rfc3339(slot.start),
            end: zone.rfc3339(slot.end),
            left: slot.left,
            capacity: slot.capacity,
            resource: slot.resource.clone(),
            held_until: slot.held_until.map(|until| zone.rfc3339(until)),
            price: slot.price.map(|price| PriceView::new(venue, price)),
            arrival: (!slot.is_arrival).then_some(false),
        }
    }
}
