use crate::random::{SeededRandom, draw};
use std::time::Duration;

/// What the seed decides.
pub(super) struct Chance {
    pub(super) seed: u64,
    random: SeededRandom,
}

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, random: SeededRandom::new(seed) }
    }

    /// Below `bound`.
    pub(super) fn below(&self, bound: u64) -> u64 {
        u64::from_le_bytes(draw(&self.random)) % bound
    }

    pub(super) fn one_in(&self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// Takes up to so many milliseconds, in steps of a microsecond.
    pub(super) async fn takes(&self, most_ms: u64) {
        tokio::time::sleep(Duration::from_micros(self.below(most_ms * 1_000))).await;
    }
}
