//! Delivers to one webhook what came after its cursor, and what was put off and is due.

use super::message;
use super::post::{Failure, Post};
use super::window::Window;
use super::worker::{Broken, GATHER, Worker};
use crate::ledger::{Entry, Outcome, Reader, Stop};
use booking::UnixMillis;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep_until, timeout_at};

/// Requests to one webhook at a time: enough that a slow receiver keeps up, few enough for a small one.
pub(super) const AT_A_TIME: usize = 8;
/// How many of them may be for events that failed before, so that these leave room for new ones.
const RETRIES: usize = AT_A_TIME / 2;
/// How long requests under way may take to end when the engine stops; those that do not are repeated
/// at the next start.
const GRACE: Duration = Duration::from_millis(500);

struct Flight {
    entry: Entry,
    is_retry: bool,
    /// When it was answered, and how.
    ended: Result<(UnixMillis, Result<(), Failure>), Stop>,
}

struct Round<'w> {
    worker: &'w mut Worker,
    post: &'w Arc<Post>,
    window: Window,
    flights: JoinSet<Flight>,
    retries: usize,
    /// Whether the journal may go on beyond what was read.
    may_have_more: bool,
    /// When to ask next for what is due.
    look_at: Instant,
    /// Since when there is something to settle.
    gathering: Option<Instant>,
}

/// Works until there is nothing to do or the engine stops.
pub(super) async fn work(worker: &mut Worker, post: &Arc<Post>, cursor: i64) -> Result<(), Broken> {
    let mut round = Round {
        worker,
        post,
        window: Window::after(cursor),
        flights: JoinSet::new(),
        retries: 0,
        may_have_more: true,
        look_at: Instant::now(),
        gathering: None,
    };
    round.run().await
}

impl Round<'_> {
    async fn run(&mut self) -> Result<(), Broken> {
        let stop = self.worker.stop.clone();
        let mut committed = self.worker.tools.committed.clone();
        while !stop.is_cancelled() {
            if self.must_settle() {
                self.settle().await?;
            }
            self.read().await?;
            if self.window.has_outcomes() {
                continue;
            }
            self.start();
            self.start_retries().await?;
            if self.flights.is_empty() && self.window.is_settled() {
                return Ok(());
            }
            let next_look = self.next_look();
            tokio::select! {
                Some(ended) = self.flights.join_next() => {
                    self.finish(ended)?;
                    while let Some(ended) = self.flights.try_join_next() {
                        self.finish(ended)?;
                    }
                }
                () = sleep_until(next_look) => {}
                Ok(()) = committed.changed() => self.may_have_more = true,
                () = stop.cancelled() => {}
            }
        }
        self.end().await
    }

    /// Waits a moment for what is under way, so that it need not be repeated.
    async fn end(&mut self) -> Result<(), Broken> {
        let until = Instant::now() + GRACE;
        while let Ok(Some(ended)) = timeout_at(until, self.flights.join_next()).await {
            self.finish(ended)?;
        }
        if self.window.is_settled() { Ok(()) } else { self.settle().await }
    }

    fn must_settle(&mut self) -> bool {
        let now = Instant::now();
        if self.window.is_settled() {
            self.gathering = None;
        } else if *self.gathering.get_or_insert(now) + GATHER <= now {
            return true;
        }
        self.window.has_outcomes() || self.worker.renew_at() <= now
    }

    async fn settle(&mut self) -> Result<(), Broken> {
        if self.window.has_outcomes() {
            // The next of a booking may be due at once.
            self.look_at = Instant::now();
        }
        self.gathering = None;
        self.worker.settle(self.window.settle()).await
    }

    fn next_look(&self) -> Instant {
        let gathered = self.gathering.unwrap_or_else(Instant::now) + GATHER;
        let next = self.worker.renew_at().min(self.look_at);
        if self.window.is_settled() { next } else { next.min(gathered) }
    }

    async fn read(&mut self) -> Result<(), Broken> {
        if self.may_have_more
            && let Some((after, limit)) = self.window.room()
        {
            let reader = &self.worker.tools.reader;
            let stretch = reader.stretch(self.worker.sink, after, limit).await?;
            self.may_have_more = stretch.is_full;
            self.window.add(stretch);
        }
        Ok(())
    }

    fn start(&mut self) {
        while self.flights.len() < AT_A_TIME
            && let Some(entry) = self.window.start()
        {
            self.send(entry, false);
        }
    }

    async fn start_retries(&mut self) -> Result<(), Broken> {
        let now = Instant::now();
        if now < self.look_at {
            return Ok(());
        }
        let tools = &self.worker.tools;
        self.look_at = now + tools.patience.look;
        // Those under way are due as well.
        let limit = AT_A_TIME + RETRIES;
        let due = tools.reader.due(self.worker.sink, tools.clock.now(), limit).await?;
        for entry in due {
            if self.retries < RETRIES
                && self.flights.len() < AT_A_TIME
                && self.window.start_late(entry)
            {
                self.retries += 1;
                self.send(entry, true);
            }
        }
        Ok(())
    }

    fn send(&mut self, entry: Entry, is_retry: bool) {
        let (reader, clock) = (self.worker.tools.reader.clone(), self.worker.tools.clock.clone());
        let post = Arc::clone(self.post);
        self.flights.spawn(async move {
            let sent = send(&reader, &post, entry.event, || clock.now()).await;
            Flight { entry, is_retry, ended: sent.map(|sent| (clock.now(), sent)) }
        });
    }

    fn finish(&mut self, ended: Result<Flight, JoinError>) -> Result<(), Broken> {
        // A panic was logged by the hook.
        let Flight { mut entry, is_retry, ended } = ended.map_err(|_| Broken::Ledger)?;
        let (now, sent) = ended?;
        self.retries -= usize::from(is_retry);
        entry.attempts = entry.attempts.saturating_add(1);
        let Err(failure) = sent else {
            self.worker.works();
            self.worker.tools.metrics.delivered("webhook", "delivered", 1);
            self.window.finish(entry, None);
            return Ok(());
        };
        self.worker.fails(failure.as_str());
        self.worker.tools.metrics.delivered("webhook", "failed", 1);
        let (sink, event) = (self.worker.sink, entry.event);
        let tools = &self.worker.tools;
        let outcome = if entry.attempts < tools.patience.attempts {
            let wait = tools.patience.wait(entry.attempts, &*tools.random);
            tracing::debug!(%sink, event, ?failure, "an event was not delivered");
            let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
            Outcome::Later { next_at: UnixMillis(now.0.saturating_add(wait)) }
        } else {
            tracing::warn!(%sink, event, ?failure, "an event was given up until it is replayed");
            tools.metrics.delivered("webhook", "given-up", 1);
            Outcome::Dead
        };
        self.window.finish(entry, Some(outcome));
        Ok(())
    }
}

async fn send(
    reader: &Reader,
    post: &Post,
    event: i64,
    now: impl Fn() -> UnixMillis,
) -> Result<Result<(), Failure>, Stop> {
    let found = reader.events_after(event - 1, 1).await?;
    let body = found.first().filter(|found| found.id == event).and_then(message::json);
    match body {
        Some(body) => Ok(post.send(event, now().0, body).await),
        None => Ok(Err(Failure::Unusable)),
    }
}
