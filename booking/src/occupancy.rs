//! How much of some resources is taken.

use crate::{Cell, CellRange, ResourceId, UnixMillis};
use std::collections::HashMap;

/// The claims on some resources, and how many seats these have, as they stood at one instant.
#[derive(Debug, Clone, Default)]
pub struct Occupancy {
    resources: HashMap<ResourceId, Taken>,
}

#[derive(Debug, Clone)]
struct Taken {
    capacity: u32,
    /// By cell, those without a claim left out.
    cells: Vec<CellUse>,
}

/// How much of one cell is claimed. Ended holds do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellUse {
    pub cell: Cell,
    pub used: u32,
    /// When the first of the holds among the claims ends.
    pub hold_ends: Option<UnixMillis>,
}

/// What is left of some cells together: a booking needs a seat of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    pub left: u32,
    pub capacity: u32,
    /// When nothing is left and a hold is in the way on each full cell: the instant from which there
    /// may be room again.
    pub held_until: Option<UnixMillis>,
}

impl Occupancy {
    /// Adds what is known of a resource; `cells` in any order, each once.
    pub fn insert(&mut self, resource: ResourceId, capacity: u32, mut cells: Vec<CellUse>) {
        cells.sort_unstable_by_key(|cell_use| cell_use.cell);
        self.resources.insert(resource, Taken { capacity, cells });
    }

    /// When the first of all holds ends: until then time alone changes nothing here.
    #[must_use]
    pub fn hold_ends(&self) -> Option<UnixMillis> {
        let cells = self.resources.values().flat_map(|taken| &taken.cells);
        cells.filter_map(|cell_use| cell_use.hold_ends).min()
    }

    /// A resource that was not inserted has no seats.
    #[must_use]
    pub fn room(&self, resource: &ResourceId, cells: CellRange) -> Room {
        self.room_for(resource, cells, 1)
    }

    /// As [`Self::room`]; `held_until` is told when there are fewer than `quantity` seats.
    #[must_use]
    pub fn room_for(&self, resource: &ResourceId, cells: CellRange, quantity: u32) -> Room {
        let Some(taken) = self.resources.get(resource) else {
            return Room { left: 0, capacity: 0, held_until: None };
        };
        let first = taken.cells.partition_point(|cell_use| cell_use.cell < cells.first);
        let end = taken.cells.partition_point(|cell_use| cell_use.cell < cells.end);
        let capacity = taken.capacity;
        let mut room = Room { left: capacity, capacity, held_until: None };
        let mut for_good = quantity > capacity;
        for cell_use in &taken.cells[first..end.max(first)] {
            let left = capacity.saturating_sub(cell_use.used);
            room.left = room.left.min(left);
            if left < quantity {
                for_good |= cell_use.hold_ends.is_none();
                room.held_until = room.held_until.max(cell_use.hold_ends);
            }
        }
        if for_good {
            room.held_until = None;
        }
        room
    }
}

impl Room {
    /// What is left of two when either will do.
    #[must_use]
    pub(crate) fn or(self, other: Self) -> Self {
        let left = self.left.saturating_add(other.left);
        let held_until = [self.held_until, other.held_until].into_iter().flatten().min();
        Self {
            left,
            capacity: self.capacity.saturating_add(other.capacity),
            held_until: held_until.filter(|_| left == 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn occupancy(capacity: u32, cells: &[(i64, u32, Option<i64>)]) -> (ResourceId, Occupancy) {
        let id = ResourceId::parse("pool").unwrap();
        let mut occupancy = Occupancy::default();
        let cell_use = |(cell, used, ends): &(i64, u32, Option<i64>)| CellUse {
            cell: Cell(*cell),
            used: *used,
            hold_ends: ends.map(UnixMillis),
        };
        occupancy.insert(id.clone(), capacity, cells.iter().map(cell_use).collect());
        (id, occupancy)
    }

    fn range(first: i64, end: i64) -> CellRange {
        CellRange { first: Cell(first), end: Cell(end) }
    }

    #[test]
    fn the_fullest_cell_decides() {
        let (id, occupancy) = occupancy(3, &[(2, 2, None), (1, 1, Some(9)), (5, 3, None)]);
        assert_eq!(occupancy.room(&id, range(0, 3)).left, 1);
        assert_eq!(occupancy.room(&id, range(0, 2)).left, 2);
        assert_eq!(
            occupancy.room(&id, range(2, 6)),
            Room { left: 0, capacity: 3, held_until: None }
        );
        assert_eq!(occupancy.room(&id, range(6, 9)).left, 3);
    }

    #[test]
    fn a_place_is_held_while_each_full_cell_has_a_hold() {
        let (id, occupancy) = occupancy(1, &[(1, 1, Some(5)), (2, 1, Some(9)), (4, 1, None)]);
        assert_eq!(occupancy.room(&id, range(1, 3)).held_until, Some(UnixMillis(9)));
        assert_eq!(occupancy.room(&id, range(1, 5)).held_until, None);
        assert_eq!(occupancy.room(&id, range(3, 4)).held_until, None);
    }

    #[test]
    fn more_than_there_is_cannot_come_free() {
        let (id, occupancy) = occupancy(2, &[(1, 2, Some(5))]);
        assert_eq!(occupancy.room_for(&id, range(1, 2), 2).held_until, Some(UnixMillis(5)));
        assert_eq!(occupancy.room_for(&id, range(1, 2), 3).held_until, None);
    }

    #[test]
    fn of_several_the_first_to_come_free_will_do() {
        let full = |held_until: Option<i64>| Room {
            left: 0,
            capacity: 1,
            held_until: held_until.map(UnixMillis),
        };
        let both = |a, b| full(a).or(full(b)).held_until.map(|until| until.0);
        assert_eq!([both(Some(5), Some(9)), both(Some(9), Some(5))], [Some(5); 2]);
        assert_eq!([both(Some(5), None), both(None, Some(5))], [Some(5); 2]);
        assert_eq!(both(None, None), None);
        let free = Room { left: 2, capacity: 3, held_until: None };
        assert_eq!(full(Some(5)).or(free), Room { left: 2, capacity: 4, held_until: None });
    }
}
