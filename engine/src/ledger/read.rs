//! What the ledger says, read without waiting for the writer.

use super::error::Stop;
use super::row;
use super::seats::{self, Shape};
use super::shared::Shared;
use crate::receipt::{Idempotency, Receipt};
use booking::{
    Booking, Cell, CellRange, Item, Occupancy, Reference, Refusal, ResourceId, Secret, UnixMillis,
};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqlitePool;
use subtle::ConstantTimeEq;

/// The most changes read at once.
const CHANGES: i64 = 1024;

/// Cells that changed hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) seq: i64,
    pub(crate) resource: ResourceId,
    pub(crate) cells: CellRange,
}

/// The pool of read-only connections.
#[derive(Clone)]
pub(crate) struct Reader {
    pool: SqlitePool,
    sequences: Shared<i64>,
}

impl Reader {
    pub(crate) fn new(pool: SqlitePool) -> Self {
        Self { pool, sequences: Shared::default() }
    }

    /// One that finds no ledger, for what never asks.
    #[cfg(test)]
    pub(crate) fn of_nothing() -> Self {
        let options = sqlx::sqlite::SqliteConnectOptions::new();
        Self::new(sqlx::sqlite::SqlitePoolOptions::new().connect_lazy_with(options))
    }

    pub(super) fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Copies what is committed from the log into the file, as far as nobody reads it there.
    pub(crate) async fn checkpoint(&self) -> Result<(), Stop> {
        sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&self.pool).await?;
        Ok(())
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }

    /// How much of the given cells of each resource is claimed at `now`, and a sequence of the ledger
    /// whose changes that includes; some later ones may be in it already.
    pub(crate) async fn occupancy(
        &self,
        wanted: &[(ResourceId, CellRange)],
        now: UnixMillis,
    ) -> Result<(i64, Occupancy), Stop> {
        let mut connection = self.pool.acquire().await?;
        let seq = sequence(&mut connection).await?;
        let mut occupancy = Occupancy::default();
        for (resource, cells) in wanted {
            let shape = Shape::read(&mut connection, resource).await?;
            let uses = seats::uses(&mut connection, shape, resource, *cells, now).await?;
            let capacity = u32::try_from(shape.capacity).unwrap_or(u32::MAX);
            occupancy.insert(resource.clone(), capacity, uses);
        }
        Ok((seq, occupancy))
    }

    /// Free seats for an item, or why there are none.
    pub(crate) async fn seats(
        &self,
        item: &Item,
        now: UnixMillis,
    ) -> Result<Result<Option<Vec<i64>>, Refusal>, Stop> {
        let mut connection = self.pool.acquire().await?;
        let (shape, picked) = seats::look(&mut connection, item).await?;
        if picked.is_some() {
            return Ok(Ok(picked));
        }
        let room = seats::room(&mut connection, shape, item, now).await?;
        if room.left >= item.quantity {
            return Ok(Ok(None));
        }
        Ok(Err(seats::refusal(room, item.quantity)))
    }

    /// The number of the latest change, as of a moment within this call. Those who ask at the same
    /// time are answered by one reading.
    pub(crate) async fn sequence(&self) -> Result<i64, Stop> {
        let pool = self.pool.clone();
        self.sequences.ask(move || latest(pool.clone())).await
    }

    /// Changes after `seq`, oldest first; `None` when some of them are no longer kept.
    pub(crate) async fn changes_after(&self, seq: i64) -> Result<Option<Vec<Change>>, Stop> {
        let rows: Vec<(i64, String, i64, i64)> = sqlx::query_as(
            "SELECT seq, resource, first_cell, end_cell FROM change WHERE seq > ?
             ORDER BY seq LIMIT ?",
        )
        .bind(seq)
        .bind(CHANGES)
        .fetch_all(&self.pool)
        .await?;
        if rows.first().is_some_and(|(first, ..)| *first > seq + 1) {
            return Ok(None);
        }
        let change = |(seq, resource, first, end): (i64, String, i64, i64)| {
            Ok(Change {
                seq,
                resource: ResourceId::parse(&resource)
                    .map_err(|_| Stop::Inconsistent("change.resource"))?,
                cells: CellRange { first: Cell(first), end: Cell(end) },
            })
        };
        rows.into_iter().map(change).collect::<Result<Vec<_>, _>>().map(Some)
    }

    /// The booking, as recorded; a hold may have ended since.
    pub(crate) async fn find(
        &self,
        reference: &Reference,
        secret: &Secret,
        now: UnixMillis,
    ) -> Result<Booking, Stop> {
        let mut connection = self.pool.acquire().await?;
        let stored = row::find(&mut connection, reference, secret, now).await?;
        stored.map(|stored| stored.booking).ok_or(Stop::Refused(Refusal::Unknown))
    }

    /// The booking of that reference, for the owner.
    pub(crate) async fn find_any(
        &self,
        reference: &Reference,
        now: UnixMillis,
    ) -> Result<Booking, Stop> {
        let mut connection = self.pool.acquire().await?;
        let stored = row::find_any(&mut connection, reference, now).await?;
        stored.map(|stored| stored.booking).ok_or(Stop::Refused(Refusal::Unknown))
    }

    /// When the next hold ends.
    pub(crate) async fn next_hold_end(&self) -> Result<Option<UnixMillis>, Stop> {
        let at: Option<i64> =
            sqlx::query_scalar("SELECT min(expires_at) FROM booking WHERE state = 'held'")
                .fetch_one(&self.pool)
                .await?;
        Ok(at.map(UnixMillis))
    }

    /// The answer a request was given before.
    pub(crate) async fn repeated(
        &self,
        idempotency: &Idempotency,
    ) -> Result<Option<Receipt>, Stop> {
        repeated(&mut *self.pool.acquire().await?, idempotency).await
    }

    pub(crate) async fn connection(
        &self,
    ) -> Result<sqlx::pool::PoolConnection<sqlx::Sqlite>, sqlx::Error> {
        self.pool.acquire().await
    }
}

async fn sequence(connection: &mut SqliteConnection) -> Result<i64, Stop> {
    Ok(sqlx::query_scalar("SELECT coalesce(max(seq), 0) FROM change").fetch_one(connection).await?)
}

/// # Errors
/// [`Refusal::KeyReused`] when the key came with another request.
pub(super) async fn repeated(
    connection: &mut SqliteConnection,
    idempotency: &Idempotency,
) -> Result<Option<Receipt>, Stop> {
    let row: Option<(Vec<u8>, String)> =
        sqlx::query_as("SELECT fingerprint, answer FROM idempotency WHERE key = ?")
            .bind(&idempotency.key)
            .fetch_optional(connection)
            .await?;
    let Some((fingerprint, answer)) = row else {
        return Ok(None);
    };
    if !bool::from(fingerprint.ct_eq(&idempotency.fingerprint)) {
        return Err(Refusal::KeyReused.into());
    }
    serde_json::from_str(&answer).map(Some).map_err(|_| Stop::Inconsistent("idempotency.answer"))
}

async fn latest(pool: SqlitePool) -> Result<i64, Stop> {
    sequence(&mut *pool.acquire().await?).await
}
