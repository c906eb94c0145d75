//! How quickly those who wait are served, for an honest word on when to come back.

use booking::Refusal;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The part of the latest measurement in the average: it follows a change within some ten grants.
const LATEST: f64 = 0.2;
/// The longest that anyone is told to stay away, in seconds: by then all is different.
const LONGEST: u32 = 30;

/// Seconds that one request takes under the lock, as an average that forgets.
#[derive(Default)]
pub(crate) struct Pace(Mutex<f64>);

impl Pace {
    pub(crate) fn served(&self, requests: usize, elapsed: Duration) {
        let Ok(requests) = u32::try_from(requests) else {
            return;
        };
        if requests > 0 {
            let each = elapsed.as_secs_f64() / f64::from(requests);
            let mut average = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *average += (each - *average) * LATEST;
        }
    }

    /// What one is told who finds so many others waiting: to come back when they are served.
    pub(crate) fn busy(&self, waiting: usize) -> Refusal {
        let each = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
        let seconds = (each * f64::from(waiting)).ceil().clamp(1.0, f64::from(LONGEST));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to LONGEST")]
        let retry_after_seconds = seconds as u32;
        Refusal::Busy { retry_after_seconds }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_finds_many_waiting_is_told_to_stay_away_longer() {
        let pace = Pace::default();
        assert_eq!(pace.busy(4096), Refusal::Busy { retry_after_seconds: 1 });
        for _ in 0..100 {
            pace.served(10, Duration::from_millis(100));
        }
        assert_eq!(pace.busy(10), Refusal::Busy { retry_after_seconds: 1 });
        assert_eq!(pace.busy(450), Refusal::Busy { retry_after_seconds: 5 });
        assert_eq!(pace.busy(100_000), Refusal::Busy { retry_after_seconds: 30 });
    }
}
