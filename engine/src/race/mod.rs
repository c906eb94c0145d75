//! Races that can be watched: real contenders for the same places in a scratch file of their own,
//! with the ledger and the lock or without one of them or both.

mod course;
mod event;
mod no_lock;
mod report;
mod strategy;

pub use event::{Moment, RaceEvent};
pub use report::{Bucket, Latency, RaceReport};
pub use strategy::Strategy;

use crate::ledger::OpenError;
use booking::Refusal;
use course::Course;
use event::Log;
use report::Answer;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::{Barrier, mpsc};
use tokio::task::{JoinError, JoinSet};

/// Contenders who all want one of the same places at the same moment.
#[derive(Debug, Clone)]
pub struct Race {
    pub strategy: Strategy,
    pub contenders: u32,
    pub places: u32,
    /// How long each thinks between seeing that there is a place and taking it, as a shop does
    /// while a card is charged.
    pub hold: Duration,
    /// Where the lock lives; none for the one within a process.
    pub redis_url: Option<String>,
}

/// Why a race could not be run.
#[derive(Debug, thiserror::Error)]
pub enum RaceError {
    #[error("no scratch folder can be made: {0}")]
    Folder(io::Error),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the scratch ledger failed: {0}")]
    Refused(Refusal),
}

impl Race {
    /// The most contenders: below what the section's queue takes, so that no strategy refuses for
    /// want of room.
    pub const CONTENDERS_MAX: u32 = 2_000;
    /// The most places.
    pub const PLACES_MAX: u32 = 1_000;
    /// The longest anyone thinks: what the lock lets others wait. Beyond, `lock` would show nothing
    /// but that.
    pub const HOLD_MAX: Duration = Duration::from_secs(2);
    /// What a contender can be part of at most: to arrive, to have the lock and to give it back, to
    /// be answered. Grants that serve a queue are no more than contenders.
    const EVENTS_PER_CONTENDER: usize = 4;

    /// A channel that has room for every event of the race, so that watching does not slow it down.
    #[must_use]
    pub fn channel(&self) -> (mpsc::Sender<RaceEvent>, mpsc::Receiver<RaceEvent>) {
        let contenders = usize::try_from(self.contenders.max(1)).unwrap_or(usize::MAX);
        mpsc::channel(contenders.saturating_mul(Self::EVENTS_PER_CONTENDER))
    }

    /// Runs it in a temporary folder, which is gone afterwards, and tells `events` as they happen.
    ///
    /// # Errors
    /// When there is no folder to be had or the URL of Redis is none. A Redis that is down is no
    /// error: contenders are refused then, or go on under the ledger alone.
    pub async fn run(&self, events: mpsc::Sender<RaceEvent>) -> Result<RaceReport, RaceError> {
        let folder = TempDir::with_prefix("berth-race-").map_err(RaceError::Folder)?;
        let log = Arc::new(Log::new(events));
        let course = Arc::new(Course::open(self, folder.path(), &log).await?);
        let answers = self.compete(&course, &log).await;
        let stored = course.stored(self).await.map_err(RaceError::Refused);
        if let Some(course) = Arc::into_inner(course) {
            course.close().await;
        }
        folder.close().map_err(RaceError::Folder)?;
        Ok(RaceReport::new(self, &answers, stored?))
    }

    async fn compete(&self, course: &Arc<Course>, log: &Arc<Log>) -> Vec<Answer> {
        let start = Arc::new(Barrier::new(usize::try_from(self.contenders).unwrap_or(usize::MAX)));
        let mut contenders = JoinSet::new();
        for contender in 0..self.contenders {
            let race = self.clone();
            let (course, log, start) = (Arc::clone(course), Arc::clone(log), Arc::clone(&start));
            contenders.spawn(async move {
                start.wait().await;
                let arrived_us = log.note(Some(contender), Moment::Arrived);
                let outcome = course.attempt(&race, contender, &log).await;
                let moment = match &outcome {
                    Ok(()) => Moment::Sold,
                    Err(refusal) => Moment::Refused(refusal.word()),
                };
                let answered_us = log.note(Some(contender), moment);
                Answer { outcome, arrived_us, answered_us }
            });
        }
        let mut answers = Vec::new();
        while let Some(answered) = contenders.join_next().await {
            match answered.map_err(JoinError::try_into_panic) {
                Ok(answer) => answers.push(answer),
                Err(Ok(panic)) => std::panic::resume_unwind(panic),
                // Nobody cancels them but the runtime at its end, which ends this too.
                Err(Err(_)) => {}
            }
        }
        answers
    }
}
