//! The lock: order and economy for those who want the same place. It is never what keeps a place
//! from being sold twice; the ledger is.

mod key;
mod lease;
mod local;
mod redis;

pub(crate) use self::redis::{Handovers, RedisLock, RedisLockConfig};
pub use key::LockKey;
pub use lease::Lease;
pub(crate) use local::LocalLock;

use futures::future::BoxFuture;
use std::time::Duration;
use tokio::time::Instant;

/// How long a grant lasts unless it is extended, and how long anyone waits for one: the field's
/// usual values (DESIGN §3).
pub(crate) const TTL: Duration = Duration::from_secs(5);
pub(crate) const DEADLINE: Duration = Duration::from_secs(2);

/// Why a lock was not granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockError {
    /// Others held it until the deadline. It says nothing about what the lock protects.
    Busy,
    /// The lock service does not answer.
    Unavailable,
}

/// The highest fence that the ledger has seen, so that fences go on from there when a Redis that was
/// wiped begins anew.
pub(crate) trait Floor: Send + Sync + 'static {
    /// The highest of any of `keys`; 0 when it cannot be told, for the ledger checks in any case.
    fn floor<'a>(&'a self, keys: &'a [LockKey]) -> BoxFuture<'a, u64>;
}

/// Least time between two extensions, so that a grant that is about to end is not asked for without
/// pause.
const EXTEND_PAUSE: Duration = Duration::from_millis(20);

/// Mutual exclusion by key.
pub trait Lock: Send + Sync + 'static {
    /// Waits for all of `keys` or none, in arrival order within this process. Keys must be sorted
    /// and without repeats, which is what keeps two requests from waiting for each other.
    fn acquire<'a>(
        &'a self,
        keys: &'a [LockKey],
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Grant, LockError>>;
}

/// Exclusive hold of some keys. Dropping it releases them too, in the background where that needs
/// the network.
pub struct Grant {
    lease: Lease,
    hold: Option<Box<dyn Hold>>,
}

/// What a make of lock does at the end of a grant and in the middle of a long one.
pub(crate) trait Hold: Send {
    fn release(self: Box<Self>) -> BoxFuture<'static, ()>;

    /// Starts the time to live anew, of which it tells the lease.
    fn extend<'h>(&'h mut self, lease: &'h Lease) -> BoxFuture<'h, Extension>;
}

/// What came of an attempt to extend a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extension {
    Extended,
    /// Someone else may have the lock.
    Lost,
    /// The lock service does not answer; whether the lock is still held is unknown.
    Unknown,
}

impl Grant {
    pub(crate) fn new(lease: Lease, hold: Box<dyn Hold>) -> Self {
        Self { lease, hold: Some(hold) }
    }

    /// What a writer checks before it writes.
    #[must_use]
    pub fn lease(&self) -> Lease {
        self.lease.clone()
    }

    /// Runs `work` and extends the grant whenever a third of what it has left is over. When the grant
    /// is lost the lease says so at once, and `work` goes on to find out before it writes.
    pub(crate) async fn keep_while<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        while let Some(remaining) = self.lease.remaining()
            && !self.lease.is_lost()
            && let Some(hold) = &mut self.hold
        {
            tokio::select! {
                biased;
                done = &mut work => return done,
                () = tokio::time::sleep((remaining / 3).max(EXTEND_PAUSE)) => {}
            }
            if hold.extend(&self.lease).await == Extension::Lost {
                self.lease.lose();
            }
        }
        work.await
    }

    /// Gives the keys to whoever waits next. Releasing what has expired is no error.
    pub async fn release(mut self) {
        if let Some(hold) = self.hold.take() {
            hold.release().await;
        }
    }
}

impl Drop for Grant {
    fn drop(&mut self) {
        if let Some(hold) = self.hold.take()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(hold.release());
        }
    }
}
