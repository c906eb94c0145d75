//! Cells: the units a resource is cut into, and in which all collisions are decided.

use crate::UnixMillis;
use serde::{Deserialize, Serialize};

/// One cell of a resource: the number of a tick of time, of a local date, or zero for a resource
/// that has a single cell. What the number means is the resource's own affair; two claims collide
/// exactly when resource, cell and seat are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cell(pub i64);

/// A run of neighbouring cells, `first` included and `end` not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CellRange {
    pub first: Cell,
    pub end: Cell,
}

impl CellRange {
    /// The ticks of `tick_minutes` that the time from `start` to `end` touches, counted in UTC from
    /// 1970. A tick that is touched only in part counts whole.
    ///
    /// # Panics
    /// When `tick_minutes` is zero.
    #[must_use]
    pub fn of_ticks(start: UnixMillis, end: UnixMillis, tick_minutes: u32) -> Self {
        let tick = i64::from(tick_minutes) * 60_000;
        let first = start.0.div_euclid(tick);
        let last = end.0.saturating_sub(1).max(start.0).div_euclid(tick);
        Self { first: Cell(first), end: Cell(last.saturating_add(1)) }
    }

    /// The time from the start of the first tick to the end of the last.
    #[must_use]
    pub fn tick_span(self, tick_minutes: u32) -> (UnixMillis, UnixMillis) {
        let tick = i64::from(tick_minutes) * 60_000;
        (UnixMillis(self.first.0.saturating_mul(tick)), UnixMillis(self.end.0.saturating_mul(tick)))
    }

    #[must_use]
    pub fn len(self) -> usize {
        usize::try_from(self.end.0.saturating_sub(self.first.0)).unwrap_or(0)
    }

    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end <= self.first
    }

    #[must_use]
    pub fn contains(self, cell: Cell) -> bool {
        self.first <= cell && cell < self.end
    }

    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.first < other.end && other.first < self.end
    }

    pub fn iter(self) -> impl Iterator<Item = Cell> {
        (self.first.0..self.end.0).map(Cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    #[test]
    fn touching_times_share_no_tick() {
        let morning = CellRange::of_ticks(UnixMillis(0), UnixMillis(45 * MINUTE), 15);
        let next = CellRange::of_ticks(UnixMillis(45 * MINUTE), UnixMillis(90 * MINUTE), 15);
        assert_eq!(morning.len(), 3);
        assert!(!morning.overlaps(next));
    }

    #[test]
    fn a_tick_touched_in_part_counts_whole() {
        let cells = CellRange::of_ticks(UnixMillis(0), UnixMillis(55 * MINUTE), 15);
        assert_eq!(cells.len(), 4);
    }

    #[test]
    fn ticks_before_1970_round_down() {
        let cells = CellRange::of_ticks(UnixMillis(-MINUTE), UnixMillis(MINUTE), 15);
        assert_eq!((cells.first, cells.end), (Cell(-1), Cell(1)));
    }
}
