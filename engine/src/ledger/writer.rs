//! The one writer: a queue, and group commits of what waits in it.

use super::error::{UNAVAILABLE, code};
use super::expire::{self, Sweep};
use super::fence;
use super::operation::{Memo, Operation, Pending, Queued, Tx};
use crate::clock::Clock;
use crate::lock::Lease;
use crate::metrics::LedgerMetrics;
use booking::{Refusal, UnixMillis};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Operations that may wait for the writer. At a thousand a second that is the longest anyone
/// should wait; what comes on top is refused at once.
const QUEUE: usize = 4096;
/// Operations in one commit: enough that a flush is shared widely, few enough that the first does
/// not wait long for the last.
const BATCH: usize = 128;
/// Pause before another try to reach a ledger whose connection failed.
const RECONNECT: Duration = Duration::from_millis(200);

/// The lock was lost, and may have gone to another. Nothing is known of the place.
const LOST: Refusal = Refusal::Busy { retry_after_seconds: 1 };

/// The way into the writer's queue.
#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Box<dyn Queued>>,
    metrics: LedgerMetrics,
}

/// What the writer works with.
pub(crate) struct Desk {
    pub(crate) connection: SqliteConnection,
    pub(crate) options: SqliteConnectOptions,
    pub(crate) clock: Arc<dyn Clock>,
    /// Notified after each commit.
    pub(crate) committed: Arc<Notify>,
    pub(crate) metrics: LedgerMetrics,
}

impl Writer {
    /// Starts the writer. After `stop` it takes nothing new, commits what waits and closes the file.
    pub(crate) fn start(desk: Desk, stop: CancellationToken) -> (Self, JoinHandle<()>) {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let metrics = desk.metrics.clone();
        let task = tokio::spawn(run(desk, waiting, stop));
        (Self { queue, metrics }, task)
    }

    /// A queue that something else than a ledger serves.
    #[cfg(test)]
    pub(crate) fn to(queue: mpsc::Sender<Box<dyn Queued>>, metrics: LedgerMetrics) -> Self {
        Self { queue, metrics }
    }

    /// Queues an operation and waits until its commit has returned.
    ///
    /// Dropping the future does not take the operation back.
    pub(crate) async fn write<O: Operation>(&self, operation: O) -> Result<O::Output, Refusal> {
        let (pending, answer) = Pending::new(operation);
        self.metrics.queued.inc();
        if self.queue.try_send(Box::new(pending)).is_err() {
            self.metrics.queued.dec();
            return Err(Refusal::Busy { retry_after_seconds: 1 });
        }
        answer.await.unwrap_or(Err(UNAVAILABLE))
    }
}

async fn run(
    mut desk: Desk,
    mut waiting: mpsc::Receiver<Box<dyn Queued>>,
    stop: CancellationToken,
) {
    let mut batch: Vec<Box<dyn Queued>> = Vec::with_capacity(BATCH);
    loop {
        let received = match stop.run_until_cancelled(waiting.recv_many(&mut batch, BATCH)).await {
            Some(received) => received,
            None => {
                waiting.close();
                waiting.recv_many(&mut batch, BATCH).await
            }
        };
        if received == 0 {
            break;
        }
        desk.metrics.queued.sub(i64::try_from(received).unwrap_or(i64::MAX));
        #[expect(clippy::cast_precision_loss, reason = "at most BATCH")]
        desk.metrics.batch.observe(received as f64);
        let begun = Instant::now();
        let outcome = desk.commit(&mut batch).await;
        desk.metrics.commits.observe(begun.elapsed().as_secs_f64());
        let holds = outcome.is_ok();
        for queued in batch.drain(..) {
            queued.answer(holds);
        }
        match outcome {
            Ok(()) => desk.committed.notify_one(),
            Err(error) => {
                tracing::error!(code = code(&error), "a commit failed; nothing of it was kept");
                desk.metrics.failures.inc();
                if run_statement(&mut desk.connection, "ROLLBACK").await.is_err()
                    && desk.connection.ping().await.is_err()
                {
                    desk.connection = reconnect(&desk.options).await;
                }
            }
        }
    }
    if let Err(error) = desk.connection.close().await {
        tracing::warn!(code = code(&error), "the ledger did not close cleanly");
    }
}

impl Desk {
    /// Runs the operations of one group commit. An error means that none of them took effect.
    async fn commit(&mut self, batch: &mut [Box<dyn Queued>]) -> Result<(), sqlx::Error> {
        run_statement(&mut self.connection, "BEGIN IMMEDIATE; SAVEPOINT operation").await?;
        let mut memo = Memo::default();
        let now = self.clock.now();
        let mut sweep: Vec<Box<dyn Queued>> = Vec::new();
        if expire::is_due(&mut self.connection, now).await? {
            sweep.push(Box::new(Pending::new(Sweep).0));
        }
        let mut admitted = None;
        for queued in sweep.iter_mut().chain(batch) {
            if !self.admits(queued.lease(), &mut admitted, now).await? {
                self.metrics.fenced.inc();
                queued.refuse(LOST);
                continue;
            }
            let ends = memo.ends;
            let mut tx = Tx::new(&mut self.connection, now, &mut memo);
            if !queued.apply(&mut tx).await {
                // The savepoint remains, for the next.
                run_statement(&mut self.connection, "ROLLBACK TO operation").await?;
                memo.undo(ends);
            }
        }
        run_statement(&mut self.connection, "COMMIT").await
    }

    /// Whether the lock still gives the right to write. The ledger keeps its token whatever comes of
    /// the operation, and asks once for all that go under one grant.
    async fn admits(
        &mut self,
        lease: Option<&Lease>,
        admitted: &mut Option<Lease>,
        now: UnixMillis,
    ) -> Result<bool, sqlx::Error> {
        let Some(lease) = lease else {
            return Ok(true);
        };
        if lease.is_lost() {
            return Ok(false);
        }
        if admitted.as_ref().is_some_and(|before| before.is(lease)) {
            return Ok(true);
        }
        let admits = fence::admits(&mut self.connection, lease, now).await?;
        *admitted = admits.then(|| lease.clone());
        Ok(admits)
    }
}

/// As a query, so that it is prepared once.
async fn run_statement(
    connection: &mut SqliteConnection,
    sql: &'static str,
) -> Result<(), sqlx::Error> {
    sqlx::query(sql).execute(connection).await.map(drop)
}

async fn reconnect(options: &SqliteConnectOptions) -> SqliteConnection {
    loop {
        match options.connect().await {
            Ok(connection) => return connection,
            Err(error) => {
                tracing::error!(code = code(&error), "the ledger cannot be reached");
                tokio::time::sleep(RECONNECT).await;
            }
        }
    }
}
