//! What arrives on the live stream: events `snapshot` and `change`.

use serde::{Deserialize, Serialize};

/// One event. A snapshot has every slot of the asked days and every day of the horizon; a change
/// has only what changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveUpdate {
    pub seq: u64,
    pub slots: Vec<LiveSlot>,
    #[serde(default)]
    pub days: Vec<LiveDay>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveSlot {
    pub slot: String,
    /// RFC 3339 in the venue's zone.
    pub start: String,
    /// Seats that can still be booked.
    pub left: u32,
    /// When another guest's hold ends, RFC 3339.
    #[serde(default)]
    pub held_until: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveDay {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Slots that can still be booked.
    pub left: u32,
    /// Places of all of them.
    #[serde(default)]
    pub places: u32,
}
