use serde::{Deserialize, Serialize};

/// An instant: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Whole seconds, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    #[must_use]
    pub const fn plus_minutes(self, minutes: u32) -> Self {
        self.plus_seconds(minutes as i64 * 60)
    }

    #[must_use]
    pub const fn minus_minutes(self, minutes: u32) -> Self {
        self.plus_seconds(minutes as i64 * -60)
    }

    /// Milliseconds from `self` until `later`; zero when `later` is past.
    #[must_use]
    pub const fn millis_until(self, later: Self) -> u64 {
        let gap = later.0.saturating_sub(self.0);
        if gap > 0 { gap.unsigned_abs() } else { 0 }
    }
}
