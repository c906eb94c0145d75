use crate::lock::{Grant, Lock, LockError, LockKey};
use futures::future::BoxFuture;
use tokio::time::Instant;

/// A lock service that never answers: what is written is then written under the ledger alone, as in
/// an outage.
pub(super) struct NoLock;

impl Lock for NoLock {
    fn acquire<'a>(
        &'a self,
        _keys: &'a [LockKey],
        _deadline: Instant,
    ) -> BoxFuture<'a, Result<Grant, LockError>> {
        Box::pin(std::future::ready(Err(LockError::Unavailable)))
    }
}
