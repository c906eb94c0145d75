use super::AdmissionRate;
use booking::UnixMillis;

/// The line in front of an offer, seen by somebody who is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// How many are in it.
    pub waiting: u64,
    /// How long it takes whoever joins now, as quickly as it moves at the moment.
    pub estimate_seconds: u32,
}

/// Where somebody stands who has a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What proves the place; to be shown again.
    pub place: String,
    /// Whether it was given just now.
    pub is_new: bool,
    /// 1 is next; 0 is let in.
    pub position: u64,
    /// How long it takes, as quickly as the line moves at the moment; 0 for who is let in.
    pub estimate_seconds: u32,
    /// With which to book, once let in.
    pub pass: Option<Pass>,
}

/// The right to book what there is a line for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    pub token: String,
    pub until: UnixMillis,
}

/// Whole seconds until the guest at a position is let in.
pub(crate) fn estimate(position: i64, rate: AdmissionRate) -> u32 {
    let seconds = rate.millis_for(position).saturating_add(999) / 1_000;
    u32::try_from(seconds).unwrap_or(u32::MAX).max(1)
}
