//! The lock itself against real Redis processes.

mod counter;
mod fencing;
mod latency;
mod line;
mod nodes;
mod process;
mod topologies;

#[path = "../../../../tests/common/proxy.rs"]
mod proxy;
#[path = "../../../../tests/common/redis.rs"]
mod redis;
#[path = "../../../../tests/common/redis_faults.rs"]
mod redis_faults;
#[path = "../../../../tests/common/redlock.rs"]
mod redlock;

use super::{Handovers, RedisLock, RedisLockConfig};
use crate::lock::{Floor, LockKey};
use crate::metrics::Metrics;
use crate::random::SeededRandom;
use crate::redis::{Address, RedisLink};
use booking::ResourceId;
use futures::future::BoxFuture;
use jiff::civil::date;
use std::sync::Arc;

/// A ledger that has seen nothing yet.
struct NoFloor;

impl Floor for NoFloor {
    fn floor<'a>(&'a self, _: &'a [LockKey]) -> BoxFuture<'a, u64> {
        Box::pin(std::future::ready(0))
    }
}

fn key() -> LockKey {
    LockKey::new(ResourceId::parse("ana").unwrap(), date(2026, 11, 23))
}

/// A process of its own, which hears of no hand-over.
fn lock(url: &str, seed: u64) -> RedisLock {
    let metrics = Metrics::new().unwrap().lock;
    let addresses = Address::parse_all(url).unwrap().into_iter().zip(1..);
    let errors = &metrics.redis_errors;
    let link = |(address, number)| RedisLink::new(address, number, errors.clone());
    RedisLock::new(RedisLockConfig {
        links: addresses.map(link).collect(),
        handovers: Handovers::default(),
        floor: Arc::new(NoFloor),
        random: Arc::new(SeededRandom::new(seed)),
        metrics,
    })
}
