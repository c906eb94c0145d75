//! The lock: order and economy for those who want the same place. It is never what keeps a place
//! from being sold twice; the ledger is.

mod key;
mod lease;
mod local;
mod redis;
mod wake;

pub(crate) use self::redis::{RedisLock, RedisLockConfig};
pub use key::LockKey;
pub use lease::Lease;
pub(crate) use local::LocalLock;
pub(crate) use wake::Wake;

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

    /// Starts the time to live anew.
    fn extend(&mut self) -> BoxFuture<'_, Extension>;
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

    /// Runs `work` and extends the grant every third of its time to live. When the grant is lost
    /// the lease says so, and `work` goes on to find out.
    pub(crate) async fn keep_while<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                () = tokio::time::sleep(TTL / 3) => {}
            }
            if let Some(hold) = &mut self.hold
                && hold.extend().await == Extension::Lost
            {
                self.lease.lose();
            }
        }
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
