use super::LockKey;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Whether a grant still stands, as far as its holder can know, and what a ledger asks to see.
#[derive(Debug, Clone, Default)]
pub struct Lease(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    lost: AtomicBool,
    /// None for a lock that does not run out.
    valid_until: Mutex<Option<Instant>>,
    holder: String,
    fences: Vec<(LockKey, u64)>,
}

impl Lease {
    /// A grant to `holder` that runs out, with the fencing token of each key.
    pub(crate) fn new(holder: String, fences: Vec<(LockKey, u64)>, valid_until: Instant) -> Self {
        let lost = AtomicBool::default();
        Self(Arc::new(Inner { lost, valid_until: Mutex::new(Some(valid_until)), holder, fences }))
    }

    /// Time counts also while the process is stopped, so that one which goes on after its grant ran
    /// out knows it at once.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.0.lost.load(Ordering::SeqCst) || self.remaining().is_some_and(|left| left.is_zero())
    }

    pub(crate) fn lose(&self) {
        self.0.lost.store(true, Ordering::SeqCst);
    }

    /// How long it stands if it is not extended; `None` for ever.
    pub(crate) fn remaining(&self) -> Option<Duration> {
        let valid_until = *self.0.valid_until.lock().unwrap_or_else(PoisonError::into_inner);
        valid_until.map(|until| until.saturating_duration_since(Instant::now()))
    }

    pub(crate) fn extend(&self, valid_until: Instant) {
        *self.0.valid_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(valid_until);
    }

    /// Unique to the grant.
    pub(crate) fn holder(&self) -> &str {
        &self.0.holder
    }

    /// A number for each key, higher for each later grant of it.
    pub(crate) fn fences(&self) -> &[(LockKey, u64)] {
        &self.0.fences
    }

    /// Whether both are of one grant.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
