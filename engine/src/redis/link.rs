use super::address::Address;
use super::breaker::Breaker;
use super::connection::Connection;
use super::news::CHANGED;
use super::server::Server;
use ::redis::{Cmd, ErrorKind, FromRedisValue, RedisError, RedisResult, ScriptInvocation, Value};
use prometheus::IntCounter;
use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{Mutex, Notify};
use tokio::time::{sleep, timeout};

/// The longest a command may take. Redis on the same network answers in well under a millisecond;
/// past this a booking is better off without the lock.
const ANSWER: Duration = Duration::from_millis(250);
/// Time between two looks for a Redis that did not answer.
const PROBE: Duration = Duration::from_millis(200);

/// One Redis: its shared connection, and whether it is to be asked at all. Clones share it.
#[derive(Clone)]
pub(crate) struct RedisLink(Arc<Shared>);

struct Shared {
    address: Address,
    connection: Mutex<Option<Connection>>,
    breaker: Breaker,
    server: std::sync::RwLock<Server>,
    /// Told when it answers again.
    recovered: Notify,
    /// Where it stands in the list of addresses, for the log; there may be a password in the URL.
    number: usize,
    errors: IntCounter,
}

impl RedisLink {
    /// Does not connect yet: a Redis that is down at the start is found when it is back.
    pub(crate) fn new(address: Address, number: usize, errors: IntCounter) -> Self {
        Self(Arc::new(Shared {
            address,
            connection: Mutex::default(),
            breaker: Breaker::default(),
            server: std::sync::RwLock::default(),
            recovered: Notify::new(),
            number,
            errors,
        }))
    }

    pub(crate) fn breaker(&self) -> &Breaker {
        &self.0.breaker
    }

    /// What the server can do, as far as it is known.
    pub(crate) fn server(&self) -> Server {
        self.0.server.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The shared connection; made anew when the last one failed.
    pub(crate) async fn connection(&self) -> RedisResult<Connection> {
        let mut connection = self.0.connection.lock().await;
        if let Some(connection) = &*connection {
            return Ok(connection.clone());
        }
        let made = self.0.address.connect(ANSWER).await?;
        *connection = Some(made.clone());
        Ok(made)
    }

    /// A failed connection is no longer used. What was asked on it may still come to pass.
    pub(crate) async fn disconnect(&self) {
        *self.0.connection.lock().await = None;
    }

    pub(crate) async fn command<T: FromRedisValue>(&self, command: &Cmd) -> RedisResult<T> {
        self.guarded(Question::Command(command)).await
    }

    pub(crate) async fn script<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
    ) -> RedisResult<T> {
        self.guarded(Question::Script(script)).await
    }

    /// Asks under the time limit, and not at all while it is known that there is no answer. What is asked must be safe to ask twice: a connection that turns
    /// out to be dead, or to lead to what is now a replica, is replaced once.
    async fn guarded<T: FromRedisValue>(&self, question: Question<'_>) -> RedisResult<T> {
        if self.0.breaker.is_open() {
            return Err(RedisError::from((ErrorKind::Io, "left alone")));
        }
        let asked = timeout(ANSWER, async {
            match question.ask(self).await {
                Err(error) if is_stale(&error) => {
                    self.disconnect().await;
                    question.ask(self).await
                }
                answer => answer,
            }
        });
        let answer = match asked.await {
            Ok(answer) => answer,
            Err(_) => Err(RedisError::from((ErrorKind::Io, "no answer in time"))),
        };
        if answer.is_err() {
            self.fails().await;
        }
        answer
    }

    /// Leaves Redis alone from now on, until a probe has an answer.
    async fn fails(&self) {
        self.0.errors.inc();
        self.disconnect().await;
        if self.0.breaker.open() {
            let number = self.0.number;
            tracing::warn!(number, "Redis does not answer; it is left alone until it does");
            tokio::spawn(probe(Arc::downgrade(&self.0)));
        }
    }

    pub(crate) async fn is_up(&self) -> bool {
        self.command::<String>(&::redis::cmd("PING")).await.is_ok()
    }

    /// Looks at what the server is and can do. `None` when it does not answer.
    pub(crate) async fn survey(&self) -> Option<Server> {
        let looking = async { Server::survey(&mut self.connection().await?).await };
        match timeout(ANSWER, looking).await {
            Ok(Ok(found)) => {
                self.learn(found.clone());
                Some(found)
            }
            _ => {
                self.fails().await;
                None
            }
        }
    }

    fn learn(&self, found: Server) {
        let mut known = self.0.server.write().unwrap_or_else(PoisonError::into_inner);
        if *known != found {
            found.log(self.0.number);
            *known = found;
        }
    }

    /// Tells other processes that the ledger moved on. Losing it costs them a second.
    pub(crate) async fn announce_change(&self) {
        let mut publish = ::redis::cmd("PUBLISH");
        publish.arg(CHANGED).arg("");
        let _ = self.command::<i64>(&publish).await;
    }

    pub(super) fn address(&self) -> &Address {
        &self.0.address
    }

    pub(super) async fn recovered(&self) {
        self.0.recovered.notified().await;
    }
}

/// What Redis is asked.
enum Question<'q> {
    Command(&'q Cmd),
    Script(&'q ScriptInvocation<'q>),
}

impl Question<'_> {
    async fn ask<T: FromRedisValue>(&self, link: &RedisLink) -> RedisResult<T> {
        let mut connection = link.connection().await?;
        match self {
            Self::Command(command) => command.query_async(&mut connection).await,
            Self::Script(script) => script.invoke_async(&mut connection).await,
        }
    }
}

/// Asks until there is an answer, so that no request has to find out.
async fn probe(link: Weak<Shared>) {
    loop {
        sleep(PROBE).await;
        let Some(shared) = link.upgrade() else {
            return;
        };
        let link = RedisLink(shared);
        let looking = async {
            let mut connection = link.connection().await?;
            let _: Value = ::redis::cmd("PING").query_async(&mut connection).await?;
            Server::survey(&mut connection).await
        };
        match timeout(ANSWER, looking).await {
            // A master that was made a replica answers, but takes no lock.
            Ok(Ok(server)) if !server.replica => {
                link.learn(server);
                link.0.breaker.close();
                link.0.recovered.notify_waiters();
                tracing::info!(number = link.0.number, "Redis answers again");
                return;
            }
            _ => link.disconnect().await,
        }
    }
}

fn is_stale(error: &RedisError) -> bool {
    error.is_connection_dropped()
        || matches!(error.kind(), ErrorKind::Server(::redis::ServerErrorKind::ReadOnly))
}
