//! The one write path of claims.

use super::error::{Stop, is_claim_conflict};
use super::expire::expire;
use super::operation::Tx;
use booking::{Item, Refusal, UnixMillis};

/// The only seat of a cell that holds one.
const ONLY_SEAT: i64 = 0;

/// Claims the cells of an item for a booking, after removing ended holds from them. The primary key
/// decides; what is in the way is looked up only to name it.
///
/// # Errors
/// [`Refusal::Taken`] or [`Refusal::Held`]; [`Refusal::Invalid`] when the booking itself is in the
/// way, which means that it asks for the same time twice.
pub(super) async fn claim(
    tx: &mut Tx<'_>,
    booking: i64,
    item: &Item,
    expires_at: Option<UnixMillis>,
) -> Result<(), Stop> {
    remove_ended(tx, item).await?;
    let inserted = sqlx::query(
        "WITH RECURSIVE wanted (cell) AS (
           SELECT ?2 UNION ALL SELECT cell + 1 FROM wanted WHERE cell + 1 < ?3
         )
         INSERT INTO claim (resource, cell, seat, booking, expires_at)
         SELECT ?1, cell, ?4, ?5, ?6 FROM wanted",
    )
    .bind(item.resource.as_str())
    .bind(item.cells.first.0)
    .bind(item.cells.end.0)
    .bind(ONLY_SEAT)
    .bind(booking)
    .bind(expires_at.map(|at| at.0))
    .execute(&mut *tx.connection)
    .await;
    match inserted {
        Ok(_) => tx.changed(&item.resource, item.cells).await,
        Err(error) if is_claim_conflict(&error) => Err(in_the_way(tx, booking, item).await?.into()),
        Err(error) => Err(error.into()),
    }
}

/// Gives up whatever a booking has of an item's cells.
pub(super) async fn release(tx: &mut Tx<'_>, booking: i64, item: &Item) -> Result<(), Stop> {
    let removed = sqlx::query(
        "DELETE FROM claim WHERE resource = ? AND cell >= ? AND cell < ? AND booking = ?",
    )
    .bind(item.resource.as_str())
    .bind(item.cells.first.0)
    .bind(item.cells.end.0)
    .bind(booking)
    .execute(&mut *tx.connection)
    .await?;
    if removed.rows_affected() > 0 {
        tx.changed(&item.resource, item.cells).await?;
    }
    Ok(())
}

/// Makes the claims of a held item permanent. False when they are not all there.
pub(super) async fn keep(tx: &mut Tx<'_>, booking: i64, item: &Item) -> Result<bool, Stop> {
    let kept = sqlx::query(
        "UPDATE claim SET expires_at = NULL
         WHERE resource = ? AND cell >= ? AND cell < ? AND booking = ?",
    )
    .bind(item.resource.as_str())
    .bind(item.cells.first.0)
    .bind(item.cells.end.0)
    .bind(booking)
    .execute(&mut *tx.connection)
    .await?;
    tx.changed(&item.resource, item.cells).await?;
    Ok(usize::try_from(kept.rows_affected()) == Ok(item.cells.len()))
}

async fn remove_ended(tx: &mut Tx<'_>, item: &Item) -> Result<(), Stop> {
    let ended: Vec<i64> = sqlx::query_scalar(
        "SELECT DISTINCT booking FROM claim
         WHERE resource = ? AND cell >= ? AND cell < ? AND expires_at <= ?",
    )
    .bind(item.resource.as_str())
    .bind(item.cells.first.0)
    .bind(item.cells.end.0)
    .bind(tx.now.0)
    .fetch_all(&mut *tx.connection)
    .await?;
    for booking in ended {
        expire(tx, booking).await?;
    }
    Ok(())
}

async fn in_the_way(tx: &mut Tx<'_>, booking: i64, item: &Item) -> Result<Refusal, Stop> {
    let (others, for_good, until): (i64, i64, Option<i64>) = sqlx::query_as(
        "SELECT count(*), count(*) - count(expires_at), max(expires_at) FROM claim
         WHERE resource = ? AND cell >= ? AND cell < ? AND booking <> ?",
    )
    .bind(item.resource.as_str())
    .bind(item.cells.first.0)
    .bind(item.cells.end.0)
    .bind(booking)
    .fetch_one(&mut *tx.connection)
    .await?;
    Ok(match until {
        _ if others == 0 => {
            Refusal::field("items", "Two of the chosen times overlap; please remove one.")
        }
        Some(until) if for_good == 0 => Refusal::Held { until: UnixMillis(until) },
        _ => Refusal::Taken,
    })
}
