//! The waiting list: who is next when something comes free.

use super::claims::{Freed, claim_now, undo};
use super::error::Stop;
use super::journal::{self, Actor, What};
use super::operation::Tx;
use super::row;
use booking::{CellRange, Item, Refusal, ResourceId, State, UnixMillis};
use sqlx::SqliteConnection;

/// How many may wait for something of one resource, so that looking through them stays short.
const LINE: i64 = 1000;

/// Puts a booking at the end of the line for its items.
///
/// # Errors
/// [`Refusal::TooMany`] when the line is full.
pub(super) async fn join(
    tx: &mut Tx<'_>,
    booking: i64,
    items: &[Item],
    keep_minutes: u32,
) -> Result<(), Stop> {
    for (position, item) in (0i64..).zip(items) {
        let waiting: i64 = sqlx::query_scalar("SELECT count(*) FROM waiting WHERE resource = ?")
            .bind(item.resource.as_str())
            .fetch_one(&mut *tx.connection)
            .await?;
        if waiting >= LINE {
            return Err(Refusal::TooMany { retry_after_seconds: 3600 }.into());
        }
        sqlx::query(
            "INSERT INTO waiting (resource, booking, position, first_cell, end_cell, keep_ms)
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(item.resource.as_str())
        .bind(booking)
        .bind(position)
        .bind(item.cells.first.0)
        .bind(item.cells.end.0)
        .bind(i64::from(keep_minutes.max(1)) * 60_000)
        .execute(&mut *tx.connection)
        .await?;
    }
    Ok(())
}

/// Takes a booking out of the line.
pub(super) async fn leave(tx: &mut Tx<'_>, booking: i64) -> Result<(), Stop> {
    sqlx::query("DELETE FROM waiting WHERE booking = ?")
        .bind(booking)
        .execute(&mut *tx.connection)
        .await?;
    Ok(())
}

/// Holds what has come free for those who wait for it, first come first served: the first in line for
/// whom all they wait for is there gets it.
pub(super) async fn offer(tx: &mut Tx<'_>, freed: &Freed) -> Result<(), Stop> {
    for (resource, cells) in freed {
        for (booking, keep_ms) in line(tx, resource, *cells).await? {
            offer_to(tx, booking, UnixMillis(tx.now.0.saturating_add(keep_ms))).await?;
        }
    }
    Ok(())
}

async fn line(
    tx: &mut Tx<'_>,
    resource: &ResourceId,
    cells: CellRange,
) -> Result<Vec<(i64, i64)>, Stop> {
    Ok(sqlx::query_as(
        "SELECT booking, min(keep_ms) FROM waiting
         WHERE resource = ? AND first_cell < ? AND end_cell > ?
         GROUP BY booking ORDER BY booking",
    )
    .bind(resource.as_str())
    .bind(cells.end.0)
    .bind(cells.first.0)
    .fetch_all(&mut *tx.connection)
    .await?)
}

async fn offer_to(tx: &mut Tx<'_>, id: i64, expires_at: UnixMillis) -> Result<(), Stop> {
    let mut booking = row::load(tx.connection, id).await?.booking;
    if booking.state_at(tx.now) != State::Waiting {
        return Ok(());
    }
    for item in &booking.items {
        if !claim_now(tx, id, item, Some(expires_at)).await? {
            return undo(tx, id, &booking.items).await;
        }
    }
    leave(tx, id).await?;
    booking.state = State::Held { expires_at };
    journal::save(tx, Actor::Job, What::Offered, id, &booking, None).await
}

/// The place in line of a booking that waits, from 1; where it waits for several things, the last of
/// its places.
pub(super) async fn position(
    connection: &mut SqliteConnection,
    booking: i64,
) -> Result<Option<u32>, Stop> {
    let ahead: Option<i64> = sqlx::query_scalar(
        "SELECT max((SELECT count(DISTINCT other.booking) FROM waiting AS other
           WHERE other.resource = mine.resource AND other.booking < mine.booking
             AND other.first_cell < mine.end_cell AND other.end_cell > mine.first_cell))
         FROM waiting AS mine WHERE mine.booking = ?",
    )
    .bind(booking)
    .fetch_one(connection)
    .await?;
    Ok(ahead.and_then(|ahead| u32::try_from(ahead + 1).ok()))
}
