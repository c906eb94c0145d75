//! The one writer: a queue, and group commits of what waits in it.

use super::error::{UNAVAILABLE, code};
use super::expire::{self, Sweep};
use super::operation::{Operation, Pending, Queued, Tx};
use crate::clock::Clock;
use booking::Refusal;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Operations that may wait for the writer. At a thousand a second that is the longest anyone
/// should wait; what comes on top is refused at once.
const QUEUE: usize = 4096;
/// Operations in one commit: enough that a flush is shared widely, few enough that the first does
/// not wait long for the last.
const BATCH: usize = 128;
/// Pause before another try to reach a ledger whose connection failed.
const RECONNECT: Duration = Duration::from_millis(200);

/// The way into the writer's queue.
#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Box<dyn Queued>>,
}

impl Writer {
    /// Starts the writer. After `stop` it takes nothing new, commits what waits and closes the file.
    /// `committed` is notified after each commit.
    pub(crate) fn start(
        connection: SqliteConnection,
        options: SqliteConnectOptions,
        clock: Arc<dyn Clock>,
        committed: Arc<Notify>,
        stop: CancellationToken,
    ) -> (Self, JoinHandle<()>) {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let task = tokio::spawn(run(connection, options, clock, committed, waiting, stop));
        (Self { queue }, task)
    }

    /// Queues an operation and waits until its commit has returned.
    ///
    /// Dropping the future does not take the operation back.
    pub(crate) async fn write<O: Operation>(&self, operation: O) -> Result<O::Output, Refusal> {
        let (pending, answer) = Pending::new(operation);
        if self.queue.try_send(Box::new(pending)).is_err() {
            return Err(Refusal::Busy { retry_after_seconds: 1 });
        }
        answer.await.unwrap_or(Err(UNAVAILABLE))
    }
}

async fn run(
    mut connection: SqliteConnection,
    options: SqliteConnectOptions,
    clock: Arc<dyn Clock>,
    committed: Arc<Notify>,
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
        let outcome = commit(&mut connection, &*clock, &mut batch).await;
        let holds = outcome.is_ok();
        for queued in batch.drain(..) {
            queued.answer(holds);
        }
        match outcome {
            Ok(()) => committed.notify_one(),
            Err(error) => {
                tracing::error!(code = code(&error), "a commit failed; nothing of it was kept");
                if run_statement(&mut connection, "ROLLBACK").await.is_err()
                    && connection.ping().await.is_err()
                {
                    connection = reconnect(&options).await;
                }
            }
        }
    }
    if let Err(error) = connection.close().await {
        tracing::warn!(code = code(&error), "the ledger did not close cleanly");
    }
}

/// Runs the operations of one group commit. An error means that none of them took effect.
async fn commit(
    connection: &mut SqliteConnection,
    clock: &dyn Clock,
    batch: &mut [Box<dyn Queued>],
) -> Result<(), sqlx::Error> {
    run_statement(connection, "BEGIN IMMEDIATE").await?;
    let now = clock.now();
    let mut sweep: Vec<Box<dyn Queued>> = Vec::new();
    if expire::is_due(connection, now).await? {
        sweep.push(Box::new(Pending::new(Sweep).0));
    }
    for queued in sweep.iter_mut().chain(batch) {
        run_statement(connection, "SAVEPOINT operation").await?;
        let mut tx = Tx { connection: &mut *connection, now };
        if !queued.apply(&mut tx).await {
            run_statement(connection, "ROLLBACK TO operation").await?;
        }
        run_statement(connection, "RELEASE operation").await?;
    }
    run_statement(connection, "COMMIT").await
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
