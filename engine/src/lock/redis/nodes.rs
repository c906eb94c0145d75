//! The independent Redis nodes together: who keeps the line, and what a majority says.

use super::names::Names;
use super::node::Node;
use crate::lock::TTL;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Clocks of different machines run at different speeds: 1 % of the time to live and 2 ms, as in
/// every implementation of Redlock (redis.io/docs, "Distributed Locks with Redis").
const DRIFT: Duration = Duration::from_millis(TTL.as_millis() as u64 / 100 + 2);

/// Until when something is ours that was given for `ttl` by a request sent at `since`.
pub(super) fn valid_until(since: Instant, ttl: Duration) -> Instant {
    since + ttl.saturating_sub(DRIFT)
}

/// When every vote that was asked for has been given, or is not waited for any more: a little over
/// the time that a command may take.
const LATE: Duration = Duration::from_millis(300);

#[derive(Clone)]
pub(super) struct Nodes(Arc<[Node]>);

/// What the nodes but the usher say to a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ballot {
    /// A majority is for us.
    Won { fence: u64 },
    /// Others have some of the votes.
    Split,
    /// Too few answer.
    Unreachable,
}

impl Nodes {
    pub(super) fn new(nodes: Vec<Node>) -> Self {
        Self(nodes.into())
    }

    pub(super) fn get(&self, index: usize) -> &Node {
        &self.0[index]
    }

    fn majority(&self) -> usize {
        self.0.len() / 2 + 1
    }

    /// The node that keeps the line: the first that answers. `None` when there can be no majority.
    pub(super) fn usher(&self) -> Option<usize> {
        let open = |node: &&Node| !node.is_closed_to_us();
        if self.0.iter().filter(open).count() < self.majority() {
            return None;
        }
        self.0.iter().position(|node| !node.is_closed_to_us())
    }

    fn others(&self, usher: usize) -> impl Iterator<Item = &Node> {
        let others = self.0.iter().enumerate().filter(move |(index, _)| *index != usher);
        others.map(|(_, node)| node)
    }

    /// Asks the others to vote for whom the usher let in. A slow node holds nobody up: what it says
    /// after the matter is decided is not waited for.
    pub(super) async fn vote(
        &self,
        usher: usize,
        names: &Names,
        token: &str,
        fence: u64,
    ) -> Ballot {
        let needed = self.majority() - 1;
        if needed == 0 {
            return Ballot::Won { fence };
        }
        let ask = |node: &Node| {
            let (node, names, token) = (node.clone(), names.clone(), token.to_owned());
            // Goes on although nobody waits, so that what was asked for is known to be given back.
            tokio::spawn(async move { node.vote(&names, &token, fence).await })
        };
        let mut asked: FuturesUnordered<_> = self.others(usher).map(ask).collect();
        let (mut votes, mut silent, mut highest) = (0, 0, 0);
        while let Some(answer) = asked.next().await {
            match answer {
                Ok(Ok(Some(known))) => {
                    votes += 1;
                    highest = highest.max(known);
                }
                Ok(Ok(None)) => {}
                _ => silent += 1,
            }
            if votes == needed {
                return self.agree(names, fence, highest).await;
            }
            if silent > self.0.len() - self.majority() {
                return Ballot::Unreachable;
            }
        }
        Ballot::Split
    }

    /// A fence that is higher than any a majority knew of, and that a majority knows of now.
    async fn agree(&self, names: &Names, fence: u64, highest: u64) -> Ballot {
        if highest < fence {
            return Ballot::Won { fence };
        }
        let fence = highest + 1;
        let mut told: FuturesUnordered<_> =
            self.0.iter().map(|node| node.raise(names, fence)).collect();
        let mut count = 0;
        while let Some(answer) = told.next().await {
            count += usize::from(answer.is_ok());
            if count >= self.majority() {
                return Ballot::Won { fence };
            }
        }
        Ballot::Unreachable
    }

    /// Takes the votes back, but not the place at the usher. Waits until so many are free that the
    /// next can have a majority, and not for a node that is slow.
    pub(super) async fn recall(&self, usher: usize, names: &Names, token: &str) {
        let needed = self.majority() - 1;
        let ask = |node: &Node| {
            let (node, names, token) = (node.clone(), names.clone(), token.to_owned());
            tokio::spawn(async move {
                let answer = node.delete(&names, &token).await.is_ok();
                tokio::spawn(async move {
                    // A vote that nobody waited for may come through after this.
                    sleep(LATE).await;
                    let _ = node.delete(&names, &token).await;
                });
                answer
            })
        };
        let mut asked: FuturesUnordered<_> = self.others(usher).map(ask).collect();
        let mut free = 0;
        while free < needed
            && let Some(answer) = asked.next().await
        {
            free += usize::from(matches!(answer, Ok(true)));
        }
    }

    /// Starts the time to live anew at a majority. `None`: it is unknown whether there is one.
    pub(super) async fn extend(&self, names: &Names, token: &str) -> Option<bool> {
        let mut asked: FuturesUnordered<_> =
            self.0.iter().map(|node| node.extend(names, token)).collect();
        let (mut ours, mut lost) = (0, 0);
        while let Some(answer) = asked.next().await {
            match answer {
                Ok(true) => ours += 1,
                Ok(false) => lost += 1,
                Err(_) => {}
            }
            if ours >= self.majority() {
                return Some(true);
            }
            if lost > self.0.len() - self.majority() {
                return Some(false);
            }
        }
        None
    }
}
