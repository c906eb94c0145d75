//! The critical section: lock, ledger, release.
//!
//! Requests for the same keys form one queue in this process. Its head takes the lock and the whole
//! queue, up to a bound, goes to the writer under that one grant: a crowd at one place costs one
//! trip to Redis and one flush, and is answered in the order it came. Before that the ledger is read
//! once for all who want the same: what is gone is refused without the lock and without the writer.

use crate::availability::Source;
use crate::ledger::{Confirm, Reschedule, Reserve, Writer};
use crate::lock::{DEADLINE, Grant, Lease, Lock, LockError, LockKey};
use crate::metrics::LockMetrics;
use crate::pace::Pace;
use crate::receipt::Receipt;
use booking::{Booking, Refusal};
use futures::future::{BoxFuture, join, join_all};
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;
use tokio::time::Instant;

/// Requests served under one grant, so that other processes get their turn.
const SERVED_PER_GRANT: usize = 64;
/// Requests that may wait for the same keys; what comes on top is refused at once.
const QUEUE: usize = 4096;

/// What to do while the lock service does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OutagePolicy {
    /// Go on: the ledger alone still sells nothing twice.
    #[default]
    LedgerAlone,
    /// Refuse with `unavailable`.
    Refuse,
}

/// A write that is done under the lock.
pub(crate) enum Work {
    Reserve(Box<Reserve>, oneshot::Sender<Result<Receipt, Refusal>>),
    Confirm(Box<Confirm>, oneshot::Sender<Result<Booking, Refusal>>),
    Reschedule(Box<Reschedule>, oneshot::Sender<Result<Booking, Refusal>>),
}

struct Waiting {
    work: Work,
    deadline: Instant,
    /// Counts arrivals.
    number: u64,
    /// Whether the ledger was asked if what is wanted may still be had.
    looked: bool,
}

type Queues = Mutex<HashMap<Vec<LockKey>, VecDeque<Waiting>>>;

/// A turn with the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    Begins,
    Ends,
}

/// Hears of every turn with the lock.
pub(crate) type Turns = Arc<dyn Fn(Turn) + Send + Sync>;

#[derive(Clone)]
pub(crate) struct Section {
    shared: Arc<Shared>,
}

struct Shared {
    lock: Box<dyn Lock>,
    writer: Writer,
    source: Source,
    policy: OutagePolicy,
    turns: Option<Turns>,
    queues: Queues,
    arrivals: AtomicU64,
    pace: Pace,
    metrics: LockMetrics,
}

impl Section {
    pub(crate) fn new(
        lock: Box<dyn Lock>,
        writer: Writer,
        source: Source,
        policy: OutagePolicy,
        metrics: LockMetrics,
        turns: Option<Turns>,
    ) -> Self {
        let (queues, pace) = (Mutex::default(), Pace::default());
        let arrivals = AtomicU64::new(0);
        let shared =
            Shared { lock, writer, source, policy, turns, queues, arrivals, pace, metrics };
        Self { shared: Arc::new(shared) }
    }

    pub(crate) async fn reserve(
        &self,
        keys: Vec<LockKey>,
        reserve: Reserve,
    ) -> Result<Receipt, Refusal> {
        let (caller, answer) = oneshot::channel();
        self.enqueue(keys, Work::Reserve(Box::new(reserve), caller));
        answer.await.unwrap_or_else(|_| Err(self.shared.pace.busy(0)))
    }

    pub(crate) async fn confirm(
        &self,
        keys: Vec<LockKey>,
        confirm: Confirm,
    ) -> Result<Booking, Refusal> {
        let (caller, answer) = oneshot::channel();
        self.enqueue(keys, Work::Confirm(Box::new(confirm), caller));
        answer.await.unwrap_or_else(|_| Err(self.shared.pace.busy(0)))
    }

    pub(crate) async fn reschedule(
        &self,
        keys: Vec<LockKey>,
        reschedule: Reschedule,
    ) -> Result<Booking, Refusal> {
        let (caller, answer) = oneshot::channel();
        self.enqueue(keys, Work::Reschedule(Box::new(reschedule), caller));
        answer.await.unwrap_or_else(|_| Err(self.shared.pace.busy(0)))
    }

