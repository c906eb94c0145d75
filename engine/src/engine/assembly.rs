//! Puts an engine together and takes it apart.

use super::{Engine, Shared};
use crate::availability::Source;
use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::events::{Dispatcher, Tools};
use crate::ledger::{Files, OpenError, Reader, Writer};
use crate::live::Hub;
use crate::lock::{LocalLock, Lock, RedisLock, RedisLockConfig, Wake};
use crate::redis_link::RedisLink;
use crate::section::Section;
use crate::sweeper::Sweeper;
use std::sync::{Arc, RwLock};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

impl Engine {
    /// Opens a ledger and starts what works in the background.
    ///
    /// # Errors
    /// When the file or the Redis URL cannot be used. A Redis that is down is no error.
    pub async fn open(config: Config) -> Result<Self, OpenError> {
        let link = config.redis_url.as_deref().map(RedisLink::open).transpose()?;
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
        let (writer, writing) = Writer::start(
            files.writer,
            files.options,
            clock,
            Arc::clone(&committed),
            close.clone(),
        );
        let tasks = TaskTracker::new();
        tasks.spawn(async {
            // A panic in the writer has been logged by the hook; there is nothing left to end.
            let _ = writing.await;
        });
        let changed = Arc::new(Notify::new());
        let lock: Box<dyn Lock> = match &link {
            None => Box::new(LocalLock::default()),
            Some(link) => {
                let wake = Wake::default();
                let listening =
                    link.clone().listen(wake.clone(), Arc::clone(&changed), stop.clone());
                tasks.spawn(listening);
                Box::new(RedisLock::new(RedisLockConfig {
                    connection: link.connection.clone(),
                    breaker: link.breaker.clone(),
                    wake,
                    random: Arc::clone(&config.random),
                }))
            }
        };
        let source = Source { reader: reader.clone(), clock: Arc::clone(&config.clock) };
        let engine = Self {
            shared: Arc::new(Shared {
                catalogue: RwLock::new(Arc::new(catalogue)),
                section: Section::new(lock, writer.clone(), config.outage),
                hub: Hub::new(source.clone(), stop.clone()),
                source,
                reader,
                writer,
                link,
                held: Arc::new(Notify::new()),
                tasks,
                deliveries: TaskTracker::new(),
                stop,
                close,
                config,
            }),
        };
        engine.start_background(committed, changed);
        Ok(engine)
    }

    fn start_background(&self, committed: Arc<Notify>, changed: Arc<Notify>) {
        let shared = &self.shared;
        let (stop, link) = (shared.stop.clone(), shared.link.clone());
        let announced = Arc::clone(&changed);
        let (news, heard) = watch::channel(());
        shared.tasks.spawn(async move {
            let announcing = async {
                loop {
                    committed.notified().await;
                    announced.notify_one();
                    news.send_replace(());
                    if let Some(link) = &link {
                        link.announce_change().await;
                    }
                }
            };
            stop.run_until_cancelled(announcing).await;
        });
        let hub = Arc::clone(shared);
        shared.tasks.spawn(async move { hub.hub.run(&changed).await });
        if shared.config.sweep {
            let sweeper = Sweeper {
                reader: shared.reader.clone(),
                writer: shared.writer.clone(),
                clock: Arc::clone(&shared.config.clock),
                held: Arc::clone(&shared.held),
            };
            shared.tasks.spawn(sweeper.run(shared.stop.clone()));
        }
        if let Some(patience) = &shared.config.deliver {
            let dispatcher = Dispatcher::new(Tools {
                reader: shared.reader.clone(),
                writer: shared.writer.clone(),
                clock: Arc::clone(&shared.config.clock),
                random: Arc::clone(&shared.config.random),
                link: shared.link.clone(),
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
