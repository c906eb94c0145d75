use serde::{Deserialize, Serialize};

use crate::{CellRange, Guest, OfferId, Reference, ResourceId, SlotId, State, UnixMillis};

/// A booking as the ledger knows it. The secret is not part of it: only its hash is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    pub reference: Reference,
    pub state: State,
    /// Absent only while the booking is held, or if it ended as a hold.
    pub guest: Option<Guest>,
    pub items: Vec<Item>,
}

/// One thing booked: what it is to the guest (`offer`, `slot`, times) and what it occupies
/// (`resource`, `cells`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub offer: OfferId,
    pub slot: SlotId,
    pub start: UnixMillis,
    pub end: UnixMillis,
    pub quantity: u32,
    pub resource: ResourceId,
    pub cells: CellRange,
}

impl Booking {
    /// When the first item starts; a booking without items has none.
    #[must_use]
    pub fn starts_at(&self) -> Option<UnixMillis> {
        self.items.iter().map(|item| item.start).min()
    }
}
