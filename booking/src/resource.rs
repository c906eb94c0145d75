//! What is occupied by a booking.

use crate::ResourceId;
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
}
