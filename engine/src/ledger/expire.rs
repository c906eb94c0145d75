//! Ended holds. They count for nothing from their instant on, whether or not this has run.

use super::claims::{Freed, release};
use super::error::Stop;
use super::fence;
use super::journal::{self, Actor, What};
use super::operation::{Operation, Tx};
use super::row;
use super::waitlist;
use booking::{State, UnixMillis};
use futures::future::BoxFuture;
use sqlx::SqliteConnection;

/// Holds ended in one pass, so that a pass stays short.
const PASS: i64 = 256;
/// How long a request can be repeated under its idempotency key: 24 h, as clients know it from
/// Stripe's API.
const REPEATABLE_MS: i64 = 24 * 3_600_000;
/// Changes kept for feeds to read on from; a feed that is further behind starts afresh.
const CHANGES: i64 = 10_000;

/// Records the end of bookings whose hold has ended and gives their places on to those who wait.
pub(super) async fn end_holds(tx: &mut Tx<'_>, bookings: &[i64]) -> Result<(), Stop> {
    let mut freed = Freed::new();
    for id in bookings {
        let mut booking = row::load(tx.connection, *id).await?.booking;
        booking.state = booking.state_at(tx.now);
        if booking.state != State::Expired {
            return Err(Stop::Inconsistent("claim.expires_at"));
        }
        freed.extend(release(tx, *id, &booking.items).await?);
        journal::save(tx, Actor::Job, What::Expired, *id, &booking, None).await?;
    }
    waitlist::offer(tx, &freed).await
}

/// Whether someone may be waiting for what ended holds had. Whoever comes now must find it given on,
/// or they would take what is free besides before those who waited for all of it.
pub(super) async fn is_due(
    connection: &mut SqliteConnection,
    now: UnixMillis,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM waiting)
           AND EXISTS (SELECT 1 FROM booking WHERE state = 'held' AND expires_at <= ?)",
    )
    .bind(now.0)
    .fetch_one(connection)
    .await
}

/// Tidies: ends holds and waiting whose time has come, and forgets what no one can ask for any more.
/// Answers how many holds it ended.
pub(crate) struct Sweep;

impl Operation for Sweep {
    type Output = usize;

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<usize, Stop>> {
        Box::pin(async move {
            let ended: Vec<i64> = sqlx::query_scalar(
                "SELECT id FROM booking WHERE state = 'held' AND expires_at <= ?
                 ORDER BY expires_at LIMIT ?",
            )
            .bind(tx.now.0)
            .bind(PASS)
            .fetch_all(&mut *tx.connection)
            .await?;
            end_holds(tx, &ended).await?;
            end_waiting(tx).await?;
            sqlx::query("DELETE FROM idempotency WHERE created_at < ?")
                .bind(tx.now.0 - REPEATABLE_MS)
                .execute(&mut *tx.connection)
                .await?;
            fence::forget(tx).await?;
            sqlx::query("DELETE FROM change WHERE seq <= (SELECT max(seq) FROM change) - ?")
                .bind(CHANGES)
                .execute(&mut *tx.connection)
                .await?;
            Ok(ended.len())
        })
    }
}

/// Nobody gets any more what has begun.
async fn end_waiting(tx: &mut Tx<'_>) -> Result<(), Stop> {
    let begun: Vec<i64> = sqlx::query_scalar(
        "SELECT DISTINCT waiting.booking FROM waiting JOIN item USING (booking)
         WHERE item.kind <> 'stock' AND item.starts_at <= ? LIMIT ?",
    )
    .bind(tx.now.0)
    .bind(PASS)
    .fetch_all(&mut *tx.connection)
    .await?;
    for id in begun {
        let mut booking = row::load(tx.connection, id).await?.booking;
        waitlist::leave(tx, id).await?;
        booking.state = State::Expired;
        journal::save(tx, Actor::Job, What::Expired, id, &booking, None).await?;
    }
    Ok(())
}
