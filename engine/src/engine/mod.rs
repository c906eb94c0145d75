//! The facade: what anyone can ask of a ledger. Availability is in [`availability`], bookings are in
//! [`bookings`], and how the parts are put together in [`assembly`].

mod assembly;
mod availability;
mod bookings;
mod items;
mod owner;
mod waiting_room;
mod webhooks;

use crate::availability::Source;
use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::ledger::{Install, Reader, Writer};
use crate::live::Hub;
use crate::metrics::Metrics;
use crate::redis::RedisLink;
use crate::section::{OutagePolicy, Section};
use crate::waiting_room::Key;
pub(crate) use assembly::{LockNeeds, Trial, links};
use booking::{Refusal, UnixMillis};
use futures::future::join_all;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{Notify, OnceCell};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
pub use webhooks::Sink;

/// A ledger at work. Clones share it.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
    /// What the visitor it is for shows of having come through a line.
    passes: Arc<[String]>,
}

struct Shared {
    config: Config,
    catalogue: RwLock<Arc<Catalogue>>,
    source: Source,
    reader: Reader,
    writer: Writer,
    section: Section,
    hub: Hub,
    /// The Redis nodes; the first of them has the stream of events.
    links: Vec<RedisLink>,
    metrics: Metrics,
    /// Signs places in line and passes.
    key: OnceCell<Key>,
    held: Arc<Notify>,
    tasks: TaskTracker,
    /// Ends before the connections it works with.
    deliveries: TaskTracker,
    /// Ends what works in the background.
    stop: CancellationToken,
    /// Ends the writer.
    close: CancellationToken,
}

/// The state of an engine's parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// Whether bookings can be made, by what the parts are and what the outage policy says.
    pub is_ready: bool,
    pub ledger: bool,
    /// `None` when there is none configured.
    pub redis: Option<bool>,
}

impl Engine {
    /// Fills an empty ledger. False, and nothing changes, where there is a venue already.
    ///
    /// # Errors
    /// When the ledger cannot be written or the catalogue is not sound.
    pub async fn install(&self, catalogue: Catalogue) -> Result<bool, Refusal> {
        if let Err(error) = catalogue.check() {
            return Err(Refusal::field("catalogue", error.to_string()));
        }
        let installed = self.shared.writer.write(Install(catalogue)).await?;
        let stored = self.shared.reader.catalogue().await.map_err(|stop| stop.refusal())?;
        if let Some(catalogue) = stored {
            let mut current = self.shared.catalogue.write().unwrap_or_else(PoisonError::into_inner);
            *current = Arc::new(catalogue);
            self.shared.hub.clear();
        }
        Ok(installed)
    }

    /// What the venue sells.
    #[must_use]
    pub fn offers(&self) -> Arc<Catalogue> {
        let catalogue = self.shared.catalogue.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&catalogue)
    }

    /// What time the engine takes it to be.
    #[must_use]
    pub fn now(&self) -> UnixMillis {
        self.shared.config.clock.now()
    }

    pub async fn health(&self) -> Health {
        let ledger = self.shared.reader.sequence().await.is_ok();
        let redis = self.redis_is_up().await;
        let alone = self.shared.config.outage == OutagePolicy::LedgerAlone;
        Health { is_ready: ledger && (alone || redis != Some(false)), ledger, redis }
    }

    /// Whether a majority of the Redis nodes answers; `None` when there are none.
    async fn redis_is_up(&self) -> Option<bool> {
        let links = &self.shared.links;
        let up = join_all(links.iter().map(RedisLink::is_up)).await;
        let up = up.into_iter().filter(|up| *up).count();
        (!links.is_empty()).then_some(up > links.len() / 2)
    }

    /// The ledger's write-ahead log.
    fn wal(&self) -> PathBuf {
        let mut wal = self.shared.config.database.clone().into_os_string();
        wal.push("-wal");
        wal.into()
    }

    /// What an operator can see of this process, in the text format of Prometheus.
    pub async fn metrics(&self) -> String {
        let Metrics { lock, ledger, .. } = &self.shared.metrics;
        lock.redis_up.set(i64::from(self.redis_is_up().await == Some(true)));
        let bytes = tokio::fs::metadata(self.wal()).await.map_or(0, |wal| wal.len());
        ledger.wal_bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
        self.shared.metrics.text()
    }
}
