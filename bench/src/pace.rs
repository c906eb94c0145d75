//! Requests at a fixed rate, whether or not earlier ones have been answered: what guests do.

use crate::client::{Answer, Client, connect_all};
use crate::round::Times;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// Requests that may be under way at once; more would be answered later than their turn, which counts.
const CONNECTIONS: usize = 32;

/// How often, and how many times.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub per_second: u32,
    pub requests: usize,
}

impl Pace {
    /// Asks, and returns how long each answer took, from when its request was due. A timer that
    /// woke us late is not the server's fault and does not count.
    ///
    /// # Panics
    /// When an answer is no success.
    pub async fn run<F>(self, address: SocketAddr, ask: F) -> Times
    where
        F: AsyncAsk,
    {
        let (next, ask) = (Arc::new(AtomicUsize::new(0)), Arc::new(ask));
        let clients = connect_all(address, CONNECTIONS).await;
        let begun = Instant::now();
        let mut asking = JoinSet::new();
        for mut client in clients {
            let (next, ask) = (Arc::clone(&next), Arc::clone(&ask));
            asking.spawn(async move {
                let mut times = Times::default();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= self.requests {
                        return times;
                    }
                    let due = begun + Duration::from_secs(1) * index as u32 / self.per_second;
                    let is_early = Instant::now() < due;
                    sleep_until(due).await;
                    let from = if is_early { Instant::now() } else { due };
                    let answer = ask.ask(&mut client, index).await;
                    assert!(answer.status < 300, "{answer:?}");
                    times.push(from.elapsed());
                }
            });
        }
        let mut times = Times::default();
        asking.join_all().await.into_iter().for_each(|each| times.extend(each));
        times
    }
}

/// The request of a number.
pub trait AsyncAsk: Send + Sync + 'static {
    fn ask(&self, client: &mut Client, index: usize) -> impl Future<Output = Answer> + Send;
}

/// A page, again and again.
pub struct Get(pub String);

/// Bodies to be posted, one after another.
pub struct Post(pub &'static str, pub Vec<bytes::Bytes>);

impl AsyncAsk for Get {
    async fn ask(&self, client: &mut Client, _: usize) -> Answer {
        client.get(&self.0).await
    }
}

impl AsyncAsk for Post {
    async fn ask(&self, client: &mut Client, index: usize) -> Answer {
        client.post(self.0, self.1[index].clone()).await
    }
}
