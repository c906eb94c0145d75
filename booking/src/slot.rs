//! Slots as guests see them, and what occupies them.

use crate::{Cell, CellRange, ResourceId, SlotId, UnixMillis};
use jiff::civil::Date;
use std::collections::HashMap;

/// A place in time that a guest may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub id: SlotId,
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
    /// When nothing is left but only holds are in the way: the end of the last of them.
    pub held_until: Option<UnixMillis>,
}

impl Slot {
    #[must_use]
    pub fn is_bookable(&self) -> bool {
        self.left > 0
    }
}

/// The claims on some resources as they stood at one instant.
#[derive(Debug, Clone, Default)]
pub struct Occupancy {
    claims: HashMap<ResourceId, Vec<(Cell, Option<UnixMillis>)>>,
}

impl Occupancy {
    /// `claims` holds, in any order, the claimed cells with the end of the hold, if it is one. Ended
    /// holds must have been left out.
    #[must_use]
    pub fn new(claims: impl IntoIterator<Item = (ResourceId, Cell, Option<UnixMillis>)>) -> Self {
        let mut by_resource: HashMap<ResourceId, Vec<_>> = HashMap::new();
        for (resource, cell, expires_at) in claims {
            by_resource.entry(resource).or_default().push((cell, expires_at));
        }
        for cells in by_resource.values_mut() {
            cells.sort_unstable();
        }
        Self { claims: by_resource }
    }

    /// What keeps a booking of one place off some cells.
    #[must_use]
    pub fn of(&self, resource: &ResourceId, cells: CellRange) -> Occupied {
        let claims = self.claims.get(resource).map_or(&[] as &[_], Vec::as_slice);
        let first = claims.partition_point(|(cell, _)| *cell < cells.first);
        let end = claims.partition_point(|(cell, _)| *cell < cells.end);
        let mut occupied = Occupied::No;
        for (_, until) in &claims[first..end] {
            occupied = match (occupied, until) {
                (_, None) => return Occupied::ForGood,
                (Occupied::Until(known), Some(until)) => Occupied::Until(known.max(*until)),
                (_, Some(until)) => Occupied::Until(*until),
            };
        }
        occupied
    }

    /// Fills in what is left of a slot of one place.
    #[must_use]
    pub(crate) fn settle(&self, mut slot: Slot) -> Slot {
        let occupied = self.of(&slot.resource, slot.cells);
        slot.left = u32::from(occupied == Occupied::No);
        slot.held_until = match occupied {
            Occupied::Until(until) => Some(until),
            Occupied::No | Occupied::ForGood => None,
        };
        slot
    }
}

/// Whether cells are occupied, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occupied {
    No,
    /// By holds alone, the last of which ends then.
    Until(UnixMillis),
    ForGood,
}
