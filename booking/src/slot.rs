//! Slots as guests see them.

use crate::{CellRange, Item, Offer, Price, ResourceId, Room, SlotId, UnixMillis};
use jiff::civil::Date;

/// A place that a guest may choose: a time, a session, a night, or what is in stock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub id: SlotId,
    /// What it occupies; the first of them where any of several will do.
    pub resource: ResourceId,
    /// The venue's date on which it starts.
    pub date: Date,
    pub start: UnixMillis,
    pub end: UnixMillis,
    /// What a booking of it claims, buffers included.
    pub cells: CellRange,
    /// Places free right now.
    pub left: u32,
    pub capacity: u32,
    /// When nothing is left but holds are in the way: the instant from which there may be room.
    pub held_until: Option<UnixMillis>,
    /// For one place of it, where that is not the offer's price; a night always tells its own.
    pub price: Option<Price>,
    /// Whether a stay may begin with it; true for all that is no night.
    pub is_arrival: bool,
    /// The instant from which time alone keeps it from being booked; none for what has no time.
    pub closes_at: Option<UnixMillis>,
}

impl Slot {
    #[must_use]
    pub fn is_bookable(&self) -> bool {
        self.left > 0
    }

    /// Fills in what is left of it.
    #[must_use]
    pub(crate) fn settle(mut self, room: Room) -> Self {
        self.left = room.left;
        self.capacity = room.capacity;
        self.held_until = room.held_until;
        self
    }

    /// A booking of it.
    #[must_use]
    pub(crate) fn into_item(self, offer: &Offer, quantity: u32) -> Item {
        Item {
            offer: offer.id.clone(),
            kind: offer.kind_name(),
            slot: self.id,
            start: self.start,
            end: self.end,
            quantity,
            resource: self.resource,
            cells: self.cells,
            amount: self.price.or(offer.price).map(|price| price.times(quantity)),
        }
    }
}
