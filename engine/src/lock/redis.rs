//! The lock between processes: one Redis node, `SET key token NX PX ttl`.
//!
//! Within a process contenders queue at the [`LocalLock`], so that one of them goes to Redis at a
//! time. Between processes a release is published and wakes a waiter; should the message be lost,
//! the waiter tries again after [`RETRY`] and jitter, well within the time to live.

use super::local::{LocalHold, LocalLock};
use super::wake::Wake;
use super::{Extension, Grant, Hold, Lease, Lock, LockError, LockKey, TTL};
use crate::random::{Random, draw};
use crate::redis_link::{Breaker, RELEASED};
use ::redis::aio::ConnectionManager;
use ::redis::{RedisResult, Script};
use futures::future::BoxFuture;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// Pause before another try when no wake-up came, to which up to as much again is added by chance:
/// the field's usual 200 ms ± jitter.
const RETRY: Duration = Duration::from_millis(200);

/// How keys are given back to a Redis that does not answer: looked for every tenth of a second, for a minute at
/// the most, and deleted three times.
const GIVE_BACK_PAUSE: Duration = Duration::from_millis(100);
const GIVE_BACK_TRIES: u32 = 600;
const GIVE_BACKS: u32 = 3;

static RELEASE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('get', KEYS[1]) == ARGV[1] then
           redis.call('del', KEYS[1])
           redis.call('publish', ARGV[2], KEYS[1])
           return 1
         end
         return 0",
    )
});

static EXTEND: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('get', KEYS[1]) == ARGV[1] then
           return redis.call('pexpire', KEYS[1], ARGV[2])
         end
         return 0",
    )
});

pub(crate) struct RedisLockConfig {
    pub(crate) connection: ConnectionManager,
    pub(crate) breaker: Breaker,
    pub(crate) wake: Wake,
    pub(crate) random: Arc<dyn Random>,
}

pub(crate) struct RedisLock {
    local: LocalLock,
    connection: ConnectionManager,
    breaker: Breaker,
    wake: Wake,
    random: Arc<dyn Random>,
}

impl RedisLock {
    pub(crate) fn new(config: RedisLockConfig) -> Self {
        let RedisLockConfig { connection, breaker, wake, random } = config;
        Self { local: LocalLock::default(), connection, breaker, wake, random }
    }

    async fn set(&self, key: &LockKey, token: &str) -> Result<bool, LockError> {
        let mut connection = self.connection.clone();
        let mut command = ::redis::cmd("SET");
        command.arg(key.to_string()).arg(token).arg("NX").arg("PX").arg(millis(TTL));
        let answer: RedisResult<Option<String>> =
            self.breaker.watch(command.query_async(&mut connection)).await;
        answer.map(|set| set.is_some()).map_err(|_| LockError::Unavailable)
    }

    /// Waits for one key; the deadline bounds it.
    async fn take(&self, key: &LockKey, token: &str, deadline: Instant) -> Result<(), LockError> {
        // Joined before the first try, so that a release between try and wait is not missed.
        let waiting = self.wake.join(key);
        loop {
            if self.set(key, token).await? {
                return Ok(());
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(LockError::Busy);
            }
            let _ = timeout(self.pause().min(left), waiting.released()).await;
        }
    }

    fn pause(&self) -> Duration {
        let chance = u16::from_le_bytes(draw(&*self.random));
        RETRY + RETRY.mul_f64(f64::from(chance) / f64::from(u16::MAX))
    }

    async fn take_all(&self, keys: &[LockKey], deadline: Instant) -> Result<Grant, LockError> {
        if self.breaker.is_open() {
            return Err(LockError::Unavailable);
        }
        let local = self.local.enter(keys, deadline).await?;
        let token = hex(&draw::<16>(&*self.random));
        let mut hold = RedisHold {
            connection: self.connection.clone(),
            breaker: self.breaker.clone(),
            token,
            held: Vec::with_capacity(keys.len()),
            local: Some(local),
        };
        for key in keys {
            match self.take(key, &hold.token, deadline).await {
                Ok(()) => hold.held.push(key.to_string()),
                Err(LockError::Busy) => {
                    Box::new(hold).release().await;
                    return Err(LockError::Busy);
                }
                Err(LockError::Unavailable) => {
                    // The answer was lost; the grant may come all the same, once Redis goes on.
                    hold.held.push(key.to_string());
                    hold.local = None;
                    tokio::spawn(hold.give_back_later());
                    return Err(LockError::Unavailable);
                }
            }
        }
        Ok(Grant::new(Lease::default(), Box::new(hold)))
    }
}

impl Lock for RedisLock {
    fn acquire<'a>(
        &'a self,
        keys: &'a [LockKey],
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Grant, LockError>> {
        Box::pin(self.take_all(keys, deadline))
    }
}

struct RedisHold {
    connection: ConnectionManager,
    breaker: Breaker,
    token: String,
    held: Vec<String>,
    // Released after Redis: the next in this process would otherwise find the key taken.
    local: Option<LocalHold>,
}

impl RedisHold {
    /// Releases, when it answers again, what a Redis that did not answer still holds or may yet
    /// grant: nobody would otherwise have the keys until their time to live is over. It is done a
    /// few times, since the request in question may come through after the first.
    async fn give_back_later(mut self) {
        let mut left = GIVE_BACKS;
        for _ in 0..GIVE_BACK_TRIES {
            tokio::time::sleep(GIVE_BACK_PAUSE).await;
            if !self.breaker.is_open() && self.delete_all().await.is_ok() {
                left -= 1;
            }
            if left == 0 {
                return;
            }
        }
    }

    async fn delete_all(&mut self) -> RedisResult<()> {
        for key in &self.held {
            let mut script = RELEASE.prepare_invoke();
            script.key(key).arg(&self.token).arg(RELEASED);
            let connection = &mut self.connection;
            self.breaker.watch(script.invoke_async::<i64>(connection)).await?;
        }
        Ok(())
    }
}

impl Hold for RedisHold {
    fn release(mut self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            if self.breaker.is_open() || self.delete_all().await.is_err() {
                self.local = None;
                tokio::spawn(self.give_back_later());
            }
        })
    }

    fn extend(&mut self) -> BoxFuture<'_, Extension> {
        Box::pin(async move {
            for key in &self.held {
                let mut script = EXTEND.prepare_invoke();
                script.key(key).arg(&self.token).arg(millis(TTL));
                let connection = &mut self.connection;
                match self.breaker.watch(script.invoke_async::<i64>(connection)).await {
                    Ok(1) => {}
                    Ok(_) => return Extension::Lost,
                    Err(_) => return Extension::Unknown,
                }
            }
            Extension::Extended
        })
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|b| [b >> 4, b & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}