    /// `keys` must be sorted and without repeats. The queue is served by a task of its own, so a
    /// caller that goes away holds nobody up.
    fn enqueue(&self, keys: Vec<LockKey>, work: Work) {
        let deadline = Instant::now() + DEADLINE;
        let number = self.shared.arrivals.fetch_add(1, Ordering::Relaxed);
        let waiting = Waiting { work, deadline, number, looked: false };
        let mut queues = self.shared.queues.lock().unwrap_or_else(PoisonError::into_inner);
        match queues.get_mut(&keys) {
            Some(queue) if queue.len() >= QUEUE => {
                waiting.work.refuse(self.shared.pace.busy(queue.len()));
                return;
            }
            Some(queue) => queue.push_back(waiting),
            None => {
                queues.insert(keys.clone(), VecDeque::from([waiting]));
                tokio::spawn(Arc::clone(&self.shared).serve(keys));
            }
        }
        self.shared.metrics.waiting.inc();
    }
}

impl Shared {
    /// Serves the queue of `keys` until it is empty.
    async fn serve(self: Arc<Self>, keys: Vec<LockKey>) {
        let mut served = Served { shared: &self, keys: &keys, done: false };
        loop {
            self.look(&keys).await;
            let Some(deadline) = self.head_deadline(&keys) else {
                break;
            };
            match self.lock.acquire(&keys, deadline).await {
                Ok(mut grant) => {
                    // Those who came while the lock was waited for.
                    grant.keep_while(self.look(&keys)).await;
                    self.tell(Turn::Begins);
                    let works = self.next(&keys);
                    let lease = Some(grant.lease());
                    self.metrics.coalesced.inc_by(works.len().saturating_sub(1) as u64);
                    let (begun, served) = (Instant::now(), works.len());
                    grant.keep_while(self.write(works, &lease)).await;
                    self.pace.served(served, begun.elapsed());
                    self.tell(Turn::Ends);
                    // Most of those who came meanwhile came too late, and need no lock to hear it.
                    join(Grant::release(grant), self.look(&keys)).await;
                }
                Err(LockError::Busy) => self.refuse_late(&keys),
                Err(LockError::Unavailable) => {
                    let works = self.next(&keys);
                    match self.policy {
                        OutagePolicy::LedgerAlone => self.write(works, &None).await,
                        OutagePolicy::Refuse => works.into_iter().for_each(|work| {
                            work.refuse(Refusal::Unavailable { retry_after_seconds: 2 });
                        }),
                    }
                }
            }
        }
        served.done = true;
    }

    fn tell(&self, turn: Turn) {
        if let Some(turns) = &self.turns {
            turns(turn);
        }
    }

    /// Reads the ledger for those in the queue for whom that was not done, once for all who want the
    /// same, and refuses them what is gone. That something is free now promises nothing.
    async fn look(&self, keys: &[LockKey]) {
        let mut groups: Vec<Vec<Waiting>> = Vec::new();
        for waiting in self.take(keys, |waiting| !waiting.looked) {
            match groups.iter_mut().find(|group| group[0].work.wants_the_same(&waiting.work)) {
                Some(group) => group.push(waiting),
                None => groups.push(vec![waiting]),
            }
        }
        let looked = join_all(groups.into_iter().map(|group| self.look_for(group))).await;
        self.put_back(keys, looked.into_iter().flatten().collect());
    }

    /// Those who may still get what all of the group want.
    async fn look_for(&self, mut group: Vec<Waiting>) -> Vec<Waiting> {
        let refusal = match &mut group[0].work {
            Work::Reserve(reserve, _) => self.source.choose(&mut reserve.wanted).await.err(),
            Work::Confirm(..) | Work::Reschedule(..) => None,
        };
        let (first, others) = group.split_at_mut(1);
        for waiting in others {
            waiting.work.choose_as(&first[0].work);
        }
        let mut left = Vec::with_capacity(group.len());
        for mut waiting in group {
            waiting.looked = true;
            match &refusal {
                Some(refusal) if !(refusal.is_occupied() && waiting.work.would_wait()) => {
                    self.metrics.waiting.dec();
                    waiting.work.refuse(refusal.clone());
                }
                _ => left.push(waiting),
            }
        }
        left
    }

