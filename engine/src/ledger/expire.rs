//! Ended holds. They count for nothing from their instant on, whether or not this has run.

use super::claims::release;
use super::error::Stop;
use super::operation::{Operation, Tx};
use super::row;
use booking::State;
use futures::future::BoxFuture;

/// Holds ended in one pass, so that a pass stays short.
const PASS: i64 = 256;
/// How long a request can be repeated under its idempotency key: 24 h, as clients know it from
/// Stripe's API.
const REPEATABLE_MS: i64 = 24 * 3_600_000;
/// Changes kept for feeds to read on from; a feed that is further behind starts afresh.
const CHANGES: i64 = 10_000;

/// Records the end of a booking whose hold has ended and gives its cells back.
pub(super) async fn expire(tx: &mut Tx<'_>, id: i64) -> Result<(), Stop> {
    let stored = row::load(tx.connection, id).await?;
    if stored.booking.state.at(tx.now) != State::Expired {
        return Err(Stop::Inconsistent("claim.expires_at"));
    }
    for item in &stored.booking.items {
        release(tx, id, item).await?;
    }
    sqlx::query(
        "UPDATE booking SET state = 'expired', expires_at = NULL, updated_at = ? WHERE id = ?",
    )
    .bind(tx.now.0)
    .bind(id)
    .execute(&mut *tx.connection)
    .await?;
    Ok(())
}

/// Tidies: ends holds whose time has come and forgets what no one can ask for any more. Answers how
/// many holds it ended.
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
            for id in &ended {
                expire(tx, *id).await?;
            }
            sqlx::query("DELETE FROM idempotency WHERE created_at < ?")
                .bind(tx.now.0 - REPEATABLE_MS)
                .execute(&mut *tx.connection)
                .await?;
            sqlx::query("DELETE FROM change WHERE seq <= (SELECT max(seq) FROM change) - ?")
                .bind(CHANGES)
                .execute(&mut *tx.connection)
                .await?;
            Ok(ended.len())
        })
    }
}
