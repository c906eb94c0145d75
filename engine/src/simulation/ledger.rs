//! A ledger that takes its time.

use super::chance::Chance;
use super::lock::Service;
use crate::ledger::Queued;
use crate::lock::LockKey;
use booking::Refusal;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Mutex, mpsc};
use tokio::time::Duration;

/// Operations in one commit, as with the writer.
const BATCH: usize = 128;
/// How long a commit takes now and then: longer than a grant lasts.
const STALL: Duration = Duration::from_secs(8);

/// What processes share of it.
#[derive(Default)]
pub(super) struct Ledger {
    /// Who writes has it.
    file: Mutex<File>,
}

#[derive(Default)]
struct File {
    sequence: u32,
    fences: HashMap<LockKey, u64>,
    /// Writes under one grant, by its token.
    under: HashMap<String, usize>,
}

/// How a write is told to its caller: by its place among all.
pub(super) fn written(sequence: u32) -> Refusal {
    Refusal::TooMany { retry_after_seconds: sequence }
}

/// How it is told that the lock was lost.
pub(super) const LOST: Refusal = Refusal::KeyReused;

/// One process's writer.
pub(super) async fn write(
    ledger: Arc<Ledger>,
    service: Arc<Service>,
    chance: Arc<Chance>,
    mut waiting: mpsc::Receiver<Box<dyn Queued>>,
) {
    let mut batch = Vec::new();
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let mut file = ledger.file.lock().await;
        // What comes in between is what leases are for.
        if chance.one_in(60) {
            tokio::time::sleep(STALL).await;
        }
        chance.takes(5).await;
        for queued in &mut batch {
            let answer = file.admit(queued.as_ref(), &service);
            queued.refuse(answer);
        }
        chance.takes(5).await;
        drop(file);
        batch.drain(..).for_each(|queued| queued.answer(true));
    }
}

impl File {
    fn admit(&mut self, queued: &dyn Queued, service: &Service) -> Refusal {
        let seed = service.chance.seed;
        if let Some(lease) = queued.lease() {
            if lease.is_lost() {
                return LOST;
            }
            for (key, fence) in lease.fences() {
                let is_ours = service.is_held_by(key, lease.holder());
                assert!(is_ours, "seed {seed}: {} writes without {key}", lease.holder());
                let highest = self.fences.entry(key.clone()).or_default();
                assert!(*fence >= *highest, "seed {seed}: fence {fence} after {highest}");
                *highest = *fence;
            }
            let under = self.under.entry(lease.holder().to_owned()).or_default();
            *under += 1;
            assert!(*under <= 64, "seed {seed}: more than 64 were served under one grant");
        }
        self.sequence += 1;
        written(self.sequence)
    }
}
