use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;
use tokio::time::Instant;

/// That the ledger moved on, and since when that is known. It may be said often and is heard once.
#[derive(Default)]
pub(crate) struct Hint {
    notify: Notify,
    since: Mutex<Option<Instant>>,
}

impl Hint {
    pub(crate) fn give(&self) {
        self.since.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(Instant::now);
        self.notify.notify_one();
    }

    pub(super) async fn heard(&self) {
        self.notify.notified().await;
    }

    /// When the first hint was given that was not taken yet.
    pub(super) fn take(&self) -> Option<Instant> {
        self.since.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
