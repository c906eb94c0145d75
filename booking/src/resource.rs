//! What is occupied by a booking.

use crate::{Cell, ResourceId, UnixMillis, Zone, night};
use serde::{Deserialize, Serialize};

/// A person, a pool of courts, a class, a room type, a stock item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    pub id: ResourceId,
    pub title: String,
    pub cells: Cells,
    /// Seats of each cell when the resource is set up. The ledger keeps the number from then on; see
    /// [`Occupancy`](crate::Occupancy).
    pub capacity: u32,
}

/// What a cell of a resource is. All offers of a resource share it, or their claims would not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cells {
    /// A tick of time of so many minutes, counted in UTC. It divides 15, as every UTC offset in use
    /// today is a multiple of 15 minutes, so that local opening times fall on cell borders.
    Ticks { minutes: u32 },
    /// A local date, numbered from 1970-01-01: the night that begins on it.
    Nights,
    /// The occurrence that starts in that minute, counted in UTC from 1970.
    Starts,
    /// There is one cell, number 0.
    One,
}

impl Cells {
    /// Whether a claim may span several cells, and keeps one seat on all of them.
    #[must_use]
    pub const fn are_runs(self) -> bool {
        matches!(self, Self::Ticks { .. } | Self::Nights)
    }

    /// The length of a tick in minutes.
    #[must_use]
    pub const fn tick_minutes(self) -> Option<u32> {
        match self {
            Self::Ticks { minutes } => Some(minutes),
            _ => None,
        }
    }

    /// The cell of this kind that is under way at an instant: those before it are over.
    #[must_use]
    pub fn current(self, zone: &Zone, now: UnixMillis) -> Cell {
        let minutes = now.0.div_euclid(60_000);
        match self {
            Self::Ticks { minutes: tick } => Cell(minutes.div_euclid(i64::from(tick.max(1)))),
            Self::Nights => night::cell(zone.date(now)),
            Self::Starts => Cell(minutes),
            Self::One => Cell(0),
        }
    }

    /// When a cell begins, in words at the venue: `2026-11-23 09:00`, or the date of a night. `None`
    /// for what has no time.
    #[must_use]
    pub fn when(self, zone: &Zone, cell: Cell) -> Option<String> {
        let minute = |minute: i64| {
            let local = zone.local(UnixMillis(minute.saturating_mul(60_000)));
            Some(local.strftime("%Y-%m-%d %H:%M").to_string())
        };
        match self {
            Self::Ticks { minutes } => minute(cell.0.saturating_mul(i64::from(minutes))),
            Self::Nights => Some(night::date_of(cell).to_string()),
            Self::Starts => minute(cell.0),
            Self::One => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_told_in_the_venues_time() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        // 08:07 UTC on Monday, the 23rd of November 2026.
        let now = UnixMillis(1_795_421_220_000);
        let when = |cells: Cells| cells.when(&zone, cells.current(&zone, now));
        assert_eq!(when(Cells::Ticks { minutes: 15 }).as_deref(), Some("2026-11-23 09:00"));
        assert_eq!(when(Cells::Starts).as_deref(), Some("2026-11-23 09:07"));
        assert_eq!(when(Cells::Nights).as_deref(), Some("2026-11-23"));
        assert_eq!(when(Cells::One), None);
    }
}
