//! The facade: what anyone can ask of a ledger. Availability is in [`availability`], bookings are in
//! [`bookings`], and how the parts are put together in [`assembly`].

mod assembly;
mod availability;
mod bookings;
mod items;
mod owner;
mod webhooks;

use crate::availability::Source;
use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::ledger::{Install, Reader, Writer};
use crate::live::Hub;
use crate::redis_link::RedisLink;
use crate::section::{OutagePolicy, Section};
use booking::{Refusal, UnixMillis};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
pub use webhooks::Sink;

/// A ledger at work. Clones share it.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

struct Shared {
    config: Config,
    catalogue: RwLock<Arc<Catalogue>>,
    source: Source,
    reader: Reader,
    writer: Writer,
    section: Section,
    hub: Hub,
    link: Option<RedisLink>,
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
        let redis = match &self.shared.link {
            Some(link) => Some(link.is_up().await),
            None => None,
        };
        let alone = self.shared.config.outage == OutagePolicy::LedgerAlone;
        Health { is_ready: ledger && (alone || redis != Some(false)), ledger, redis }
    }
}
