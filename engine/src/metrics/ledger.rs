use super::add;
use prometheus::{Histogram, HistogramOpts, IntCounter, IntGauge, Registry, exponential_buckets};

/// Of the writer and its file.
#[derive(Clone)]
pub(crate) struct LedgerMetrics {
    /// One group commit, from BEGIN to the answer of COMMIT.
    pub(crate) commits: Histogram,
    pub(crate) batch: Histogram,
    /// Operations that wait for the writer.
    pub(crate) queued: IntGauge,
    /// Writes that were refused because their lock had gone to another since.
    pub(crate) fenced: IntCounter,
    pub(crate) failures: IntCounter,
    pub(crate) wal_bytes: IntGauge,
}

impl LedgerMetrics {
    pub(super) fn new(registry: &Registry) -> prometheus::Result<Self> {
        // From a commit in memory to a disk in trouble: 0.25 ms, doubled up to 4 s.
        let seconds = HistogramOpts::new(
            "berth_commit_seconds",
            "Duration of a group commit, flush included.",
        );
        let seconds = seconds.buckets(exponential_buckets(0.000_25, 2.0, 15)?);
        let batch = HistogramOpts::new("berth_commit_batch_size", "Operations in a group commit.");
        let batch = batch.buckets(exponential_buckets(1.0, 2.0, 8)?);
        Ok(Self {
            commits: add(registry, Histogram::with_opts(seconds)?)?,
            batch: add(registry, Histogram::with_opts(batch)?)?,
            queued: add(
                registry,
                IntGauge::new(
                    "berth_writer_queue_depth",
                    "Operations that wait for the writer; it refuses more than 4096.",
                )?,
            )?,
            fenced: add(
                registry,
                IntCounter::new(
                    "berth_fenced_writes_total",
                    "Writes refused because their lock was lost or had gone to another.",
                )?,
            )?,
            failures: add(
                registry,
                IntCounter::new(
                    "berth_commit_failures_total",
                    "Group commits that failed; nothing of them was kept.",
                )?,
            )?,
            wal_bytes: add(
                registry,
                IntGauge::new("berth_wal_bytes", "Size of the ledger's write-ahead log.")?,
            )?,
        })
    }
}
