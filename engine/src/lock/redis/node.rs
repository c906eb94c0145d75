//! What one Redis is told about a key.

use super::names::Names;
use crate::lock::TTL;
use crate::redis::{GRANTED, RedisLink};
use ::redis::{RedisResult, Script, cmd};
use std::sync::LazyLock;
use std::time::Duration;

/// How long a key belongs to the waiter it was handed to before that says so by extending it: the
/// longest that a waiter which has just died can keep the others from it.
pub(super) const HANDOVER: Duration = Duration::from_secs(1);
/// After this long without a sign a waiter is skipped. Waiters ask again every 200 to 400 ms.
const SILENCE: Duration = Duration::from_secs(1);

static ENTER: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("enter.lua")));
static LEAVE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("leave.lua")));
static VOTE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("vote.lua")));
static RAISE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("raise.lua")));
static EXTEND: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("extend.lua")));
static DELETE: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("delete.lua")));

/// One of the independent Redis nodes. Whatever it is asked may be asked twice.
#[derive(Clone)]
pub(super) struct Node(pub(super) RedisLink);

/// What came of asking for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entered {
    Granted {
        fence: u64,
    },
    /// In line. What is handed over from now on has a higher fence than this.
    Waits {
        latest: u64,
    },
}

/// What came of giving a key back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    HandedOver,
    Free,
    /// It had expired, or was never had.
    NotOurs,
}

impl Node {
    pub(super) fn is_closed_to_us(&self) -> bool {
        self.0.breaker().is_open()
    }

    /// Takes the key, with its fence, or stands in line for it.
    pub(super) async fn enter(
        &self,
        names: &Names,
        token: &str,
        floor: u64,
    ) -> RedisResult<Entered> {
        let mut script = ENTER.prepare_invoke();
        script.key(&names.lock).key(&names.line).key(&names.fence);
        script.arg(token).arg(millis(TTL)).arg(floor).arg(millis(SILENCE));
        let (had, fence): (u8, u64) = self.0.script(&script).await?;
        Ok(if had == 1 { Entered::Granted { fence } } else { Entered::Waits { latest: fence } })
    }

    /// Gives the key to whoever is next in line, or the place in line up.
    pub(super) async fn leave(&self, names: &Names, token: &str) -> RedisResult<Left> {
        let mut script = LEAVE.prepare_invoke();
        script.key(&names.lock).key(&names.line).key(&names.fence);
        script.arg(token).arg(millis(HANDOVER)).arg(GRANTED);
        Ok(match self.0.script::<u8>(&script).await? {
            2 => Left::HandedOver,
            1 => Left::Free,
            _ => Left::NotOurs,
        })
    }

    /// A vote for whoever has the key elsewhere; with it, the highest fence it knew before.
    pub(super) async fn vote(
        &self,
        names: &Names,
        token: &str,
        fence: u64,
    ) -> RedisResult<Option<u64>> {
        let mut script = VOTE.prepare_invoke();
        script.key(&names.lock).key(&names.fence);
        script.arg(token).arg(millis(TTL)).arg(fence);
        let (voted, known): (u8, u64) = self.0.script(&script).await?;
        Ok((voted == 1).then_some(known))
    }

    pub(super) async fn raise(&self, names: &Names, fence: u64) -> RedisResult<()> {
        let mut script = RAISE.prepare_invoke();
        script.key(&names.fence).arg(fence);
        self.0.script(&script).await
    }

    /// Starts the time to live anew; false when the key is no longer ours.
    pub(super) async fn extend(&self, names: &Names, token: &str) -> RedisResult<bool> {
        let mut script = EXTEND.prepare_invoke();
        script.key(&names.lock).arg(token).arg(millis(TTL));
        self.0.script(&script).await
    }

    /// Takes a vote back.
    pub(super) async fn delete(&self, names: &Names, token: &str) -> RedisResult<()> {
        if self.0.server().delex {
            let mut delete = cmd("DELEX");
            delete.arg(&names.lock).arg("IFEQ").arg(token);
            return self.0.command(&delete).await;
        }
        let mut script = DELETE.prepare_invoke();
        script.key(&names.lock).arg(token);
        self.0.script(&script).await
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
