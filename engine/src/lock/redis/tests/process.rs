//! What a process has of the lock.

use crate::live::Hint;
use crate::lock::redis::{Handovers, RedisLock, RedisLockConfig};
use crate::lock::{Floor, Grant, Lock, LockError, LockKey};
use crate::metrics::Metrics;
use crate::random::SeededRandom;
use crate::redis::{Address, News, RedisLink};
use booking::ResourceId;
use futures::future::BoxFuture;
use jiff::civil::date;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Far beyond what a slow machine needs.
pub const LIMIT: Duration = Duration::from_secs(60);

pub struct Process {
    pub lock: Arc<RedisLock>,
    pub metrics: Metrics,
    pub links: Vec<RedisLink>,
    stop: CancellationToken,
}

/// What a ledger would say.
#[derive(Default)]
pub struct Ledger(pub AtomicU64);

impl Floor for Ledger {
    fn floor<'a>(&'a self, _: &'a [LockKey]) -> BoxFuture<'a, u64> {
        Box::pin(std::future::ready(self.0.load(Ordering::SeqCst)))
    }
}

impl Process {
    pub fn start(seed: u64, url: &str) -> Self {
        let process = Self::deaf(seed, url, Arc::default());
        process.listen();
        process
    }

    pub fn over(seed: u64, url: &str, ledger: Arc<Ledger>) -> Self {
        let process = Self::deaf(seed, url, ledger);
        process.listen();
        process
    }

    /// One that hears no messages.
    pub fn deaf(seed: u64, url: &str, ledger: Arc<Ledger>) -> Self {
        let metrics = Metrics::new().unwrap();
        let addresses = Address::parse_all(url).unwrap().into_iter().zip(1..);
        let link =
            |(address, number)| RedisLink::new(address, number, metrics.lock.redis_errors.clone());
        let links: Vec<RedisLink> = addresses.map(link).collect();
        let lock = RedisLock::new(RedisLockConfig {
            links: links.clone(),
            handovers: Handovers::default(),
            floor: ledger,
            random: Arc::new(SeededRandom::new(seed << 32)),
            metrics: metrics.lock.clone(),
        });
        Self { lock: Arc::new(lock), metrics, links, stop: CancellationToken::new() }
    }

    fn listen(&self) {
        for link in &self.links {
            let handovers = self.lock.handovers.clone();
            let granted = move |message: &str| handovers.granted(message);
            let news = News { link: link.clone(), changed: Arc::new(Hint::default()), granted };
            tokio::spawn(news.listen(self.stop.clone()));
        }
    }

    /// As a booking asks, with the field's usual patience.
    pub async fn take(&self, key: &LockKey) -> Result<Grant, LockError> {
        self.take_all(std::slice::from_ref(key), Duration::from_secs(2)).await
    }

    /// As one who never gives up.
    pub async fn wait(&self, key: &LockKey) -> Grant {
        self.take_all(std::slice::from_ref(key), LIMIT).await.unwrap()
    }

    pub async fn take_all(&self, keys: &[LockKey], patience: Duration) -> Result<Grant, LockError> {
        self.lock.acquire(keys, Instant::now() + patience).await
    }

    /// Waits until Redis is asked again after a fault.
    pub async fn recovers(&self) {
        eventually(async || self.links.iter().all(|link| !link.breaker().is_open()).then_some(()))
            .await;
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

pub fn key(resource: &str) -> LockKey {
    LockKey::new(ResourceId::parse(resource).unwrap(), date(2026, 11, 23))
}

pub fn fence(grant: &Grant) -> u64 {
    grant.lease().fences()[0].1
}

/// Looks again until there is something to see.
pub async fn eventually<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(seen) = look().await {
                return seen;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(LIMIT, looking).await.expect("nothing to see in a minute")
}
