use crate::random::{Random, draw};
use std::time::Duration;

/// How patient deliveries are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patience {
    /// How often an event is sent to a webhook before it is given up. With the waits below the last
    /// attempt comes some 14 h after the first, and 27 h at most: a receiver may be down for a night.
    pub attempts: u32,
    /// The longest wait after the first failure; it doubles with each.
    pub first_wait: Duration,
    /// The longest wait after any.
    pub longest_wait: Duration,
    /// How long a receiver may take to answer.
    pub answer: Duration,
    /// How long a process that has died keeps others from delivering in its place.
    pub lease: Duration,
    /// How long an event that another process recorded, or a retry that is due, may go unnoticed.
    pub look: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 18,
            first_wait: Duration::from_secs(2),
            longest_wait: Duration::from_secs(6 * 3600),
            answer: Duration::from_secs(10),
            lease: Duration::from_secs(10),
            look: Duration::from_secs(1),
        }
    }
}

impl Patience {
    /// The wait after the given number of failures: any length up to a bound that doubles with each,
    /// so that those who failed together do not come back together.
    pub(crate) fn wait(&self, failures: u32, random: &dyn Random) -> Duration {
        let doublings = failures.saturating_sub(1).min(31);
        let bound = self.first_wait.saturating_mul(1 << doublings).min(self.longest_wait);
        let share = u128::from(u64::from_be_bytes(draw(random)));
        let millis = (bound.as_millis() * share) >> 64;
        Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SeededRandom;

    #[test]
    fn waits_are_spread_below_a_bound_that_doubles_to_its_end() {
        let patience = Patience::default();
        let random = SeededRandom::new(3);
        for (failures, bound) in [(1, 2), (2, 4), (5, 32), (14, 16_384), (15, 21_600), (99, 21_600)]
        {
            let bound = Duration::from_secs(bound);
            let waits: Vec<_> = (0..200).map(|_| patience.wait(failures, &random)).collect();
            assert!(waits.iter().all(|wait| *wait < bound), "after {failures} failures");
            assert!(waits.iter().any(|wait| *wait > bound / 10 * 9), "after {failures} failures");
            assert!(waits.iter().any(|wait| *wait < bound / 10), "after {failures} failures");
        }
    }
}
