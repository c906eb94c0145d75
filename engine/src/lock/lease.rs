use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a grant still stands, as far as its holder can know.
#[derive(Debug, Clone, Default)]
pub struct Lease(Arc<AtomicBool>);

impl Lease {
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    pub(crate) fn lose(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
