//! Delivers to one sink while this process has its lease.

use super::patience::Patience;
use super::post::Post;
use super::{stream, webhook};
use crate::clock::Clock;
use crate::ledger::{
    Entry, LeaveSink, Outcome, Reader, Settle, SinkId, SinkState, Stop, TakeSink, Target, Writer,
};
use crate::metrics::BookingMetrics;
use crate::random::Random;
use crate::redis::RedisLink;
use booking::Refusal;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// Pause after a failure of the ledger or of Redis.
const RETRY: Duration = Duration::from_secs(1);
/// What ends within this time of one another shares a write: at most 40 a second for each sink.
pub(super) const GATHER: Duration = Duration::from_millis(25);

/// What workers work with.
#[derive(Clone)]
pub(crate) struct Tools {
    pub(crate) reader: Reader,
    pub(crate) writer: Writer,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) link: Option<RedisLink>,
    pub(crate) patience: Patience,
    pub(crate) metrics: BookingMetrics,
    /// Told of each commit of this process.
    pub(crate) committed: watch::Receiver<()>,
}

pub(super) struct Worker {
    pub(super) tools: Tools,
    pub(super) sink: SinkId,
    pub(super) stop: CancellationToken,
    /// This process, among those that share the ledger.
    owner: Arc<str>,
    /// When the lease was last taken or extended.
    renewed: Option<Instant>,
    /// Its connections are kept from one turn to the next.
    post: Option<Arc<Post>>,
    /// Whether it was logged that nothing gets through.
    is_failing: bool,
}

/// How a turn of work ended.
enum Turn {
    /// There is nothing to do, or another process does it.
    Idle,
    /// The sink was removed.
    Gone,
}

/// Why work was broken off; it is begun again from what the ledger says.
pub(super) enum Broken {
    Ledger,
    /// Another process has taken over, or the cursor was set back.
    Lost,
    Redis,
    /// What is stored of the sink cannot be used.
    Sink,
}

impl From<Stop> for Broken {
    fn from(stop: Stop) -> Self {
        drop(stop.refusal());
        Self::Ledger
    }
}

impl From<Refusal> for Broken {
    fn from(_: Refusal) -> Self {
        Self::Ledger
    }
}

impl Worker {
    pub(super) fn new(
        tools: Tools,
        sink: SinkId,
        owner: Arc<str>,
        stop: CancellationToken,
    ) -> Self {
        Self { tools, sink, stop, owner, renewed: None, post: None, is_failing: false }
    }

    /// Works until the sink is removed or the engine stops.
    pub(super) async fn run(mut self) {
        let stop = self.stop.clone();
        while !stop.is_cancelled() {
            match self.turn().await {
                Ok(Turn::Gone) => return,
                Ok(Turn::Idle) => {
                    let news = timeout(self.tools.patience.look, self.tools.committed.changed());
                    // The end of the sender is the end of the engine.
                    if let Some(Ok(Err(_))) = stop.run_until_cancelled(news).await {
                        break;
                    }
                }
                Err(Broken::Lost) => self.renewed = None,
                Err(broken) => {
                    if matches!(broken, Broken::Redis | Broken::Sink) {
                        self.fails("it cannot be reached, or what is stored of it is unusable");
                    }
                    stop.run_until_cancelled(sleep(RETRY)).await;
                }
            }
        }
        if self.renewed.is_some_and(|renewed| renewed.elapsed() < self.tools.patience.lease) {
            let leave = LeaveSink { sink: self.sink, owner: Arc::clone(&self.owner) };
            let _ = self.tools.writer.write(leave).await;
        }
    }

    async fn turn(&mut self) -> Result<Turn, Broken> {
        let now = self.tools.clock.now();
        let Some(state) = self.tools.reader.sink(self.sink, now).await? else {
            return Ok(Turn::Gone);
        };
        let is_others = state
            .lease
            .as_ref()
            .is_some_and(|(owner, until)| **owner != *self.owner && now < *until);
        if is_others || (state.latest == state.cursor && !state.is_due) {
            return Ok(Turn::Idle);
        }
        match (&state.target, self.tools.link.clone()) {
            (Target::Webhook(receiver), _) => {
                let post = match &self.post {
                    Some(post) => Arc::clone(post),
                    None => Arc::new(
                        Post::new(receiver, self.tools.patience.answer).ok_or(Broken::Sink)?,
                    ),
                };
                self.post = Some(Arc::clone(&post));
                if let Some(cursor) = self.take(&state).await? {
                    webhook::work(self, &post, cursor).await?;
                }
            }
            (Target::Redis, Some(link)) => {
                if link.breaker().is_open() {
                    return Err(Broken::Redis);
                }
                if let Some(cursor) = self.take(&state).await? {
                    stream::work(self, &link, cursor).await?;
                }
            }
            (Target::Redis, None) => {}
        }
        Ok(Turn::Idle)
    }

    /// Makes sure of the lease. Answers the cursor, or none when another process was quicker.
    async fn take(&mut self, state: &SinkState) -> Result<Option<i64>, Broken> {
        let is_own = state.lease.as_ref().is_some_and(|(owner, _)| **owner == *self.owner);
        if is_own && Instant::now() < self.renew_at() {
            return Ok(Some(state.cursor));
        }
        let asked = Instant::now();
        let taken = self.tools.writer.write(TakeSink {
            sink: self.sink,
            owner: Arc::clone(&self.owner),
            lease: self.tools.patience.lease,
        });
        let cursor = taken.await?;
        self.renewed = cursor.map(|_| asked);
        Ok(cursor)
    }

    /// Records how far it is, and extends the lease.
    pub(super) async fn settle(
        &mut self,
        (from, to, outcomes): (i64, i64, Vec<(Entry, Outcome)>),
    ) -> Result<(), Broken> {
        let asked = Instant::now();
        let settled = self.tools.writer.write(Settle {
            sink: self.sink,
            owner: Arc::clone(&self.owner),
            lease: self.tools.patience.lease,
            from,
            to,
            outcomes,
        });
        if !settled.await? {
            return Err(Broken::Lost);
        }
        self.renewed = Some(asked);
        Ok(())
    }

    /// When the lease must be extended: at half its time.
    pub(super) fn renew_at(&self) -> Instant {
        self.renewed.map_or_else(Instant::now, |renewed| renewed + self.tools.patience.lease / 2)
    }

    pub(super) fn fails(&mut self, reason: &'static str) {
        if !self.is_failing {
            tracing::warn!(sink = %self.sink, reason, "events are not delivered; trying again");
            self.is_failing = true;
        }
    }

    pub(super) fn works(&mut self) {
        if self.is_failing {
            tracing::info!(sink = %self.sink, "events are delivered again");
            self.is_failing = false;
        }
    }
}
