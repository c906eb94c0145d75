//! The lock between processes, in Redis.
//!
//! Within a process contenders queue at the [`LocalLock`], so that one of them goes to Redis at a
//! time. Between processes there is a line for each key: whoever gives a key back hands it directly
//! to the first in line and says so on a channel. Should the message be lost, the waiter finds out
//! when it asks again, which it does every [`RETRY`] and jitter, well within the time to live.
//!
//! With several independent nodes the first that answers is the *usher*: it keeps the line. Whoever
//! it lets in also needs the votes of a majority of all nodes, which is what excludes others when
//! processes disagree about who the usher is.

mod handovers;
mod hold;
mod names;
mod node;
mod nodes;
#[cfg(test)]
mod tests;

pub(crate) use handovers::Handovers;

use self::hold::RedisHold;
use self::names::Names;
use self::node::{Entered, HANDOVER, Node};
use self::nodes::{Ballot, Nodes, valid_until};
use super::local::LocalLock;
use super::{Floor, Grant, Lease, Lock, LockError, LockKey, TTL};
use crate::metrics::LockMetrics;
use crate::random::{Random, draw};
use crate::redis::RedisLink;
use futures::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// Pause before another try when no message came, to which up to as much again is added by chance:
/// the field's usual 200 ms ± jitter.
const RETRY: Duration = Duration::from_millis(200);
/// The same after a vote that nobody won: about as long as a holder takes.
const REVOTE: Duration = Duration::from_millis(10);

pub(crate) struct RedisLockConfig {
    /// Independent of each other; one is the usual case.
    pub(crate) links: Vec<RedisLink>,
    pub(crate) handovers: Handovers,
    pub(crate) floor: Arc<dyn Floor>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) metrics: LockMetrics,
}

pub(crate) struct RedisLock {
    local: LocalLock,
    nodes: Nodes,
    handovers: Handovers,
    floor: Arc<dyn Floor>,
    random: Arc<dyn Random>,
    metrics: LockMetrics,
}

/// One key that was granted.
struct Taken {
    usher: usize,
    fence: u64,
    valid_until: Instant,
}

impl RedisLock {
    pub(crate) fn new(config: RedisLockConfig) -> Self {
        let RedisLockConfig { links, handovers, floor, random, metrics } = config;
        let nodes = Nodes::new(links.into_iter().map(Node).collect());
        Self { local: LocalLock::default(), nodes, handovers, floor, random, metrics }
    }

