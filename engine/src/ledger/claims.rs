//! The one write path of claims.
//!
//! Seats are chosen outside of the writer where that is possible, and the primary key decides: a
//! choice that has become stale meets it, and another is made inside the transaction.

use super::error::{Stop, is_claim_conflict};
use super::expire;
use super::operation::Tx;
use super::runs;
use super::seats::{self, Shape};
use booking::{Cell, CellRange, Item, Refusal, ResourceId, UnixMillis};

/// Ended holds that are removed at once to make room.
const PASS: i64 = 64;

/// What has come free.
pub(super) type Freed = Vec<(ResourceId, CellRange)>;

/// Takes the cells of an item for a booking, `quantity` seats of each or none. Ended holds that are
/// in the way are removed, and what they leave goes to those who wait before it goes to this one.
///
/// # Errors
/// [`Refusal::Taken`], [`Refusal::Few`] or [`Refusal::Held`]; [`Refusal::Invalid`] when the booking
/// itself is in the way, which means that it asks for the same place twice.
pub(super) async fn claim(
    tx: &mut Tx<'_>,
    booking: i64,
    item: &Item,
    chosen: Option<&[i64]>,
    expires_at: Option<UnixMillis>,
) -> Result<(), Stop> {
    if let Some(refusal) = tx.gone(item) {
        return Err(refusal.into());
    }
    let shape = tx.shape(&item.resource).await?;
    if try_claim(tx, shape, booking, item, chosen, expires_at).await? {
        return Ok(());
    }
    while remove_ended(tx, item).await? {
        if try_claim(tx, shape, booking, item, None, expires_at).await? {
            return Ok(());
        }
    }
    let refusal = in_the_way(tx, shape, booking, item).await?;
    tx.is_gone(item, &refusal);
    Err(refusal.into())
}

/// Takes the cells of an item as they are, ended holds counted as in force. False when there is no
/// room.
pub(super) async fn claim_now(
    tx: &mut Tx<'_>,
    booking: i64,
    item: &Item,
    expires_at: Option<UnixMillis>,
) -> Result<bool, Stop> {
    let shape = tx.shape(&item.resource).await?;
    try_claim(tx, shape, booking, item, None, expires_at).await
}

async fn try_claim(
    tx: &mut Tx<'_>,
    shape: Shape,
    booking: i64,
    item: &Item,
    chosen: Option<&[i64]>,
    expires_at: Option<UnixMillis>,
) -> Result<bool, Stop> {
    if let Some(seats) = chosen
        && insert(tx, shape, booking, item, seats, expires_at).await?
    {
        return Ok(true);
    }
    let mut picked = seats::pick(tx.connection, shape, item).await?;
    if picked.is_none() && runs::rearrange(tx, shape, item).await? {
        picked = seats::pick(tx.connection, shape, item).await?;
    }
    match picked {
        Some(seats) => insert(tx, shape, booking, item, &seats, expires_at).await,
        None => Ok(false),
    }
}

