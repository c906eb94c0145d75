use super::add;
use prometheus::{Histogram, HistogramOpts, IntGauge, Registry};

/// Of the live feed.
#[derive(Clone)]
pub(crate) struct LiveMetrics {
    pub(crate) watchers: IntGauge,
    /// From the commit, or the hint of another's, to the event being handed to the streams.
    pub(crate) lag: Histogram,
}

impl LiveMetrics {
    pub(super) fn new(registry: &Registry) -> prometheus::Result<Self> {
        let lag = HistogramOpts::new(
            "berth_feed_lag_seconds",
            "Time from hearing of a change in the ledger to having told every watcher's stream.",
        );
        let lag =
            lag.buckets(vec![0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5]);
        Ok(Self {
            watchers: add(registry, IntGauge::new("berth_live_watchers", "Open live streams.")?)?,
            lag: add(registry, Histogram::with_opts(lag)?)?,
        })
    }
}
