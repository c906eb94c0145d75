use booking::Refusal;
use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use std::hash::Hash;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

/// Keys that are remembered, at about 100 bytes each. To have as many at once takes thousands of new
/// addresses a second, against which a limit per address is none: then all are forgotten, which gives
/// each of them one burst more.
const KEYS: usize = 100_000;

type Limiter<K, C> = RateLimiter<K, HashMapStateStore<K>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// A token bucket for each key (GCRA).
pub(super) struct Buckets<K: Hash + Eq + Clone, C: Clock + Clone = MonotonicClock> {
    quota: Quota,
    clock: C,
    most: usize,
    limiter: RwLock<Limiter<K, C>>,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    pub(super) fn new(quota: Quota) -> Self {
        Self::with(quota, MonotonicClock, KEYS)
    }
}

impl<K: Hash + Eq + Clone, C: Clock + Clone> Buckets<K, C> {
    fn with(quota: Quota, clock: C, most: usize) -> Self {
        let limiter = RwLock::new(limiter(quota, &clock));
        Self { quota, clock, most, limiter }
    }

    /// Takes a token of a key.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] with the whole seconds after which there is one.
    pub(super) fn take(&self, key: &K) -> Result<(), Refusal> {
        let limiter = self.limiter.read().unwrap_or_else(PoisonError::into_inner);
        let taken = limiter.check_key(key);
        let is_full = limiter.len() >= self.most;
        drop(limiter);
        if is_full {
            self.make_room();
        }
        taken.map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            Refusal::TooMany { retry_after_seconds: whole_seconds(wait) }
        })
    }

    pub(super) fn tidy(&self) {
        let limiter = self.limiter.read().unwrap_or_else(PoisonError::into_inner);
        limiter.retain_recent();
        limiter.shrink_to_fit();
    }

    fn make_room(&self) {
        let mut held = self.limiter.write().unwrap_or_else(PoisonError::into_inner);
        held.retain_recent();
        if held.len() >= self.most {
            *held = limiter(self.quota, &self.clock);
        }
    }
}

fn limiter<K: Hash + Eq + Clone, C: Clock + Clone>(quota: Quota, clock: &C) -> Limiter<K, C> {
    RateLimiter::new(quota, HashMapStateStore::default(), clock.clone())
}

/// Rounded up: a client that waits so long is not too early.
fn whole_seconds(wait: Duration) -> u32 {
    let up = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    u32::try_from(up).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;
    use std::num::NonZeroU32;

    fn buckets(
        every: Duration,
        burst: u32,
        most: usize,
    ) -> (Buckets<u32, FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        let quota = Quota::with_period(every).unwrap();
        let quota = quota.allow_burst(NonZeroU32::new(burst).unwrap());
        (Buckets::with(quota, clock.clone(), most), clock)
    }

    fn seconds(refusal: Refusal) -> u64 {
        u64::from(refusal.retry_after_seconds().unwrap())
    }

    #[test]
    fn who_waits_as_told_is_let_through_and_no_earlier() {
        for millis in [300, 1000, 1500, 30_000] {
            let every = Duration::from_millis(millis);
            let (buckets, clock) = buckets(every, 3, KEYS);
            for _ in 0..3 {
                buckets.take(&1).unwrap();
            }
            let told = seconds(buckets.take(&1).unwrap_err());
            assert_eq!(told, millis.div_ceil(1000));
            // Being refused costs nothing.
            assert_eq!(seconds(buckets.take(&1).unwrap_err()), told);
            buckets.take(&2).unwrap();
            clock.advance(every - Duration::from_millis(1));
            buckets.take(&1).unwrap_err();
            clock.advance(Duration::from_secs(told) + Duration::from_millis(1) - every);
            buckets.take(&1).unwrap();
        }
    }

    #[test]
    fn what_is_told_shrinks_as_time_passes() {
        let (buckets, clock) = buckets(Duration::from_secs(30), 1, KEYS);
        buckets.take(&1).unwrap();
        clock.advance(Duration::from_millis(12_500));
        assert_eq!(seconds(buckets.take(&1).unwrap_err()), 18);
        clock.advance(Duration::from_millis(17_400));
        assert_eq!(seconds(buckets.take(&1).unwrap_err()), 1);
    }

    #[test]
    fn the_quiet_are_forgotten_and_the_busy_are_not() {
        let (buckets, clock) = buckets(Duration::from_secs(1), 2, KEYS);
        buckets.take(&1).unwrap();
        clock.advance(Duration::from_secs(10));
        buckets.take(&2).unwrap();
        buckets.take(&2).unwrap();
        buckets.tidy();
        assert_eq!(buckets.limiter.read().unwrap().len(), 1);
        buckets.take(&2).unwrap_err();
    }

    #[test]
    fn there_are_never_more_keys_than_the_bound() {
        let (buckets, clock) = buckets(Duration::from_secs(1), 1, 10);
        for key in 0..5 {
            buckets.take(&key).unwrap();
        }
        clock.advance(Duration::from_secs(60));
        for key in 100..1000 {
            buckets.take(&key).unwrap();
            assert!(buckets.limiter.read().unwrap().len() < 10, "{key}");
        }
    }
}