/// False, and nothing is inserted, when the primary key refuses or the seats are not the next ones.
async fn insert(
    tx: &mut Tx<'_>,
    shape: Shape,
    booking: i64,
    item: &Item,
    chosen: &[i64],
    expires_at: Option<UnixMillis>,
) -> Result<bool, Stop> {
    if chosen.iter().any(|seat| *seat >= shape.capacity) {
        return Ok(false);
    }
    // Seats of a single cell are taken from 0 on without a gap; see `seats`.
    let lowest = if shape.runs { 0 } else { chosen.first().copied().unwrap_or(0) };
    let inserted = sqlx::query(
        "WITH RECURSIVE wanted (cell) AS (
           SELECT ?2 UNION ALL SELECT cell + 1 FROM wanted WHERE cell + 1 < ?3
         )
         INSERT INTO claim (resource, cell, seat, booking, expires_at)
         SELECT ?1, cell, seats.value, ?5, ?6 FROM wanted, json_each(?4) AS seats
         WHERE ?7 = 0 OR EXISTS
           (SELECT 1 FROM claim WHERE resource = ?1 AND cell = ?2 AND seat = ?7 - 1)",
    )
    .bind(item.resource.as_str())
    .bind(item.cells.first.0)
    .bind(item.cells.end.0)
    .bind(seats::json(chosen))
    .bind(booking)
    .bind(expires_at.map(|at| at.0))
    .bind(lowest)
    .execute(&mut *tx.connection)
    .await;
    match inserted {
        Ok(done) if done.rows_affected() == 0 => Ok(false),
        Ok(_) => {
            tx.changed(&item.resource, item.cells);
            tx.has_claimed();
            Ok(true)
        }
        Err(error) if is_claim_conflict(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Gives up all claims of a booking, and tells what has come free.
pub(super) async fn release(tx: &mut Tx<'_>, booking: i64, items: &[Item]) -> Result<Freed, Stop> {
    tx.comes_free();
    let removed: Vec<(String, i64, i64)> =
        sqlx::query_as("DELETE FROM claim WHERE booking = ? RETURNING resource, cell, seat")
            .bind(booking)
            .fetch_all(&mut *tx.connection)
            .await?;
    if removed.is_empty() {
        return Ok(Vec::new());
    }
    let mut freed = Freed::new();
    for item in items {
        let place = (item.resource.clone(), item.cells);
        if freed.contains(&place) {
            continue;
        }
        let shape = tx.shape(&item.resource).await?;
        if !shape.runs {
            let seats = removed.iter().filter(|(resource, cell, _)| {
                *resource == item.resource.as_str() && item.cells.contains(Cell(*cell))
            });
            close_gaps(tx, item, seats.map(|(.., seat)| *seat).collect()).await?;
        }
        tx.changed(&item.resource, item.cells);
        freed.push(place);
    }
    Ok(freed)
}

/// Moves the highest seats of a single cell into the gaps, so that the seats taken stay 0 to their
/// number. The cost is that of the seats given up, whatever the capacity.
async fn close_gaps(tx: &mut Tx<'_>, item: &Item, mut gaps: Vec<i64>) -> Result<(), Stop> {
    let highest: Option<i64> =
        sqlx::query_scalar("SELECT max(seat) FROM claim WHERE resource = ? AND cell = ?")
            .bind(item.resource.as_str())
            .bind(item.cells.first.0)
            .fetch_one(&mut *tx.connection)
            .await?;
    let top = gaps.iter().copied().chain(highest).max().unwrap_or(-1) + 1;
    let left = top - i64::try_from(gaps.len()).unwrap_or(top);
    gaps.retain(|seat| *seat < left);
    if gaps.is_empty() {
        return Ok(());
    }
    let movers: Vec<i64> = sqlx::query_scalar(
        "SELECT seat FROM claim WHERE resource = ? AND cell = ? AND seat >= ? ORDER BY seat",
    )
    .bind(item.resource.as_str())
    .bind(item.cells.first.0)
    .bind(left)
    .fetch_all(&mut *tx.connection)
    .await?;
    for (from, to) in movers.into_iter().zip(gaps) {
        sqlx::query("UPDATE claim SET seat = ? WHERE resource = ? AND cell = ? AND seat = ?")
            .bind(to)
            .bind(item.resource.as_str())
            .bind(item.cells.first.0)
            .bind(from)
            .execute(&mut *tx.connection)
            .await?;
    }
    Ok(())
}

/// Makes the claims of a hold permanent. False when they are not all there.
pub(super) async fn keep(tx: &mut Tx<'_>, booking: i64, items: &[Item]) -> Result<bool, Stop> {
    let kept = sqlx::query("UPDATE claim SET expires_at = NULL WHERE booking = ?")
        .bind(booking)
        .execute(&mut *tx.connection)
        .await?;
    for item in items {
        tx.changed(&item.resource, item.cells);
    }
    let wanted: usize = items.iter().map(Item::claims).sum();
    Ok(usize::try_from(kept.rows_affected()) == Ok(wanted))
}

/// Ends holds whose time has come on the cells of an item. False when there was none.
async fn remove_ended(tx: &mut Tx<'_>, item: &Item) -> Result<bool, Stop> {
    let ended: Vec<i64> = sqlx::query_scalar(
        "WITH RECURSIVE wanted (cell) AS (
           SELECT ?2 UNION ALL SELECT cell + 1 FROM wanted WHERE cell + 1 < ?3
         )
         SELECT DISTINCT claim.booking FROM wanted CROSS JOIN claim INDEXED BY claim_hold
           ON claim.resource = ?1 AND claim.cell = wanted.cell AND claim.expires_at <= ?4
         LIMIT ?5",
    )
    .bind(item.resource.as_str())
    .bind(item.cells.first.0)
    .bind(item.cells.end.0)
    .bind(tx.now.0)
    .bind(PASS)
    .fetch_all(&mut *tx.connection)
    .await?;
    expire::end_holds(tx, &ended).await?;
    Ok(!ended.is_empty())
}

async fn in_the_way(
    tx: &mut Tx<'_>,
    shape: Shape,
    booking: i64,
    item: &Item,
) -> Result<Refusal, Stop> {
    let own: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM claim
           WHERE booking = ? AND resource = ? AND cell >= ? AND cell < ?)",
    )
    .bind(booking)
    .bind(item.resource.as_str())
    .bind(item.cells.first.0)
    .bind(item.cells.end.0)
    .fetch_one(&mut *tx.connection)
    .await?;
    let room = seats::room(tx.connection, shape, item, tx.now).await?;
    if own && shape.capacity == 1 {
        return Ok(Refusal::field("items", "Two of the chosen times overlap; please remove one."));
    }
    Ok(seats::refusal(room, item.quantity))
}

/// Takes back the claims that a booking has just made in vain.
pub(super) async fn undo(tx: &mut Tx<'_>, booking: i64, items: &[Item]) -> Result<(), Stop> {
    release(tx, booking, items).await.map(drop)
}
