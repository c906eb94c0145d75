//! Puts an engine together and takes it apart.

use super::{Engine, Shared};
use crate::availability::Source;
use crate::catalogue::Catalogue;
use crate::checkpointer::Checkpointer;
use crate::config::Config;
use crate::events::{Dispatcher, Tools};
use crate::ledger::{Desk, Files, OpenError, Reader, Writer};
use crate::live::{Hint, Hub};
use crate::lock::{Floor, Handovers, LocalLock, Lock, RedisLock, RedisLockConfig};
use crate::metrics::{LockMetrics, Metrics};
use crate::random::Random;
use crate::redis::{Address, News, RedisLink};
use crate::section::{Section, Turns};
use crate::sweeper::Sweeper;
use crate::waiting_room::Usher;
use futures::future::join_all;
use std::sync::{Arc, RwLock};
use tokio::sync::{Notify, OnceCell, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What a race changes of an engine.
#[derive(Default)]
pub(crate) struct Trial {
    /// Instead of the lock that the configuration asks for.
    pub(crate) lock: Option<Box<dyn Lock>>,
    pub(crate) turns: Option<Turns>,
}

impl Engine {
    /// Opens a ledger and starts what works in the background.
    ///
    /// # Errors
    /// When the file or the Redis URL cannot be used, or Redis may evict locks. A Redis that is down
    /// is no error.
    pub async fn open(config: Config) -> Result<Self, OpenError> {
        Self::open_for(config, Trial::default()).await
    }

    pub(crate) async fn open_for(config: Config, trial: Trial) -> Result<Self, OpenError> {
        let metrics = Metrics::new().map_err(|_| OpenError::Metrics)?;
        let links = links(config.redis_url.as_deref(), &metrics).await?;
        let files = Files::open(&config.database).await?;
        let reader = Reader::new(files.readers);
        let catalogue = match reader.catalogue().await {
            Ok(catalogue) => catalogue.unwrap_or_else(Catalogue::empty),
            Err(stop) => {
                drop(stop.refusal());
                return Err(OpenError::Content(config.database));
            }
        };
        let committed = Arc::new(Notify::new());
        let clock = Arc::clone(&config.clock);
        let (stop, close) = (CancellationToken::new(), CancellationToken::new());
        let desk = Desk {
            connection: files.writer,
            options: files.options,
            clock,
            committed: Arc::clone(&committed),
            metrics: metrics.ledger.clone(),
        };
        let (writer, writing) = Writer::start(desk, close.clone());
        let tasks = TaskTracker::new();
        tasks.spawn(async {
            // A panic in the writer has been logged by the hook; there is nothing left to end.
            let _ = writing.await;
        });
        let changed = Arc::new(Hint::default());
        let lock = trial.lock.unwrap_or_else(|| {
            let needs = LockNeeds {
                links: links.clone(),
                floor: Arc::new(reader.clone()),
                random: Arc::clone(&config.random),
                metrics: metrics.lock.clone(),
                changed: Arc::clone(&changed),
            };
            needs.lock(&tasks, &stop)
        });
        let source = Source { reader: reader.clone(), clock: Arc::clone(&config.clock) };
        let engine = Self {
            shared: Arc::new(Shared {
                catalogue: RwLock::new(Arc::new(catalogue)),
                section: Section::new(
                    lock,
                    writer.clone(),
                    source.clone(),
                    config.outage,
                    metrics.lock.clone(),
                    trial.turns,
                ),
                hub: Hub::new(source.clone(), metrics.live.clone(), stop.clone()),
                source,
                reader,
                writer,
                links,
                metrics,
                key: OnceCell::new(),
                held: Arc::new(Notify::new()),
                tasks,
                deliveries: TaskTracker::new(),
                stop,
                close,
                config,
            }),
            passes: Arc::default(),
        };
        engine.start_background(committed, changed);
        Ok(engine)
    }

    fn start_background(&self, committed: Arc<Notify>, changed: Arc<Hint>) {
        let shared = &self.shared;
        let (stop, links) = (shared.stop.clone(), shared.links.clone());
        let announced = Arc::clone(&changed);
        let (news, heard) = watch::channel(());
        shared.tasks.spawn(async move {
            let announcing = async {
                loop {
                    committed.notified().await;
                    announced.give();
                    news.send_replace(());
                    join_all(links.iter().map(RedisLink::announce_change)).await;
                }
            };
            stop.run_until_cancelled(announcing).await;
        });
        let hub = Arc::clone(shared);
        shared.tasks.spawn(async move { hub.hub.run(&changed).await });
        let checkpointer = Checkpointer { reader: shared.reader.clone(), wal: self.wal() };
        shared.tasks.spawn(checkpointer.run(shared.stop.clone()));
        if shared.config.sweep {
            let sweeper = Sweeper {
                reader: shared.reader.clone(),
                writer: shared.writer.clone(),
                clock: Arc::clone(&shared.config.clock),
                held: Arc::clone(&shared.held),
                metrics: shared.metrics.bookings.clone(),
            };
            shared.tasks.spawn(sweeper.run(shared.stop.clone()));
            shared.tasks.spawn(Usher::new(self.clone()).run(shared.stop.clone()));
        }
        if let Some(patience) = &shared.config.deliver {
            let dispatcher = Dispatcher::new(Tools {
                reader: shared.reader.clone(),
                writer: shared.writer.clone(),
                clock: Arc::clone(&shared.config.clock),
                random: Arc::clone(&shared.config.random),
                link: shared.links.first().cloned(),
                metrics: shared.metrics.bookings.clone(),
                patience: patience.clone(),
                committed: heard,
            });
            shared.deliveries.spawn(dispatcher.run(shared.stop.clone()));
        }
    }

    /// Ends live streams and background work, commits what was queued, and closes the file, which
    /// leaves one file to copy if no other process has it open. Later requests are refused.
    pub async fn shut_down(&self) {
        self.end_streams();
        self.shared.deliveries.close();
        self.shared.deliveries.wait().await;
        self.shared.reader.close().await;
        self.shared.close.cancel();
        self.shared.tasks.close();
        self.shared.tasks.wait().await;
    }

    /// Ends every [`Watch`](crate::Watch), and everything else that works in the background but the writer.
    pub fn end_streams(&self) {
        self.shared.stop.cancel();
    }
}

/// The Redis nodes of a URL, none of which may throw locks out to make room.
pub(crate) async fn links(
    url: Option<&str>,
    metrics: &Metrics,
) -> Result<Vec<RedisLink>, OpenError> {
    let addresses = url.map(Address::parse_all).transpose()?.unwrap_or_default();
    let numbered = addresses.into_iter().zip(1..);
    let errors = &metrics.lock.redis_errors;
    let link = |(address, number)| RedisLink::new(address, number, errors.clone());
    let links: Vec<RedisLink> = numbered.map(link).collect();
    for server in join_all(links.iter().map(RedisLink::survey)).await.into_iter().flatten() {
        if server.evicts() {
            return Err(OpenError::Evicts(server.eviction.unwrap_or_default()));
        }
    }
    Ok(links)
}

/// What the lock is made of.
pub(crate) struct LockNeeds {
    /// None for the lock of this process alone.
    pub(crate) links: Vec<RedisLink>,
    pub(crate) floor: Arc<dyn Floor>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) metrics: LockMetrics,
    /// Told of what other processes commit.
    pub(crate) changed: Arc<Hint>,
}

impl LockNeeds {
    /// What is said by other processes is passed on in tasks until `stop`.
    pub(crate) fn lock(self, tasks: &TaskTracker, stop: &CancellationToken) -> Box<dyn Lock> {
        let Self { links, floor, random, metrics, changed } = self;
        if links.is_empty() {
            return Box::new(LocalLock::default());
        }
        let handovers = Handovers::default();
        for link in &links {
            let (link, changed) = (link.clone(), Arc::clone(&changed));
            let handovers = handovers.clone();
            let granted = move |message: &str| handovers.granted(message);
            tasks.spawn(News { link, changed, granted }.listen(stop.clone()));
        }
        Box::new(RedisLock::new(RedisLockConfig { links, handovers, floor, random, metrics }))
    }
}
