//! What an operator can see of a running engine, as Prometheus metrics.
//!
//! Each engine has a registry of its own. Names that begin with `redis_lock_` are about the lock
//! between processes; there are none of it without Redis.

mod bookings;
mod ledger;
mod live;
mod lock;

pub(crate) use bookings::BookingMetrics;
pub(crate) use ledger::LedgerMetrics;
pub(crate) use live::LiveMetrics;
pub(crate) use lock::LockMetrics;

use prometheus::core::Collector;
use prometheus::{Encoder, Registry, TextEncoder};

/// Everything that is counted.
#[derive(Clone)]
pub(crate) struct Metrics {
    registry: Registry,
    pub(crate) lock: LockMetrics,
    pub(crate) ledger: LedgerMetrics,
    pub(crate) bookings: BookingMetrics,
    pub(crate) live: LiveMetrics,
}

impl Metrics {
    pub(crate) fn new() -> prometheus::Result<Self> {
        let registry = Registry::new();
        Ok(Self {
            lock: LockMetrics::new(&registry)?,
            ledger: LedgerMetrics::new(&registry)?,
            bookings: BookingMetrics::new(&registry)?,
            live: LiveMetrics::new(&registry)?,
            registry,
        })
    }

    /// In the text format of Prometheus, version 0.0.4.
    pub(crate) fn text(&self) -> String {
        let mut text = Vec::new();
        // Writing to memory does not fail, and names are checked when they are registered.
        let _ = TextEncoder::new().encode(&self.registry.gather(), &mut text);
        String::from_utf8(text).unwrap_or_default()
    }
}

/// Registers a metric and hands it back.
fn add<C: Collector + Clone + 'static>(registry: &Registry, metric: C) -> prometheus::Result<C> {
    registry.register(Box::new(metric.clone()))?;
    Ok(metric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_can_be_registered_and_is_told() {
        let metrics = Metrics::new().unwrap();
        metrics.ledger.commits.observe(0.001);
        assert!(metrics.text().contains("berth_commit_seconds_bucket{le=\"0.001\"} 1"));
    }
}
