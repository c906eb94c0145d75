//! One race at a time.

use app::load::{Track, race};
use app::model::LabSetup;
use engine::{RaceError, RaceEvent, RaceReport, Strategy};
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinHandle;

/// Races at once in one server: a second one would only slow the first down and blur what it shows.
const RACES: usize = 1;
/// When to ask again, in seconds: most races are over by then.
pub(super) const RETRY_AFTER_SECONDS: u32 = 5;

/// Where races are run.
pub struct Lab {
    permits: Arc<Semaphore>,
    redis_url: Option<String>,
}

/// The right to run races, for as long as it is kept.
pub(super) struct Lane {
    redis_url: Option<String>,
    _permit: OwnedSemaphorePermit,
}

/// A race under way.
pub(super) struct Running {
    pub(super) track: Track,
    pub(super) events: mpsc::Receiver<RaceEvent>,
    pub(super) end: JoinHandle<Result<RaceReport, RaceError>>,
}

impl Lab {
    pub(crate) fn new(redis_url: Option<String>) -> Self {
        Self { permits: Arc::new(Semaphore::new(RACES)), redis_url }
    }

    pub(super) fn has_redis(&self) -> bool {
        self.redis_url.is_some()
    }

    /// `None` while a race is run.
    pub(super) fn lane(&self) -> Option<Lane> {
        let permit = Arc::clone(&self.permits).try_acquire_owned().ok()?;
        Some(Lane { redis_url: self.redis_url.clone(), _permit: permit })
    }
}

impl Lane {
    pub(super) fn start(&self, strategy: Strategy, setup: LabSetup) -> Running {
        let race = race(strategy, setup, self.redis_url.clone());
        let (sender, events) = race.channel();
        let track = Track::new(strategy, race.places);
        // Opening a ledger cannot move between threads (sqlx's migrations do not compile as `Send`),
        // so it has one of its own; the contenders use the same as everyone.
        let runtime = Handle::current();
        let end = tokio::task::spawn_blocking(move || runtime.block_on(race.run(sender)));
        Running { track, events, end }
    }
}

impl Running {
    /// Waits for the end and takes over all that was told. False when there was no race.
    pub(super) async fn finish(&mut self) -> bool {
        let report = (&mut self.end).await;
        while let Ok(event) = self.events.try_recv() {
            self.track.note(&event);
        }
        match report {
            Ok(Ok(report)) => {
                self.track.finish(report);
                true
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "a race could not be run");
                false
            }
            // Its panic has been logged by the hook.
            Err(_) => false,
        }
    }
}
