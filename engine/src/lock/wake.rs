//! Waiters of this process for keys that another process holds.

use super::LockKey;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// Wakes whoever waits for a key. A wake-up may be lost on its way here; waiting is always bounded
/// by a timer as well.
#[derive(Clone, Default)]
pub(crate) struct Wake(Arc<Mutex<HashMap<String, Waiters>>>);

#[derive(Default)]
struct Waiters {
    count: usize,
    notify: Arc<Notify>,
}

/// A place among those who wait for a key.
pub(crate) struct Waiting {
    wake: Wake,
    key: String,
    notify: Arc<Notify>,
}

impl Wake {
    pub(crate) fn join(&self, key: &LockKey) -> Waiting {
        let key = key.to_string();
        let mut waiters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = waiters.entry(key.clone()).or_default();
        entry.count += 1;
        Waiting { wake: self.clone(), key, notify: Arc::clone(&entry.notify) }
    }

    /// The key has been released.
    pub(crate) fn released(&self, key: &str) {
        let waiters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = waiters.get(key) {
            entry.notify.notify_one();
        }
    }
}

impl Waiting {
    /// Resolves after the key's next release, and at once if it was released since the last call.
    pub(crate) async fn released(&self) {
        self.notify.notified().await;
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut waiters = self.wake.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = waiters.get_mut(&self.key) {
            entry.count -= 1;
            if entry.count == 0 {
                waiters.remove(&self.key);
            }
        }
    }
}
