//! Keys that are had, until they are given back.

use super::names::Names;
use super::node::Left;
use super::nodes::{Nodes, valid_until};
use crate::lock::local::LocalHold;
use crate::lock::{Extension, Hold, Lease, TTL};
use crate::metrics::LockMetrics;
use futures::future::BoxFuture;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How keys are given back to a Redis that does not answer: looked for every tenth of a second, for
/// a minute at the most, and deleted three times, since what was asked before may come through late.
const GIVE_BACK_PAUSE: Duration = Duration::from_millis(100);
const GIVE_BACK_TRIES: u32 = 600;
const GIVE_BACKS: u32 = 3;

/// Extensions of one grant. At a third of the time to live each that is close to a minute, far more
/// than a section takes; who works longer is stuck, and others shall go on.
const EXTENSIONS: u32 = 30;

pub(super) struct RedisHold {
    pub(super) nodes: Nodes,
    pub(super) metrics: LockMetrics,
    pub(super) token: String,
    /// What is had, with the node that kept the line for it.
    pub(super) held: Vec<(Names, usize)>,
    pub(super) extensions: u32,
    // Released after Redis: the next in this process would otherwise find the key taken.
    pub(super) local: Option<LocalHold>,
}

impl RedisHold {
    /// Starts the time to live of all keys anew. `None`: it is unknown whether they are still ours.
    pub(super) async fn extend_all(&mut self) -> Option<(bool, Instant)> {
        let since = Instant::now();
        if self.extensions >= EXTENSIONS {
            return Some((false, since));
        }
        self.extensions += 1;
        let asked = self.held.iter().map(|(names, _)| self.nodes.extend(names, &self.token));
        let answers = futures::future::join_all(asked).await;
        if answers.contains(&Some(false)) {
            return Some((false, since));
        }
        let all = answers.iter().all(|answer| *answer == Some(true));
        all.then(|| (true, valid_until(since, TTL)))
    }

    /// Releases, when it answers again, what a Redis that did not answer still holds or may yet
    /// grant: nobody would otherwise have the keys until their time to live is over.
    pub(super) async fn give_back_later(self) {
        let mut left = GIVE_BACKS;
        for _ in 0..GIVE_BACK_TRIES {
            sleep(GIVE_BACK_PAUSE).await;
            if self.leave_all().await {
                left -= 1;
            }
            if left == 0 {
                return;
            }
        }
    }

    /// False when a node that keeps a line did not answer.
    async fn leave_all(&self) -> bool {
        let mut answered = true;
        for (names, usher) in &self.held {
            self.nodes.recall(*usher, names, &self.token).await;
            match self.nodes.get(*usher).leave(names, &self.token).await {
                Ok(Left::HandedOver) => self.metrics.handoffs.inc(),
                Ok(Left::Free | Left::NotOurs) => {}
                Err(_) => answered = false,
            }
        }
        answered
    }

    /// Lets go of what is had, now if Redis answers and later if not.
    pub(super) async fn let_go(mut self) {
        if !self.leave_all().await {
            self.local = None;
            tokio::spawn(self.give_back_later());
        }
    }
}

impl Hold for RedisHold {
    fn release(self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(self.let_go())
    }

    fn extend<'h>(&'h mut self, lease: &'h Lease) -> BoxFuture<'h, Extension> {
        Box::pin(async move {
            let extension = match self.extend_all().await {
                Some((true, valid_until)) => {
                    lease.extend(valid_until);
                    Extension::Extended
                }
                Some((false, _)) => Extension::Lost,
                None => Extension::Unknown,
            };
            if extension != Extension::Extended {
                self.metrics.extension_failures.inc();
            }
            if extension == Extension::Lost {
                self.metrics.lost();
            }
            extension
        })
    }
}
