//! Ends holds on time, so that open pages see it. Nothing depends on it.

use crate::clock::Clock;
use crate::ledger::{Reader, Sweep, Writer};
use crate::metrics::BookingMetrics;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// Longest sleep: finds holds whose own process has died, and forgets old requests.
const LONGEST: Duration = Duration::from_secs(60);
/// Pause after a failure.
const RETRY: Duration = Duration::from_secs(1);

pub(crate) struct Sweeper {
    pub(crate) reader: Reader,
    pub(crate) writer: Writer,
    pub(crate) clock: Arc<dyn Clock>,
    /// Told of each new hold, which may be the next to end.
    pub(crate) held: Arc<Notify>,
    pub(crate) metrics: BookingMetrics,
}

impl Sweeper {
    pub(crate) async fn run(self, stop: CancellationToken) {
        let sweeping = async {
            loop {
                let pause = match self.until_next().await {
                    Some(pause) if pause.is_zero() => match self.writer.write(Sweep).await {
                        Ok(ended) => {
                            self.metrics.holds_expired.inc_by(ended.try_into().unwrap_or(0));
                            continue;
                        }
                        Err(_) => RETRY,
                    },
                    Some(pause) => pause,
                    None => RETRY,
                };
                if timeout(pause, self.held.notified()).await.is_err() && pause == LONGEST {
                    let _ = self.writer.write(Sweep).await;
                }
            }
        };
        stop.run_until_cancelled(sweeping).await;
    }

    async fn until_next(&self) -> Option<Duration> {
        let next = self.reader.next_hold_end().await.map_err(|stop| stop.refusal()).ok()?;
        let until = |end| Duration::from_millis(self.clock.now().millis_until(end));
        Some(next.map_or(LONGEST, until).min(LONGEST))
    }
}
