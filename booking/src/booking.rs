use serde::{Deserialize, Serialize};

use crate::{
    CellRange, Guest, KindName, OfferId, Reference, ResourceId, SlotId, State, UnixMillis,
};

/// A booking as the ledger knows it. The secret is not part of it: only its hash is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    pub reference: Reference,
    pub state: State,
    /// Absent only while the booking is held, or if it ended as a hold.
    pub guest: Option<Guest>,
    pub items: Vec<Item>,
    /// When the owner marked it as paid.
    pub paid_at: Option<UnixMillis>,
    /// While it waits: how many wait before it for something of the same, plus one.
    pub position: Option<u32>,
}

/// One thing booked: what it is to the guest (`offer`, `slot`, times) and what it occupies
/// (`resource`, `cells`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub offer: OfferId,
    pub kind: KindName,
    pub slot: SlotId,
    /// Of stock: the day on which it was booked.
    pub start: UnixMillis,
    pub end: UnixMillis,
    pub quantity: u32,
    pub resource: ResourceId,
    pub cells: CellRange,
    /// What all of it costs, in the minor unit of the venue's currency.
    pub amount: Option<u64>,
}

impl Item {
    /// When it begins; stock never does.
    #[must_use]
    pub fn begins_at(&self) -> Option<UnixMillis> {
        (self.kind != KindName::Stock).then_some(self.start)
    }

    /// How many claims it makes.
    #[must_use]
    pub fn claims(&self) -> usize {
        self.cells.len().saturating_mul(self.quantity as usize)
    }
}

impl Booking {
    /// When the first item starts; a booking without items, or of stock alone, never does.
    #[must_use]
    pub fn starts_at(&self) -> Option<UnixMillis> {
        self.items.iter().filter_map(Item::begins_at).min()
    }

    /// The state as it is at `now`: a hold ends by time, and nobody waits for what has begun.
    #[must_use]
    pub fn state_at(&self, now: UnixMillis) -> State {
        match &self.state {
            State::Waiting if self.starts_at().is_some_and(|start| start <= now) => State::Expired,
            state => state.clone().at(now),
        }
    }

    /// What everything costs, in the minor unit of the venue's currency; `None` when no item has a
    /// price.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        total(&self.items)
    }
}

/// The sum of the items that have a price.
#[must_use]
pub fn total(items: &[Item]) -> Option<u64> {
    items.iter().filter_map(|item| item.amount).reduce(u64::saturating_add)
}
