use serde::Serialize;
use std::sync::OnceLock;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Something that happened in a race.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RaceEvent {
    /// Microseconds since the first contender arrived.
    pub at_us: u64,
    /// From 0. None for a grant of the lock that serves a whole queue.
    pub contender: Option<u32>,
    pub moment: Moment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    Arrived,
    /// Has the lock.
    Locked,
    /// Is about to give the lock back.
    Unlocked,
    /// Was told that the place is theirs.
    Sold,
    /// Was told this word of [`Refusal::word`](booking::Refusal::word).
    Refused(&'static str),
}

/// Tells events as they happen, with the time at which they did.
pub(super) struct Log {
    begin: OnceLock<Instant>,
    events: mpsc::Sender<RaceEvent>,
}

impl Log {
    pub(super) fn new(events: mpsc::Sender<RaceEvent>) -> Self {
        Self { begin: OnceLock::new(), events }
    }

    /// Returns the microseconds at which it happened. Whoever no longer listens misses it.
    pub(super) fn note(&self, contender: Option<u32>, moment: Moment) -> u64 {
        let begin = self.begin.get_or_init(Instant::now);
        let at_us = u64::try_from(begin.elapsed().as_micros()).unwrap_or(u64::MAX);
        let _ = self.events.try_send(RaceEvent { at_us, contender, moment });
        at_us
    }
}
