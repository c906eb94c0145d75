use super::feed::Feed;
use super::watch::Watch;
use crate::availability::Availability;
use crate::catalogue::Catalogue;
use booking::{Offer, OfferId, Refusal};
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Notify};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// Least time between two events to one watcher: at most 20 a second (DESIGN §4).
const COALESCE: Duration = Duration::from_millis(50);
/// How long a hint that was lost can go unnoticed.
const LOOK: Duration = Duration::from_secs(1);
/// How often slots that time has closed are looked for.
const REFRESH: Duration = Duration::from_secs(60);

/// The feeds that someone watches.
pub(crate) struct Hub {
    availability: Availability,
    feeds: Mutex<HashMap<OfferId, Arc<Feed>>>,
    stop: CancellationToken,
}

impl Hub {
    pub(crate) fn new(availability: Availability, stop: CancellationToken) -> Self {
        Self {
            availability,
            feeds: Mutex::default(),
            stop,
        }
    }

    pub(crate) async fn watch(
        &self,
        catalogue: Arc<Catalogue>,
        offer: Offer,
        range: (Date, Date),
        last_event_id: Option<i64>,
    ) -> Result<Watch, Refusal> {
        let mut feeds = self.feeds.lock().await;
        let feed = match feeds.get(&offer.id) {
            Some(feed) => Arc::clone(feed),
            None => {
                let id = offer.id.clone();
                let feed = Feed::open(catalogue, offer, self.availability.clone()).await?;
                Arc::clone(feeds.entry(id).or_insert(Arc::new(feed)))
            }
        };
        let start = feed.start(range, last_event_id).await?;
        drop(feeds);
        Ok(Watch::new(feed, range, start, self.stop.clone()))
    }

    /// Keeps the feeds up with the ledger until the engine stops.
    pub(crate) async fn run(&self, changed: &Notify) {
        let mut refreshed = Instant::now();
        let running = async {
            loop {
                let _ = timeout(LOOK, changed.notified()).await;
                let refresh = refreshed.elapsed() >= REFRESH;
                if refresh {
                    refreshed = Instant::now();
                }
                for feed in self.watched().await {
                    // A ledger that cannot be read is logged where it fails, and read again soon.
                    let _ = if refresh {
                        feed.refresh().await
                    } else {
                        feed.catch_up().await
                    };
                }
                sleep(COALESCE).await;
            }
        };
        self.stop.run_until_cancelled(running).await;
    }

    async fn watched(&self) -> Vec<Arc<Feed>> {
        let mut feeds = self.feeds.lock().await;
        feeds.retain(|_, feed| feed.is_watched());
        feeds.values().cloned().collect()
    }
}