    /// Takes those out of the queue to whom something applies.
    fn take(&self, keys: &[LockKey], which: impl Fn(&Waiting) -> bool) -> Vec<Waiting> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = queues.get_mut(keys) else {
            return Vec::new();
        };
        let (taken, left): (Vec<_>, Vec<_>) = queue.drain(..).partition(which);
        queue.extend(left);
        taken
    }

    /// Puts them where they belong by when they came.
    fn put_back(&self, keys: &[LockKey], waiting: Vec<Waiting>) {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queues.entry(keys.to_vec()).or_default();
        queue.extend(waiting);
        queue.make_contiguous().sort_by_key(|waiting| waiting.number);
    }

    /// When the first in the queue gives up; `None`, and the queue is gone, when nobody waits.
    fn head_deadline(&self, keys: &[LockKey]) -> Option<Instant> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let head = queues.get(keys).and_then(|queue| queue.front().map(|head| head.deadline));
        if head.is_none() {
            queues.remove(keys);
        }
        head
    }

    fn next(&self, keys: &[LockKey]) -> Vec<Work> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = queues.get_mut(keys) else {
            return Vec::new();
        };
        let served = queue.len().min(SERVED_PER_GRANT);
        self.metrics.waiting.sub(i64::try_from(served).unwrap_or(i64::MAX));
        queue.drain(..served).map(|waiting| waiting.work).collect()
    }

    fn refuse_late(&self, keys: &[LockKey]) {
        let now = Instant::now();
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = queues.get_mut(keys) else {
            return;
        };
        while queue.front().is_some_and(|head| head.deadline <= now) {
            if let Some(late) = queue.pop_front() {
                self.metrics.waiting.dec();
                late.work.refuse(self.pace.busy(queue.len()));
            }
        }
    }

    async fn write(&self, works: Vec<Work>, lease: &Option<Lease>) {
        join_all(works.into_iter().map(|work| work.write(&self.writer, lease.clone()))).await;
    }
}

/// Should serving end in a panic, those who wait are let go instead of waiting for ever.
struct Served<'a> {
    shared: &'a Shared,
    keys: &'a [LockKey],
    done: bool,
}

impl Drop for Served<'_> {
    fn drop(&mut self) {
        if !self.done {
            let mut queues = self.shared.queues.lock().unwrap_or_else(PoisonError::into_inner);
            let left = queues.remove(self.keys).map_or(0, |queue| queue.len());
            self.shared.metrics.waiting.sub(i64::try_from(left).unwrap_or(i64::MAX));
        }
    }
}

impl Work {
    fn write(self, writer: &Writer, lease: Option<Lease>) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            match self {
                Self::Reserve(mut reserve, caller) => {
                    reserve.lease = lease;
                    let _ = caller.send(writer.write(*reserve).await);
                }
                Self::Confirm(mut confirm, caller) => {
                    confirm.lease = lease;
                    let _ = caller.send(writer.write(*confirm).await);
                }
                Self::Reschedule(mut reschedule, caller) => {
                    reschedule.lease = lease;
                    let _ = caller.send(writer.write(*reschedule).await);
                }
            }
        })
    }

    /// Whether it is for the very same places. Only what is looked for in the same way is.
    fn wants_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Reserve(one, _), Self::Reserve(other, _)) => {
                one.wanted.len() == other.wanted.len()
                    && one.wanted.iter().zip(&other.wanted).all(|(a, b)| a.is(b))
            }
            _ => false,
        }
    }

    /// Takes the seats that were chosen for another who wants the same.
    fn choose_as(&mut self, other: &Self) {
        if let (Self::Reserve(one, _), Self::Reserve(other, _)) = (self, other) {
            one.wanted.clone_from(&other.wanted);
        }
    }

    /// Whether it would rather stand in line than be refused.
    fn would_wait(&self) -> bool {
        matches!(self, Self::Reserve(reserve, _) if reserve.wait.is_some())
    }

    fn refuse(self, refusal: Refusal) {
        match self {
            Self::Reserve(_, caller) => drop(caller.send(Err(refusal))),
            Self::Confirm(_, caller) | Self::Reschedule(_, caller) => {
                drop(caller.send(Err(refusal)));
            }
        }
    }
}
