use super::feed::Feed;
use super::hint::Hint;
use super::watch::{Watch, Watcher};
use crate::availability::{Source, Table};
use crate::catalogue::Catalogue;
use crate::metrics::LiveMetrics;
use booking::{Offer, OfferId, Refusal};
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// Least time between two events to one watcher: at most 20 a second (DESIGN §4).
const COALESCE: Duration = Duration::from_millis(50);
/// How long a hint that was lost can go unnoticed by watchers.
const LOOK: Duration = Duration::from_secs(1);
/// How long slots that nobody asks for stay in memory.
const IDLE: Duration = Duration::from_secs(60);

/// The feeds of the offers that someone looks at.
pub(crate) struct Hub {
    source: Source,
    feeds: RwLock<HashMap<OfferId, Arc<Feed>>>,
    versions: Arc<AtomicU64>,
    metrics: LiveMetrics,
    stop: CancellationToken,
}

impl Hub {
    pub(crate) fn new(source: Source, metrics: LiveMetrics, stop: CancellationToken) -> Self {
        Self { source, feeds: RwLock::default(), versions: Arc::default(), metrics, stop }
    }

    /// The slots of an offer as they stand.
    pub(crate) async fn table(
        &self,
        catalogue: &Arc<Catalogue>,
        offer: &Offer,
    ) -> Result<Arc<Table>, Refusal> {
        self.feed(catalogue, offer).table().await
    }

    pub(crate) async fn watch(
        &self,
        catalogue: &Arc<Catalogue>,
        offer: &Offer,
        range: (Date, Date),
        last_event_id: Option<i64>,
    ) -> Result<Watch, Refusal> {
        let feed = self.feed(catalogue, offer);
        let start = feed.start(range, last_event_id).await?;
        let watcher = Watcher::new(self.metrics.watchers.clone());
        Ok(Watch::new(feed, range, start, watcher, self.stop.clone()))
    }

    fn feed(&self, catalogue: &Arc<Catalogue>, offer: &Offer) -> Arc<Feed> {
        let known = {
            let feeds = self.feeds.read().unwrap_or_else(PoisonError::into_inner);
            feeds.get(&offer.id).cloned()
        };
        known.unwrap_or_else(|| {
            let feed = || {
                Arc::new(Feed::new(
                    Arc::clone(catalogue),
                    offer.clone(),
                    self.source.clone(),
                    Arc::clone(&self.versions),
                ))
            };
            let mut feeds = self.feeds.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(feeds.entry(offer.id.clone()).or_insert_with(feed))
        })
    }

    /// Forgets what was known of the offers: there are others now.
    pub(crate) fn clear(&self) {
        self.feeds.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Keeps watched feeds up with the ledger until the engine stops.
    pub(crate) async fn run(&self, changed: &Hint) {
        let mut tidied = Instant::now();
        let running = async {
            loop {
                let _ = timeout(LOOK, changed.heard()).await;
                let since = changed.take();
                for feed in self.watched() {
                    // A ledger that cannot be read is logged where it fails, and read again soon.
                    let _ = feed.tell().await;
                }
                if let Some(since) = since {
                    self.metrics.lag.observe(since.elapsed().as_secs_f64());
                }
                if tidied.elapsed() >= IDLE {
                    tidied = Instant::now();
                    let mut feeds = self.feeds.write().unwrap_or_else(PoisonError::into_inner);
                    // Whoever has just fetched a feed to watch it holds it too: one that left the map
                    // would never be read on.
                    feeds.retain(|_, feed| Arc::strong_count(feed) > 1 || feed.was_used());
                }
                sleep(COALESCE).await;
            }
        };
        self.stop.run_until_cancelled(running).await;
    }

    fn watched(&self) -> Vec<Arc<Feed>> {
        let feeds = self.feeds.read().unwrap_or_else(PoisonError::into_inner);
        feeds.values().filter(|feed| feed.is_watched()).cloned().collect()
    }
}
