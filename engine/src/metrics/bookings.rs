use super::add;
use booking::Refusal;
use prometheus::{IntCounter, IntCounterVec, Opts, Registry};

/// Of what guests ask for and get.
#[derive(Clone)]
pub(crate) struct BookingMetrics {
    outcomes: IntCounterVec,
    pub(crate) holds_expired: IntCounter,
    deliveries: IntCounterVec,
}

impl BookingMetrics {
    pub(super) fn new(registry: &Registry) -> prometheus::Result<Self> {
        let outcomes = Opts::new(
            "berth_bookings_total",
            "Requests to hold, book, wait, confirm, reschedule or cancel, by what came of them.",
        );
        let deliveries = Opts::new(
            "berth_deliveries_total",
            "Events delivered to a webhook or the stream, put off after a failure, or given up.",
        );
        let outcomes = add(registry, IntCounterVec::new(outcomes, &["request", "outcome"])?)?;
        let deliveries = add(registry, IntCounterVec::new(deliveries, &["sink", "outcome"])?)?;
        for request in ["hold", "book"] {
            for outcome in ["held", "confirmed", "taken", "busy", "unavailable"] {
                outcomes.with_label_values(&[request, outcome]);
            }
        }
        for (sink, outcome) in [
            ("webhook", "delivered"),
            ("webhook", "failed"),
            ("webhook", "given-up"),
            ("stream", "delivered"),
        ] {
            deliveries.with_label_values(&[sink, outcome]);
        }
        Ok(Self {
            outcomes,
            holds_expired: add(
                registry,
                IntCounter::new(
                    "berth_holds_expired_total",
                    "Holds that ended by time and were recorded as ended.",
                )?,
            )?,
            deliveries,
        })
    }

    /// Counts what came of a request: the booking's new state, or the refusal's word.
    pub(crate) fn count<T>(
        &self,
        request: &'static str,
        answer: &Result<T, Refusal>,
        state: impl FnOnce(&T) -> &booking::State,
    ) {
        let outcome = match answer {
            Ok(booking) => state(booking).name().as_str(),
            Err(refusal) => refusal.word(),
        };
        self.outcomes.with_label_values(&[request, outcome]).inc();
    }

    pub(crate) fn delivered(&self, sink: &'static str, outcome: &'static str, count: u64) {
        self.deliveries.with_label_values(&[sink, outcome]).inc_by(count);
    }
}
