use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Keeps requests from waiting for a Redis that does not answer: once one has found out, the others
/// do not ask until a probe has had an answer.
#[derive(Clone, Default)]
pub(crate) struct Breaker(Arc<AtomicBool>);

impl Breaker {
    /// Whether Redis is to be left alone.
    pub(crate) fn is_open(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// True for whoever was the first to find out.
    pub(super) fn open(&self) -> bool {
        !self.0.swap(true, Ordering::SeqCst)
    }

    pub(super) fn close(&self) {
        self.0.store(false, Ordering::SeqCst);
    }
}
