//! One request to the writer, and what it may use while it runs.

use super::error::{Stop, UNAVAILABLE};
use super::script::Script;
use super::seats::Shape;
use crate::lock::Lease;
use booking::{CellRange, Item, Refusal, ResourceId, UnixMillis};
use futures::future::BoxFuture;
use sqlx::SqliteConnection;
use std::collections::HashMap;
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

/// What is known of the ledger within one group commit, in which nobody else writes.
#[derive(Default)]
pub(crate) struct Memo {
    pub(super) ends: Ends,
    shapes: HashMap<ResourceId, Shape>,
    /// What was found to be gone, so that those who come too late for it cost next to nothing.
    gone: HashMap<(ResourceId, CellRange, u32), Refusal>,
    /// Whether the operation under way changes resources.
    altered: bool,
}

impl Memo {
    /// Forgets what an operation that was undone has added.
    pub(super) fn undo(&mut self, ends: Ends) {
        self.ends = ends;
        if std::mem::take(&mut self.altered) {
            self.shapes.clear();
            self.gone.clear();
        }
    }
}

/// Where the next rows go.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ends {
    /// Number and hash of the last event.
    pub(super) event: Option<(i64, [u8; 32])>,
    /// The highest number of a booking.
    pub(super) booking: Option<i64>,
}

/// The open transaction.
pub(crate) struct Tx<'c> {
    pub(crate) connection: &'c mut SqliteConnection,
    /// Read once for each group commit.
    pub(crate) now: UnixMillis,
    pub(super) memo: &'c mut Memo,
    /// What is written when the operation is done, since nothing in it reads it.
    pub(super) later: Script,
    /// Whether the operation has claimed something, and may be in its own way.
    claimed: bool,
}

impl<'c> Tx<'c> {
    pub(super) fn new(
        connection: &'c mut SqliteConnection,
        now: UnixMillis,
        memo: &'c mut Memo,
    ) -> Self {
        Self { connection, now, memo, later: Script::default(), claimed: false }
    }

    /// Records that cells changed hands, which moves the ledger's sequence on.
    pub(crate) fn changed(&mut self, resource: &ResourceId, cells: CellRange) {
        self.later
            .add("INSERT INTO change (resource, first_cell, end_cell) VALUES (?, ?, ?)")
            .bind(resource.as_str().to_owned())
            .bind(cells.first.0)
            .bind(cells.end.0);
    }

    pub(super) async fn shape(&mut self, resource: &ResourceId) -> Result<Shape, Stop> {
        if let Some(shape) = self.memo.shapes.get(resource) {
            return Ok(*shape);
        }
        let shape = Shape::read(self.connection, resource).await?;
        self.memo.shapes.insert(resource.clone(), shape);
        Ok(shape)
    }

    /// Why an item cannot be had, if that was found within this commit and nothing came free since.
    pub(super) fn gone(&self, item: &Item) -> Option<Refusal> {
        let gone = self.memo.gone.get(&(item.resource.clone(), item.cells, item.quantity));
        gone.filter(|_| !self.claimed).cloned()
    }

    pub(super) fn is_gone(&mut self, item: &Item, refusal: &Refusal) {
        if !self.claimed {
            let place = (item.resource.clone(), item.cells, item.quantity);
            self.memo.gone.insert(place, refusal.clone());
        }
    }

    pub(super) fn has_claimed(&mut self) {
        self.claimed = true;
        // Less is left now than others were told.
        self.memo.gone.retain(|_, refusal| !matches!(refusal, Refusal::Few { .. }));
    }

    /// Claims are about to be given up or moved.
    pub(super) fn comes_free(&mut self) {
        self.memo.gone.clear();
    }

    /// Resources are about to be changed.
    pub(super) fn forget_shapes(&mut self) {
        self.memo.shapes.clear();
        self.memo.gone.clear();
        self.memo.altered = true;
    }

    /// A number for a new booking, higher than any before.
    pub(super) async fn next_booking(&mut self) -> Result<i64, Stop> {
        let highest = match self.memo.ends.booking {
            Some(highest) => highest,
            None => {
                sqlx::query_scalar("SELECT coalesce(max(id), 0) FROM booking")
                    .fetch_one(&mut *self.connection)
                    .await?
            }
        };
        self.memo.ends.booking = Some(highest + 1);
        Ok(highest + 1)
    }

    /// Writes what was left for later, for whatever reads it next.
    pub(super) async fn flush(&mut self) -> Result<(), Stop> {
        if self.later.is_empty() {
            return Ok(());
        }
        self.later.run(self.connection).await
    }

    /// Makes the operation's effect part of the transaction, and begins a new savepoint.
    async fn keep(&mut self) -> Result<(), Stop> {
        self.later.add("RELEASE operation").add("SAVEPOINT operation");
        self.later.run(self.connection).await
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
            let done = match operation.apply(tx).await {
                Ok(output) => tx.keep().await.map(|()| output),
                Err(stop) => Err(stop),
            };
            self.outcome = done.map_err(|stop| stop.of_write().refusal());
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
