//! The connection to Redis: commands through one managed connection, messages through another.

use crate::ledger::OpenError;
use crate::lock::Wake;
use ::redis::aio::{ConnectionManager, ConnectionManagerConfig};
use ::redis::{Client, ErrorKind, RedisError, RedisResult};
use futures::StreamExt;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

/// Channel on which a released lock's key is published.
pub(crate) const RELEASED: &str = "berth:released";
/// Channel on which the ledger's new sequence is published.
pub(crate) const CHANGED: &str = "berth:changed";

/// The longest a command may take. Redis on the same network answers in well under a millisecond;
/// past this a booking is better off without the lock.
const ANSWER: Duration = Duration::from_millis(250);
/// After a failure Redis is left alone for this long, so that an outage costs one request the wait
/// and the others nothing.
const REST: Duration = Duration::from_secs(1);
/// Pause before another try to subscribe.
const RESUBSCRIBE: Duration = Duration::from_millis(500);

/// Keeps requests from waiting for a Redis that does not answer.
#[derive(Clone, Default)]
pub(crate) struct Breaker(Arc<Mutex<Option<Instant>>>);

impl Breaker {
    /// Whether Redis failed a moment ago.
    pub(crate) fn is_open(&self) -> bool {
        let open_until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open_until.is_some_and(|until| Instant::now() < until)
    }

    /// Runs a command under the time limit and remembers how it went.
    pub(crate) async fn watch<T>(
        &self,
        command: impl Future<Output = RedisResult<T>>,
    ) -> RedisResult<T> {
        let answer = match timeout(ANSWER, command).await {
            Ok(answer) => answer,
            Err(_) => Err(RedisError::from((ErrorKind::Io, "no answer in time"))),
        };
        let mut open_until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match (&answer, open_until.is_some()) {
            (Err(error), was_down) => {
                if !was_down {
                    tracing::warn!(kind = ?error.kind(), "Redis does not answer; going on under the ledger alone");
                }
                *open_until = Some(Instant::now() + REST);
            }
            (Ok(_), true) => {
                tracing::info!("Redis answers again");
                *open_until = None;
            }
            (Ok(_), false) => {}
        }
        answer
    }
}

/// What the engine shares with other processes through Redis.
#[derive(Clone)]
pub(crate) struct RedisLink {
    client: Client,
    pub(crate) connection: ConnectionManager,
    pub(crate) breaker: Breaker,
}

impl RedisLink {
    /// Does not connect yet: a Redis that is down at the start is found when it is back.
    pub(crate) fn open(url: &str) -> Result<Self, OpenError> {
        let client = Client::open(url).map_err(|_| OpenError::RedisUrl)?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(ANSWER))
            .set_response_timeout(Some(ANSWER))
            .set_number_of_retries(1);
        let connection = ConnectionManager::new_lazy_with_config(client.clone(), config)
            .map_err(|_| OpenError::RedisUrl)?;
        Ok(Self { client, connection, breaker: Breaker::default() })
    }

    pub(crate) async fn is_up(&self) -> bool {
        let mut connection = self.connection.clone();
        let ping = ::redis::cmd("PING");
        self.breaker.watch(ping.query_async::<String>(&mut connection)).await.is_ok()
    }

    /// Tells other processes that the ledger moved on. Losing it costs them a second.
    pub(crate) async fn announce_change(&self) {
        if !self.breaker.is_open() {
            let mut connection = self.connection.clone();
            let mut publish = ::redis::cmd("PUBLISH");
            publish.arg(CHANGED).arg("");
            let _ = self.breaker.watch(publish.query_async::<i64>(&mut connection)).await;
        }
    }

    /// Passes messages on to those who wait for them, until `stop`.
    pub(crate) async fn listen(self, wake: Wake, changed: Arc<Notify>, stop: CancellationToken) {
        let listening = async {
            loop {
                let _ = self.pass_on(&wake, &changed).await;
                tokio::time::sleep(RESUBSCRIBE).await;
            }
        };
        stop.run_until_cancelled(listening).await;
    }

    async fn pass_on(&self, wake: &Wake, changed: &Notify) -> RedisResult<()> {
        let mut subscription = self.client.get_async_pubsub().await?;
        subscription.subscribe(&[RELEASED, CHANGED]).await?;
        // What was said before the subscription stood is not heard: look once.
        changed.notify_one();
        let mut messages = subscription.on_message();
        while let Some(message) = messages.next().await {
            if message.get_channel_name() == RELEASED {
                wake.released(&message.get_payload::<String>()?);
            } else {
                changed.notify_one();
            }
        }
        Ok(())
    }
}
