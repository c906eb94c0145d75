//! A lock service, and a process that uses it.

use super::chance::Chance;
use crate::lock::{DEADLINE, Extension, Grant, Hold, Lease, Lock, LockError, LockKey, TTL};
use futures::future::BoxFuture;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout_at};

/// As with Redis: the time after which a waiter asks again by itself.
const RETRY_MS: u64 = 400;

/// Who has a key until when, and who waits for it.
#[derive(Default)]
struct Entry {
    holder: Option<(String, Instant)>,
    line: VecDeque<String>,
    fence: u64,
}

/// What all processes see of the lock service.
pub(super) struct Service {
    pub(super) chance: Chance,
    entries: Mutex<HashMap<LockKey, Entry>>,
    wake: Notify,
    /// How often a process has failed while it took the lock.
    pub(super) failures: AtomicUsize,
}

impl Service {
    pub(super) fn new(chance: Chance) -> Self {
        Self { chance, entries: Mutex::default(), wake: Notify::new(), failures: 0.into() }
    }

    fn enter(&self, key: &LockKey, token: &str) -> Option<u64> {
        let mut entries = self.entries.lock().unwrap();
        let entry = entries.entry(key.clone()).or_default();
        let now = Instant::now();
        entry.holder = entry.holder.take().filter(|(_, until)| *until > now);
        if !entry.line.iter().any(|waiting| waiting == token) {
            entry.line.push_back(token.to_owned());
        }
        if entry.holder.is_some() || entry.line.front().is_none_or(|first| first != token) {
            return None;
        }
        entry.line.pop_front();
        entry.holder = Some((token.to_owned(), now + TTL));
        entry.fence += 1;
        Some(entry.fence)
    }

    fn leave(&self, key: &LockKey, token: &str) {
        let mut entries = self.entries.lock().unwrap();
        let entry = entries.entry(key.clone()).or_default();
        entry.line.retain(|waiting| waiting != token);
        if entry.holder.as_ref().is_some_and(|(holder, _)| holder == token) {
            entry.holder = None;
        }
    }

    fn extend(&self, key: &LockKey, token: &str) -> bool {
        let mut entries = self.entries.lock().unwrap();
        let entry = entries.entry(key.clone()).or_default();
        let now = Instant::now();
        match &mut entry.holder {
            Some((holder, until)) if holder == token && *until > now => {
                *until = now + TTL;
                true
            }
            _ => false,
        }
    }

    /// Whether the key is surely nobody else's.
    pub(super) fn is_held_by(&self, key: &LockKey, token: &str) -> bool {
        let entries = self.entries.lock().unwrap();
        let holder = entries.get(key).and_then(|entry| entry.holder.as_ref());
        holder.is_some_and(|(holder, until)| holder == token && *until > Instant::now())
    }
}

/// One process's way to the service.
pub(super) struct SimulatedLock {
    pub(super) service: Arc<Service>,
    pub(super) process: usize,
    pub(super) grants: Mutex<u64>,
}

struct SimulatedHold {
    service: Arc<Service>,
    token: String,
    keys: Vec<LockKey>,
}

impl SimulatedHold {
    async fn give_back(&self) {
        self.service.chance.takes(3).await;
        for key in &self.keys {
            self.service.leave(key, &self.token);
        }
        // The message may be lost.
        if !self.service.chance.one_in(8) {
            self.service.wake.notify_waiters();
        }
    }
}

impl SimulatedLock {
    async fn take_all(&self, keys: &[LockKey], deadline: Instant) -> Result<Grant, LockError> {
        let chance = &self.service.chance;
        if chance.one_in(200) {
            self.service.failures.fetch_add(1, Ordering::SeqCst);
            // Quietly: it is meant to happen.
            std::panic::resume_unwind(Box::new("the lock fails in a way nobody thought of"));
        }
        if chance.one_in(40) {
            return Err(LockError::Unavailable);
        }
        let token = {
            let mut grants = self.grants.lock().unwrap();
            *grants += 1;
            format!("{}-{grants}", self.process)
        };
        let hold = SimulatedHold { service: Arc::clone(&self.service), token, keys: keys.to_vec() };
        let (mut fences, mut until) = (Vec::new(), Instant::now() + TTL);
        for key in keys {
            match self.take(key, &hold.token, deadline).await {
                Some((fence, valid_until)) => {
                    fences.push((key.clone(), fence));
                    until = until.min(valid_until);
                }
                None => {
                    hold.give_back().await;
                    return Err(LockError::Busy);
                }
            }
        }
        Ok(Grant::new(Lease::new(hold.token.clone(), fences, until), Box::new(hold)))
    }

    async fn take(&self, key: &LockKey, token: &str, deadline: Instant) -> Option<(u64, Instant)> {
        let chance = &self.service.chance;
        loop {
            let since = Instant::now();
            chance.takes(4).await;
            let entered = self.service.enter(key, token);
            chance.takes(4).await;
            if let Some(fence) = entered {
                return Some((fence, since + TTL));
            }
            if Instant::now() >= deadline {
                return None;
            }
            let retry = Duration::from_millis(RETRY_MS / 2 + chance.below(RETRY_MS / 2));
            let again = deadline.min(Instant::now() + retry);
            let _ = timeout_at(again, self.service.wake.notified()).await;
        }
    }
}

impl Lock for SimulatedLock {
    fn acquire<'a>(
        &'a self,
        keys: &'a [LockKey],
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Grant, LockError>> {
        Box::pin(self.take_all(keys, deadline))
    }
}

impl Hold for SimulatedHold {
    fn release(self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(async move { self.give_back().await })
    }

    fn extend<'h>(&'h mut self, lease: &'h Lease) -> BoxFuture<'h, Extension> {
        Box::pin(async move {
            let (chance, since) = (&self.service.chance, Instant::now());
            // Now and then the service does not answer for as long as a request waits.
            if chance.one_in(3) {
                sleep(DEADLINE).await;
                return Extension::Unknown;
            }
            chance.takes(4).await;
            if !self.keys.iter().all(|key| self.service.extend(key, &self.token)) {
                return Extension::Lost;
            }
            chance.takes(4).await;
            lease.extend(since + TTL);
            Extension::Extended
        })
    }
}
