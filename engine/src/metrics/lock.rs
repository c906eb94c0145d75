use super::add;
use crate::lock::LockError;
use prometheus::{Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts, Registry};

/// Of the lock between processes and the queue before it.
#[derive(Clone)]
pub(crate) struct LockMetrics {
    /// From asking to having all keys.
    pub(crate) acquisition: Histogram,
    failures: IntCounterVec,
    /// Keys given directly to the next process in line.
    pub(crate) handoffs: IntCounter,
    pub(crate) extension_failures: IntCounter,
    /// Requests that went along under another's grant.
    pub(crate) coalesced: IntCounter,
    /// Requests that wait for a lock in this process.
    pub(crate) waiting: IntGauge,
    pub(crate) redis_up: IntGauge,
    pub(crate) redis_errors: IntCounter,
}

impl LockMetrics {
    pub(super) fn new(registry: &Registry) -> prometheus::Result<Self> {
        // 1 ms to 5 s, the most that a lock is worth waiting for.
        let buckets = vec![0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0];
        let acquisition = HistogramOpts::new(
            "redis_lock_acquisition_seconds",
            "Time from asking for a lock between processes to having all of its keys.",
        );
        let failures = Opts::new(
            "redis_lock_failures_total",
            "Locks that were not granted, or not kept, by reason.",
        );
        let failures = add(registry, IntCounterVec::new(failures, &["reason"])?)?;
        // So that rates begin at nought and not at the first failure.
        for reason in REASONS {
            failures.with_label_values(&[reason]);
        }
        Ok(Self {
            acquisition: add(registry, Histogram::with_opts(acquisition.buckets(buckets))?)?,
            failures,
            handoffs: add(
                registry,
                IntCounter::new(
                    "redis_lock_handoffs_total",
                    "Keys that were handed to the next process in line.",
                )?,
            )?,
            extension_failures: add(
                registry,
                IntCounter::new(
                    "redis_lock_extension_failures_total",
                    "Attempts to extend a lock that failed.",
                )?,
            )?,
            coalesced: add(
                registry,
                IntCounter::new(
                    "berth_coalesced_requests_total",
                    "Requests that were served under a lock that another request had taken.",
                )?,
            )?,
            waiting: add(
                registry,
                IntGauge::new(
                    "berth_lock_queue_depth",
                    "Requests that wait for a lock in this process.",
                )?,
            )?,
            redis_up: add(
                registry,
                IntGauge::new(
                    "berth_redis_up",
                    "1 when a majority of the configured Redis nodes answers, else 0.",
                )?,
            )?,
            redis_errors: add(
                registry,
                IntCounter::new(
                    "berth_redis_errors_total",
                    "Commands that Redis did not answer, or answered with an error.",
                )?,
            )?,
        })
    }

    pub(crate) fn failed(&self, error: LockError) {
        let reason = match error {
            LockError::Busy => "busy",
            LockError::Unavailable => "unavailable",
        };
        self.failures.with_label_values(&[reason]).inc();
    }

    /// A grant that ran out before it could be used.
    pub(crate) fn lapsed(&self) {
        self.failures.with_label_values(&["lapsed"]).inc();
    }

    /// A grant that was lost while it was used.
    pub(crate) fn lost(&self) {
        self.failures.with_label_values(&["lost"]).inc();
    }
}

const REASONS: [&str; 4] = ["busy", "unavailable", "lapsed", "lost"];