    /// Waits for its turn at the usher; the deadline bounds it.
    async fn take_turn(
        &self,
        usher: usize,
        names: &Names,
        attempt: &Attempt<'_>,
    ) -> Result<Taken, LockError> {
        let Attempt { token, floor, deadline } = *attempt;
        let node = self.nodes.get(usher);
        // Expected before the first try, so that what is said between try and wait is not missed.
        let mut expecting = self.handovers.expect(names, token);
        loop {
            let since = Instant::now();
            let entered = node.enter(names, token, floor).await;
            let latest = match entered.map_err(|_| LockError::Unavailable)? {
                Entered::Granted { fence } => {
                    return Ok(Taken { usher, fence, valid_until: valid_until(since, TTL) });
                }
                Entered::Waits { latest } => latest,
            };
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(LockError::Busy);
            }
            // Nobody hands it over before we are in line, which is after `since`.
            if let Ok(fence) = timeout(self.pause(RETRY).min(left), expecting.fence(latest)).await {
                return Ok(Taken { usher, fence, valid_until: valid_until(since, HANDOVER) });
            }
        }
    }

    /// Has the majority confirm whom the usher let in.
    async fn take(&self, names: &Names, attempt: &Attempt<'_>) -> Result<Taken, Failed> {
        let usher = self.nodes.usher().ok_or(Failed::nowhere(LockError::Unavailable))?;
        let at_usher = |error| Failed { error, usher: Some(usher) };
        let mut taken = self.take_turn(usher, names, attempt).await.map_err(at_usher)?;
        loop {
            let since = Instant::now();
            match self.nodes.vote(usher, names, attempt.token, taken.fence).await {
                Ballot::Won { fence } => {
                    taken.fence = fence;
                    taken.valid_until = taken.valid_until.min(valid_until(since, TTL));
                    return Ok(taken);
                }
                Ballot::Unreachable => return Err(at_usher(LockError::Unavailable)),
                Ballot::Split => {}
            }
            // Whoever else has some of the votes gets them all, or we do: both let go of theirs,
            // and pause by chance.
            self.nodes.recall(usher, names, attempt.token).await;
            if attempt.deadline <= Instant::now() {
                return Err(at_usher(LockError::Busy));
            }
            sleep(self.pause(REVOTE)).await;
            let since = Instant::now();
            match self.nodes.get(usher).extend(names, attempt.token).await {
                Ok(true) => taken.valid_until = valid_until(since, TTL),
                Ok(false) => return Err(at_usher(LockError::Busy)),
                Err(_) => return Err(at_usher(LockError::Unavailable)),
            }
        }
    }

    /// `least`, and up to as much again by chance.
    fn pause(&self, least: Duration) -> Duration {
        let chance = u16::from_le_bytes(draw(&*self.random));
        least + least.mul_f64(f64::from(chance) / f64::from(u16::MAX))
    }

    async fn take_all(&self, keys: &[LockKey], deadline: Instant) -> Result<Grant, LockError> {
        if self.nodes.usher().is_none() {
            return Err(LockError::Unavailable);
        }
        let local = self.local.enter(keys, deadline).await?;
        let floor = self.floor.floor(keys).await;
        let mut hold = RedisHold {
            nodes: self.nodes.clone(),
            metrics: self.metrics.clone(),
            token: hex(&draw::<16>(&*self.random)),
            held: Vec::with_capacity(keys.len()),
            extensions: 0,
            local: Some(local),
        };
        let mut fences = Vec::with_capacity(keys.len());
        let mut until = Instant::now() + TTL;
        for key in keys {
            let (names, token) = (Names::of(key), hold.token.clone());
            let attempt = Attempt { token: &token, floor, deadline };
            let taking = self.take(&names, &attempt);
            let taken = keep(&mut hold, &mut until, taking).await;
            match taken {
                Ok(Ok(taken)) => {
                    hold.held.push((names, taken.usher));
                    // Until now nothing was had that could run out, however long it took.
                    until = match fences.is_empty() {
                        true => taken.valid_until,
                        false => until.min(taken.valid_until),
                    };
                    fences.push((key.clone(), taken.fence));
                }
                Ok(Err(Failed { error, usher })) => {
                    // In line, or the answer was lost and the grant may come all the same.
                    hold.held.extend(usher.map(|usher| (names, usher)));
                    hold.let_go().await;
                    return Err(error);
                }
                Err(LostBefore) => {
                    let usher = self.nodes.usher().unwrap_or_default();
                    hold.held.push((names, usher));
                    hold.let_go().await;
                    return Err(LockError::Busy);
                }
            }
        }
        if until <= Instant::now() {
            self.metrics.lapsed();
            hold.let_go().await;
            return Err(LockError::Busy);
        }
        let lease = Lease::new(hold.token.clone(), fences, until);
        Ok(Grant::new(lease, Box::new(hold)))
    }
}

/// What a caller asks for.
#[derive(Clone, Copy)]
struct Attempt<'a> {
    token: &'a str,
    floor: u64,
    deadline: Instant,
}

/// Why a key was not taken, and at which node something may be left of the attempt.
struct Failed {
    error: LockError,
    usher: Option<usize>,
}

impl Failed {
    fn nowhere(error: LockError) -> Self {
        Self { error, usher: None }
    }
}

/// The keys had so far were lost while another was waited for.
struct LostBefore;

/// Keeps what is had already while something is waited for.
async fn keep<T>(
    hold: &mut RedisHold,
    until: &mut Instant,
    work: impl Future<Output = T>,
) -> Result<T, LostBefore> {
    let mut work = std::pin::pin!(work);
    loop {
        let remaining = until.saturating_duration_since(Instant::now());
        tokio::select! {
            biased;
            done = &mut work => return Ok(done),
            () = sleep(remaining / 3), if !hold.held.is_empty() => {}
        }
        match hold.extend_all().await {
            Some((true, extended)) => *until = extended,
            Some((false, _)) => return Err(LostBefore),
            None if *until <= Instant::now() => return Err(LostBefore),
            None => sleep(REVOTE).await,
        }
    }
}

impl Lock for RedisLock {
    fn acquire<'a>(
        &'a self,
        keys: &'a [LockKey],
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Grant, LockError>> {
        Box::pin(async move {
            let since = Instant::now();
            let granted = self.take_all(keys, deadline).await;
            match &granted {
                Ok(_) => self.metrics.acquisition.observe(since.elapsed().as_secs_f64()),
                Err(error) => self.metrics.failed(*error),
            }
            granted
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|b| [b >> 4, b & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}
