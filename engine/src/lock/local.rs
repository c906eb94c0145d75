//! The lock within one process: a queue for each key, served in arrival order.

use super::{Extension, Grant, Hold, Lease, Lock, LockError, LockKey};
use futures::future::BoxFuture;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Mutex as Queue, OwnedMutexGuard};
use tokio::time::{Instant, timeout_at};

type Queues = Arc<Mutex<HashMap<LockKey, Arc<Queue<()>>>>>;

/// The in-process lock. Tokio's mutex is fair: it is handed over in the order of waiting.
#[derive(Clone, Default)]
pub(crate) struct LocalLock {
    queues: Queues,
}

/// The keys held, in order.
pub(super) struct LocalHold {
    queues: Queues,
    held: Vec<(LockKey, OwnedMutexGuard<()>)>,
}

impl LocalLock {
    pub(super) async fn enter(
        &self,
        keys: &[LockKey],
        deadline: Instant,
    ) -> Result<LocalHold, LockError> {
        let mut hold =
            LocalHold { queues: Arc::clone(&self.queues), held: Vec::with_capacity(keys.len()) };
        for key in keys {
            let queue = {
                let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
                Arc::clone(queues.entry(key.clone()).or_default())
            };
            let guard = timeout_at(deadline, queue.lock_owned()).await;
            match guard {
                Ok(guard) => hold.held.push((key.clone(), guard)),
                Err(_) => {
                    forget_unused(&self.queues, key);
                    return Err(LockError::Busy);
                }
            }
        }
        Ok(hold)
    }
}

impl Lock for LocalLock {
    fn acquire<'a>(
        &'a self,
        keys: &'a [LockKey],
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Grant, LockError>> {
        Box::pin(async move {
            let hold = self.enter(keys, deadline).await?;
            Ok(Grant::new(Lease::default(), Box::new(hold)))
        })
    }
}

impl Hold for LocalHold {
    fn release(self: Box<Self>) -> BoxFuture<'static, ()> {
        drop(self);
        Box::pin(std::future::ready(()))
    }

    fn extend<'h>(&'h mut self, _: &'h Lease) -> BoxFuture<'h, Extension> {
        Box::pin(std::future::ready(Extension::Extended))
    }
}

impl Drop for LocalHold {
    fn drop(&mut self) {
        for (key, guard) in self.held.drain(..) {
            drop(guard);
            forget_unused(&self.queues, &key);
        }
    }
}

/// A queue nobody holds or waits in is known to the map alone.
fn forget_unused(queues: &Queues, key: &LockKey) {
    let mut queues = queues.lock().unwrap_or_else(PoisonError::into_inner);
    if queues.get(key).is_some_and(|queue| Arc::strong_count(queue) == 1) {
        queues.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use booking::ResourceId;
    use jiff::civil::date;
    use std::time::Duration;

    fn key(resource: &str) -> LockKey {
        LockKey::new(ResourceId::parse(resource).unwrap(), date(2026, 11, 23))
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    #[tokio::test]
    async fn serves_in_arrival_order() {
        let lock = LocalLock::default();
        let keys = [key("ana")];
        let first = lock.acquire(&keys, soon()).await.unwrap();
        let served = Arc::new(Mutex::new(Vec::new()));
        let mut waiters = Vec::new();
        for i in 0..10 {
            let (lock, served) = (lock.clone(), Arc::clone(&served));
            let mut waiter = Box::pin(async move {
                let grant = lock.acquire(&[key("ana")], soon()).await.unwrap();
                served.lock().unwrap().push(i);
                grant.release().await;
            });
            assert!(futures::poll!(&mut waiter).is_pending());
            waiters.push(waiter);
        }
        first.release().await;
        futures::future::join_all(waiters).await;
        assert_eq!(*served.lock().unwrap(), (0..10).collect::<Vec<_>>());
        assert!(lock.queues.lock().unwrap().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn gives_up_at_the_deadline_and_keeps_nothing() {
        let lock = LocalLock::default();
        let held = lock.acquire(&[key("ben")], soon()).await.unwrap();
        let both = [key("ana"), key("ben")];
        let deadline = Instant::now() + Duration::from_secs(2);
        assert_eq!(lock.acquire(&both, deadline).await.err(), Some(LockError::Busy));
        let ana = lock.acquire(&[key("ana")], deadline).await;
        assert!(ana.is_ok(), "the key that was free must be free again");
        drop((held, ana));
        assert!(lock.queues.lock().unwrap().is_empty());
    }
}
