use super::{Race, Strategy};
use booking::Refusal;
use serde::Serialize;
use std::collections::BTreeMap;

/// What came of a race.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RaceReport {
    pub strategy: Strategy,
    pub contenders: u32,
    pub places: u32,
    pub hold_ms: u64,
    /// Whether the lock was in Redis.
    pub redis: bool,
    /// Contenders who were told that they have a place.
    pub sold: u32,
    /// Places that the table or the ledger has as sold, counted afterwards.
    pub stored: u32,
    /// How many more than there are: `sold`, or `stored` if that is more, beyond `places`.
    pub oversold: u32,
    /// How many were told which word of [`Refusal::word`].
    pub refused: BTreeMap<&'static str, u32>,
    pub latency: Latency,
    /// From the first arrival to the last answer, in microseconds.
    pub took_us: u64,
}

/// How long contenders waited for their answers, in microseconds; percentiles by nearest rank.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Latency {
    pub p50_us: u64,
    pub p90_us: u64,
    pub p99_us: u64,
    pub max_us: u64,
    /// From the quickest to the slowest answer, without a gap.
    pub histogram: Vec<Bucket>,
}

/// Answers that took less than `below_us`, a power of two, and no less than its half.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bucket {
    pub below_us: u64,
    pub count: u32,
}

/// What one contender heard, and when.
pub(super) struct Answer {
    pub(super) outcome: Result<(), Refusal>,
    pub(super) arrived_us: u64,
    pub(super) answered_us: u64,
}

impl RaceReport {
    pub(super) fn new(race: &Race, answers: &[Answer], stored: u32) -> Self {
        let mut refused = BTreeMap::new();
        for refusal in answers.iter().filter_map(|answer| answer.outcome.as_ref().err()) {
            *refused.entry(refusal.word()).or_default() += 1;
        }
        let sold = count(answers.iter().filter(|answer| answer.outcome.is_ok()));
        Self {
            strategy: race.strategy,
            contenders: race.contenders,
            places: race.places,
            hold_ms: u64::try_from(race.hold.as_millis()).unwrap_or(u64::MAX),
            redis: race.strategy.locks() && race.redis_url.is_some(),
            sold,
            stored,
            oversold: sold.max(stored).saturating_sub(race.places),
            refused,
            latency: Latency::of(
                answers.iter().map(|a| a.answered_us.saturating_sub(a.arrived_us)).collect(),
            ),
            took_us: answers.iter().map(|answer| answer.answered_us).max().unwrap_or(0),
        }
    }
}

impl Latency {
    fn of(mut times_us: Vec<u64>) -> Self {
        times_us.sort_unstable();
        let rank = |percent: usize| {
            let rank = (times_us.len() * percent).div_ceil(100);
            times_us.get(rank.saturating_sub(1)).copied().unwrap_or(0)
        };
        Self {
            p50_us: rank(50),
            p90_us: rank(90),
            p99_us: rank(99),
            max_us: rank(100),
            histogram: histogram(&times_us),
        }
    }
}

fn histogram(sorted_us: &[u64]) -> Vec<Bucket> {
    let (Some(first), Some(last)) = (sorted_us.first(), sorted_us.last()) else {
        return Vec::new();
    };
    let exponent = |us: u64| u64::BITS - us.leading_zeros();
    (exponent(*first)..=exponent(*last))
        .map(|of| Bucket {
            below_us: 1_u64.checked_shl(of).unwrap_or(u64::MAX),
            count: count(sorted_us.iter().filter(|us| exponent(**us) == of)),
        })
        .collect()
}

fn count(found: impl Iterator) -> u32 {
    u32::try_from(found.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let latency = Latency::of((1..=100).rev().collect());
        let Latency { p50_us, p90_us, p99_us, max_us, .. } = latency;
        assert_eq!((p50_us, p90_us, p99_us, max_us), (50, 90, 99, 100));
        let one = Latency::of(vec![7]);
        assert_eq!((one.p50_us, one.p99_us, one.max_us), (7, 7, 7));
        assert_eq!(Latency::of(Vec::new()), Latency::default());
    }

    #[test]
    fn the_histogram_has_every_answer_once_and_no_gap() {
        let times = [0, 1, 2, 3, 4, 1000, 1024];
        let found: Vec<_> = histogram(&times).iter().map(|b| (b.below_us, b.count)).collect();
        assert_eq!(found[..4], [(1, 1), (2, 1), (4, 2), (8, 1)]);
        assert_eq!(found[9..], [(512, 0), (1024, 1), (2048, 1)]);
    }
}
