use super::event::LiveEvent;
use super::feed::{Feed, Start};
use jiff::civil::Date;
use prometheus::IntGauge;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

/// One watcher of an offer.
pub struct Watch {
    feed: Arc<Feed>,
    range: (Date, Date),
    backlog: VecDeque<LiveEvent>,
    events: broadcast::Receiver<LiveEvent>,
    order: u64,
    _watcher: Watcher,
    stop: CancellationToken,
}

/// Counts as one who watches, as long as it lives.
pub(super) struct Watcher(IntGauge);

impl Watcher {
    pub(super) fn new(watchers: IntGauge) -> Self {
        watchers.inc();
        Self(watchers)
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Watch {
    pub(super) fn new(
        feed: Arc<Feed>,
        range: (Date, Date),
        start: Start,
        watcher: Watcher,
        stop: CancellationToken,
    ) -> Self {
        let Start { backlog, events } = start;
        Self { feed, range, backlog, events, order: 0, _watcher: watcher, stop }
    }

    /// The next event. A watcher that fell behind gets a snapshot, never a gap. `None` when the
    /// engine shuts down.
    pub async fn next(&mut self) -> Option<LiveEvent> {
        let stop = self.stop.clone();
        stop.run_until_cancelled(self.next_event()).await.flatten()
    }

    async fn next_event(&mut self) -> Option<LiveEvent> {
        if let Some(event) = self.backlog.pop_front() {
            self.order = event.order;
            return Some(event);
        }
        loop {
            match self.events.recv().await {
                Ok(event) if event.order <= self.order => {}
                Ok(event) => {
                    self.order = event.order;
                    return Some(event);
                }
                Err(RecvError::Lagged(_)) => {
                    // A client that is let go comes back and gets its snapshot then.
                    let snapshot = self.feed.snapshot(self.range).await.ok()?;
                    self.order = snapshot.order;
                    return Some(snapshot);
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }
}
