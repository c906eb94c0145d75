//! How many seats a resource has.

use super::error::Stop;
use super::operation::{Operation, Tx};
use super::{expire, journal, runs, waitlist};
use booking::{Cell, CellRange, Refusal, Resource, ResourceId};
use futures::future::BoxFuture;

/// Cells from now on in which anything can be booked: two years, the furthest horizon, are 1,054,080
/// minutes, and no cell is shorter.
const REACH: i64 = 1_100_000;
/// Ended holds that are removed at once.
const PASS: i64 = 256;

/// Sets the capacity of a resource, or adds to it. What comes free goes to those who wait.
pub(crate) struct SetCapacity {
    pub(crate) resource: ResourceId,
    pub(crate) change: CapacityChange,
    /// The first cell that is not over.
    pub(crate) from: Cell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapacityChange {
    To(u32),
    /// New stock has come in.
    Add(u32),
}

impl Operation for SetCapacity {
    type Output = u32;

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<u32, Stop>> {
        Box::pin(async move {
            let shape = tx.shape(&self.resource).await?;
            let capacity = match self.change {
                CapacityChange::To(capacity) => i64::from(capacity),
                CapacityChange::Add(more) => shape.capacity + i64::from(more),
            };
            let most = match shape.runs {
                true => Resource::RUN_SEATS_MAX,
                false => Resource::CELL_SEATS_MAX,
            };
            if capacity > i64::from(most) {
                let message = format!("Please enter {most} or less.");
                return Err(Refusal::field("capacity", message).into());
            }
            if capacity == shape.capacity {
                return Ok(u32::try_from(capacity).unwrap_or(u32::MAX));
            }
            let cells = CellRange { first: self.from, end: Cell(self.from.0 + REACH) };
            if capacity < shape.capacity {
                self.end_holds(tx).await?;
                let sold = self.sold(tx).await?;
                if sold > capacity {
                    let message = format!("{sold} are sold already; please enter {sold} or more.");
                    return Err(Refusal::field("capacity", message).into());
                }
                if shape.runs {
                    runs::compact(tx, &self.resource, self.from.0, capacity).await?;
                }
            }
            tx.forget_shapes();
            sqlx::query("UPDATE resource SET capacity = ? WHERE id = ?")
                .bind(capacity)
                .bind(self.resource.as_str())
                .execute(&mut *tx.connection)
                .await?;
            journal::record_capacity(tx, &self.resource, shape.capacity, capacity).await?;
            tx.changed(&self.resource, cells);
            if capacity > shape.capacity {
                waitlist::offer(tx, &vec![(self.resource, cells)]).await?;
            }
            Ok(u32::try_from(capacity).unwrap_or(u32::MAX))
        })
    }
}

impl SetCapacity {
    async fn end_holds(&self, tx: &mut Tx<'_>) -> Result<(), Stop> {
        loop {
            let ended: Vec<i64> = sqlx::query_scalar(
                "SELECT DISTINCT booking FROM claim INDEXED BY claim_hold
                 WHERE resource = ? AND expires_at <= ? LIMIT ?",
            )
            .bind(self.resource.as_str())
            .bind(tx.now.0)
            .bind(PASS)
            .fetch_all(&mut *tx.connection)
            .await?;
            if ended.is_empty() {
                return Ok(());
            }
            expire::end_holds(tx, &ended).await?;
        }
    }

    /// The seats of the fullest cell to come.
    async fn sold(&self, tx: &mut Tx<'_>) -> Result<i64, Stop> {
        Ok(sqlx::query_scalar(
            "SELECT coalesce(max(claims), 0) FROM (SELECT count(*) AS claims FROM claim
             WHERE resource = ? AND cell >= ? GROUP BY cell)",
        )
        .bind(self.resource.as_str())
        .bind(self.from.0)
        .fetch_one(&mut *tx.connection)
        .await?)
    }
}
