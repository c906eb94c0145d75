//! One request to the writer, and what it may use while it runs.

use super::error::{Stop, UNAVAILABLE};
use crate::lock::Lease;
use booking::{CellRange, Refusal, ResourceId, UnixMillis};
use futures::future::BoxFuture;
use sqlx::SqliteConnection;
use tokio::sync::oneshot;

/// A change to the ledger. It runs inside a savepoint: when it ends in an error, nothing of it
/// remains, and the operations that share its commit are untouched.
pub(crate) trait Operation: Send + 'static {
    type Output: Send + 'static;

    /// What the lock says of the right to write; none where no lock is needed or to be had.
    fn lease(&self) -> Option<&Lease> {
        None
    }

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<Self::Output, Stop>>;
}

/// The open transaction.
pub(crate) struct Tx<'c> {
    pub(crate) connection: &'c mut SqliteConnection,
    /// Read once for each group commit.
    pub(crate) now: UnixMillis,
}

impl Tx<'_> {
    /// Records that cells changed hands, which moves the ledger's sequence on.
    pub(crate) async fn changed(
        &mut self,
        resource: &ResourceId,
        cells: CellRange,
    ) -> Result<(), Stop> {
        sqlx::query("INSERT INTO change (resource, first_cell, end_cell) VALUES (?, ?, ?)")
            .bind(resource.as_str())
            .bind(cells.first.0)
            .bind(cells.end.0)
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }
}

/// An operation with its caller waiting, the type of its answer forgotten.
pub(crate) trait Queued: Send {
    fn lease(&self) -> Option<&Lease>;

    /// Turns it down without running it.
    fn refuse(&mut self, refusal: Refusal);

    /// Runs it; true when its effect shall be kept.
    fn apply<'t>(&'t mut self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, bool>;

    /// Tells the caller, once it is known whether the commit holds.
    fn answer(self: Box<Self>, committed: bool);
}

pub(crate) struct Pending<O: Operation> {
    operation: Option<O>,
    outcome: Result<O::Output, Refusal>,
    caller: oneshot::Sender<Result<O::Output, Refusal>>,
}

impl<O: Operation> Pending<O> {
    pub(crate) fn new(operation: O) -> (Self, oneshot::Receiver<Result<O::Output, Refusal>>) {
        let (caller, answer) = oneshot::channel();
        let pending = Self { operation: Some(operation), outcome: Err(UNAVAILABLE), caller };
        (pending, answer)
    }
}

impl<O: Operation> Queued for Pending<O> {
    fn lease(&self) -> Option<&Lease> {
        self.operation.as_ref().and_then(Operation::lease)
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.operation = None;
        self.outcome = Err(refusal);
    }

    fn apply<'t>(&'t mut self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, bool> {
        Box::pin(async move {
            let Some(operation) = self.operation.take() else {
                return false;
            };
            self.outcome = operation.apply(tx).await.map_err(Stop::refusal);
            self.outcome.is_ok()
        })
    }

    fn answer(self: Box<Self>, committed: bool) {
        // A refusal is as true after a failed commit as before; an effect is not. The caller may
        // have gone away, which changes nothing.
        let outcome = match self.outcome {
            Ok(_) if !committed => Err(UNAVAILABLE),
            outcome => outcome,
        };
        let _ = self.caller.send(outcome);
    }
}
