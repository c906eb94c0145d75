//! One ledger and those who sell from it.

use crate::audit::audit;
use crate::redis::Redis;
use crate::venue::{SIX, catalogue};
use booking::{OfferId, Slot};
use engine::{Catalogue, Config, Engine, ManualClock, SeededRandom, verify};
use futures::future::join_all;
use jiff::civil::Date;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::task::JoinHandle;

pub struct House {
    pub engines: Vec<Engine>,
    pub clock: Arc<ManualClock>,
    pub redis: Option<Redis>,
    folder: TempDir,
}

impl House {
    /// A single process.
    pub async fn one(change: impl FnOnce(&mut Catalogue, &mut Config)) -> Self {
        Self::open(1, None, change).await
    }

    /// As two processes are: each with its own writer and its own half of the lock, over one file
    /// and one Redis.
    pub async fn two(change: impl FnOnce(&mut Catalogue, &mut Config)) -> Self {
        Self::open(2, Some(Redis::start()), change).await
    }

    async fn open(
        engines: u64,
        redis: Option<Redis>,
        change: impl FnOnce(&mut Catalogue, &mut Config),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(SIX));
        let mut catalogue = catalogue();
        let mut config = Config {
            sweep: false,
            clock: Arc::clone(&clock) as _,
            redis_url: redis.as_ref().map(Redis::url),
            ..Config::new(folder.path().join("berth.db"))
        };
        change(&mut catalogue, &mut config);
        let mut house = Self { engines: Vec::new(), clock, redis, folder };
        for seed in 1..=engines {
            let random = Arc::new(SeededRandom::new(seed << 32));
            let engine = Engine::open(Config { random, ..config.clone() }).await.unwrap();
            // The second finds the first's.
            engine.install(catalogue.clone()).await.unwrap();
            house.engines.push(engine);
        }
        house
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("berth.db")
    }

    /// The engine that the guest of that number comes to.
    pub fn engine(&self, guest: usize) -> Engine {
        self.engines[guest % self.engines.len()].clone()
    }

    /// Guests who all come at once. Answers are in the order of their numbers.
    pub async fn crowd<T, F>(&self, guests: usize, act: impl Fn(Engine, usize) -> F) -> Vec<T>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let calls: Vec<JoinHandle<T>> =
            (0..guests).map(|guest| tokio::spawn(act(self.engine(guest), guest))).collect();
        join_all(calls).await.into_iter().map(Result::unwrap).collect()
    }

    /// What is left of an offer on a date, slot by slot, on which all engines agree.
    pub async fn slots(&self, offer: &str, date: Date) -> Vec<Slot> {
        let offer = OfferId::parse(offer).unwrap();
        let mut seen: Vec<Vec<Slot>> = Vec::new();
        for engine in &self.engines {
            let slots = engine.slots(&offer, date, date).await.unwrap();
            seen.push(slots.iter().cloned().collect());
        }
        assert!(seen.iter().all(|slots| *slots == seen[0]), "{seen:?}");
        seen.remove(0)
    }

    /// What is left of the only slot on a date.
    pub async fn left(&self, offer: &str, date: Date) -> u32 {
        let slots = self.slots(offer, date).await;
        assert_eq!(slots.len(), 1);
        slots[0].left
    }

    pub async fn audit(&self) {
        audit(&self.path(), self.engines[0].now()).await;
        let report = verify(&self.path(), &*self.clock).await.unwrap();
        assert!(report.is_sound(), "{:?}", report.findings);
    }
}
