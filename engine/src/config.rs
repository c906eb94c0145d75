use crate::clock::{Clock, SystemClock};
use crate::events::Patience;
use crate::random::{OsRandom, Random};
use crate::section::OutagePolicy;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How an engine is set up.
#[derive(Clone)]
pub struct Config {
    /// The ledger file; created where it is missing.
    pub database: PathBuf,
    /// Where the lock and the news between processes live; none for a single process.
    pub redis_url: Option<String>,
    pub outage: OutagePolicy,
    /// How long a hold lasts.
    pub hold: Duration,
    /// Whether ended holds are announced on time. Without it they still end.
    pub sweep: bool,
    /// How this process delivers events; none when it delivers nothing.
    pub deliver: Option<Patience>,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
}

impl Config {
    /// One process on its own, with the operating system's clock and randomness.
    #[must_use]
    pub fn new(database: impl Into<PathBuf>) -> Self {
        Self {
            database: database.into(),
            redis_url: None,
            outage: OutagePolicy::default(),
            hold: Duration::from_secs(5 * 60),
            sweep: true,
            deliver: Some(Patience::default()),
            clock: Arc::new(SystemClock),
            random: Arc::new(OsRandom),
        }
    }
}
