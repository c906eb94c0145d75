//! Waiters of this process for keys that another process has.

use super::names::Names;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// Tells a waiter that a key was handed to it. The message may be lost on its way here; waiting is
/// always bounded by a timer as well.
#[derive(Clone, Default)]
pub(crate) struct Handovers(Arc<Mutex<HashMap<String, watch::Sender<u64>>>>);

/// A waiter for one key.
pub(super) struct Expecting {
    handovers: Handovers,
    name: String,
    fence: watch::Receiver<u64>,
}

impl Handovers {
    pub(super) fn expect(&self, names: &Names, token: &str) -> Expecting {
        let (sender, fence) = watch::channel(0);
        let name = format!("{} {token}", names.lock);
        let mut waiters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiters.insert(name.clone(), sender);
        Expecting { handovers: self.clone(), name, fence }
    }

    /// `{lock} {token} {fence}`, as said by whoever handed the key over. Most are for others.
    pub(crate) fn granted(&self, message: &str) {
        if let Some((name, fence)) = message.rsplit_once(' ')
            && let Ok(fence) = fence.parse()
        {
            let waiters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(waiter) = waiters.get(name) {
                waiter.send_replace(fence);
            }
        }
    }
}

impl Expecting {
    /// The fence that comes with the key. Messages up to `latest` are of earlier turns.
    pub(super) async fn fence(&mut self, latest: u64) -> u64 {
        let fence = self.fence.wait_for(|fence| *fence > latest).await.map(|fence| *fence);
        match fence {
            Ok(fence) => fence,
            // The sender lives as long as this.
            Err(_) => std::future::pending().await,
        }
    }
}

impl Drop for Expecting {
    fn drop(&mut self) {
        let mut waiters = self.handovers.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiters.remove(&self.name);
    }
}
