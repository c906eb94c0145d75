use std::time::Duration;

/// How many guests a line lets in, per 1,000 seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AdmissionRate(i64);

impl AdmissionRate {
    /// A line moves, whatever is measured: one a second.
    pub const LEAST: Self = Self(1_000);
    /// Above this the pages are the limit and not the writer.
    const MOST: Self = Self(1_000_000);
    /// What a guest who is let in asks of the writer: a pass, a hold, a confirmation, and one more
    /// for those who change their mind.
    const WRITES_PER_GUEST: u128 = 4;

    /// So many a second, within what a line can do.
    #[must_use]
    pub fn per_second(guests: u32) -> Self {
        Self::bounded(i64::from(guests).saturating_mul(1_000))
    }

    /// What the writer sustains if a write that is queued now comes back after so long. It is the
    /// least it does: writes that come together share a commit.
    pub(crate) fn sustained(write: Duration) -> Self {
        let micros = write.as_micros().max(1);
        let guests = 1_000 * 1_000_000 / (Self::WRITES_PER_GUEST * micros);
        Self::bounded(i64::try_from(guests).unwrap_or(i64::MAX))
    }

    /// That of so many in so long a time.
    pub(crate) fn of(guests: i64, seconds: i64) -> Self {
        Self::bounded(guests.saturating_mul(1_000) / seconds.max(1))
    }

    pub(crate) fn bounded(per_1000_seconds: i64) -> Self {
        Self(per_1000_seconds).clamp(Self::LEAST, Self::MOST)
    }

    pub(crate) const fn per_1000_seconds(self) -> i64 {
        self.0
    }

    /// Whole guests in so many milliseconds.
    pub(crate) const fn guests_in(self, millis: i64) -> i64 {
        millis.saturating_mul(self.0) / 1_000_000
    }

    /// Milliseconds for so many guests, rounded up.
    pub(crate) const fn millis_for(self, guests: i64) -> i64 {
        guests.saturating_mul(1_000_000).saturating_add(self.0 - 1) / self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_disk_lets_fewer_in() {
        let rate = |millis| AdmissionRate::sustained(Duration::from_millis(millis));
        assert_eq!(rate(2), AdmissionRate::per_second(125));
        assert_eq!(rate(50), AdmissionRate::per_second(5));
        assert_eq!(rate(5_000), AdmissionRate::LEAST);
        assert_eq!(AdmissionRate::sustained(Duration::ZERO), AdmissionRate::MOST);
    }

    #[test]
    fn as_many_as_fit_into_a_time_take_no_longer_than_it() {
        for rate in [1_000, 1_001, 3_333, 125_000, 1_000_000].map(AdmissionRate::bounded) {
            for millis in [0, 1, 299, 999, 1_000, 2_000] {
                let guests = rate.guests_in(millis);
                assert!(rate.millis_for(guests) <= millis, "{rate:?} {millis}");
                assert!(rate.millis_for(guests + 1) > millis, "{rate:?} {millis}");
            }
        }
    }
}
