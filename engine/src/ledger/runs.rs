//! Moving whole runs to other seats.
//!
//! An item that runs over several cells keeps one seat throughout. After cancellations each cell may
//! have a free seat and yet no seat be free on all of them. Runs are intervals, and intervals of
//! which at most `n` overlap anywhere fit on `n` seats (a greedy pass in order of start finds how:
//! Kleinberg and Tardos, Algorithm Design, §4.1), so that counting is enough to know that there is
//! room. Guests do not see seats. Runs that begin before what is wanted come first in the order and
//! keep their seats, so that neither what has begun nor what is long over is looked at.

use super::error::Stop;
use super::operation::Tx;
use super::seats::{self, Shape};
use booking::{CellRange, Item, ResourceId};
use std::collections::BTreeSet;

/// Neighbouring cells that one booking has on one seat.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    first: i64,
    end: i64,
    seat: i64,
}

/// Makes room for an item by moving others to other seats. False when that would not help.
pub(super) async fn rearrange(tx: &mut Tx<'_>, shape: Shape, item: &Item) -> Result<bool, Stop> {
    if !shape.runs || shape.capacity <= i64::from(item.quantity) {
        return Ok(false);
    }
    let free = seats::free(tx.connection, shape, &item.resource, item.cells).await?;
    if free < i64::from(item.quantity) {
        return Ok(false);
    }
    let runs = later(tx, &item.resource, item.cells).await?;
    // What is wanted takes part as if it were there, under seats that do not exist.
    let wanted = (0..i64::from(item.quantity)).map(|i| Run {
        first: item.cells.first.0,
        end: item.cells.end.0,
        seat: -1 - i,
    });
    let mut all: Vec<Run> = runs.into_iter().chain(wanted).collect();
    all.sort_by_key(|run| (run.first, run.end, run.seat));
    let Some(seats) = arrange(&all, shape.capacity) else { return Ok(false) };
    let moves = all.into_iter().zip(seats).filter(|(run, seat)| run.seat >= 0 && run.seat != *seat);
    apply(tx, &item.resource, &moves.collect::<Vec<_>>()).await?;
    Ok(true)
}

/// Brings all runs of a resource that reach beyond the cell `from` below `capacity`; they must fit.
pub(super) async fn compact(
    tx: &mut Tx<'_>,
    resource: &ResourceId,
    from: i64,
    capacity: i64,
) -> Result<(), Stop> {
    let mut all = runs_within(tx, resource, from, i64::MAX).await?;
    all.sort_by_key(|run| (run.first, run.end, run.seat));
    let seats = arrange(&all, capacity).ok_or(Stop::Inconsistent("claim.seat"))?;
    let mut moves: Vec<(Run, i64)> =
        all.into_iter().zip(seats).filter(|(run, seat)| run.seat != *seat).collect();
    let past = displaced(tx, resource, from, &moves).await?;
    moves.extend(past);
    apply(tx, resource, &moves).await
}

/// Seats, out of everyone's way, for runs that were over by `from` and are where one that goes on
/// moves to.
async fn displaced(
    tx: &mut Tx<'_>,
    resource: &ResourceId,
    from: i64,
    moves: &[(Run, i64)],
) -> Result<Vec<(Run, i64)>, Stop> {
    let Some(first) = moves.iter().map(|(run, _)| run.first).min().filter(|first| *first < from)
    else {
        return Ok(Vec::new());
    };
    let past = runs_within(tx, resource, first, from).await?;
    let highest = past.iter().map(|run| run.seat).max().unwrap_or(0);
    let met = |run: &Run| {
        run.end <= from && moves.iter().any(|(moved, to)| *to == run.seat && moved.first < run.end)
    };
    Ok(past.into_iter().filter(met).zip(highest + 1..).collect())
}

/// The runs that touch some cells, those that touch these later on, and so on. What came before
/// stays where it is.
async fn later(tx: &mut Tx<'_>, resource: &ResourceId, cells: CellRange) -> Result<Vec<Run>, Stop> {
    let mut end = cells.end.0;
    loop {
        let found = runs_within(tx, resource, cells.first.0, end).await?;
        let highest = found.iter().map(|run| run.end).max().unwrap_or(end).max(end);
        if highest == end {
            return Ok(found);
        }
        end = highest;
    }
}

/// The runs of all bookings that have a claim within the cells, in full.
async fn runs_within(
    tx: &mut Tx<'_>,
    resource: &ResourceId,
    first: i64,
    end: i64,
) -> Result<Vec<Run>, Stop> {
    let claims: Vec<(i64, i64, i64)> = sqlx::query_as(
        "SELECT booking, seat, cell FROM claim
         WHERE resource = ?1 AND booking IN
           (SELECT booking FROM claim WHERE resource = ?1 AND cell >= ?2 AND cell < ?3)
         ORDER BY booking, seat, cell",
    )
    .bind(resource.as_str())
    .bind(first)
    .bind(end)
    .fetch_all(&mut *tx.connection)
    .await?;
    let mut runs: Vec<(i64, Run)> = Vec::new();
    for (booking, seat, cell) in claims {
        match runs.last_mut() {
            Some((of, run)) if *of == booking && run.seat == seat && run.end == cell => {
                run.end += 1
            }
            _ => runs.push((booking, Run { first: cell, end: cell + 1, seat })),
        }
    }
    // A booking may have other runs far from here: they take no part.
    Ok(runs.into_iter().map(|(_, run)| run).filter(|r| r.first < end && first < r.end).collect())
}

/// A seat for each run, in the same order, which must be that of start. A run keeps its seat where
/// it can.
fn arrange(runs: &[Run], capacity: i64) -> Option<Vec<i64>> {
    let mut free: BTreeSet<i64> = (0..capacity).collect();
    let mut busy: BTreeSet<(i64, i64)> = BTreeSet::new();
    let mut seats = Vec::with_capacity(runs.len());
    for run in runs {
        while let Some((end, seat)) = busy.first().copied().filter(|(end, _)| *end <= run.first) {
            busy.remove(&(end, seat));
            free.insert(seat);
        }
        let seat = if free.contains(&run.seat) { run.seat } else { *free.first()? };
        free.remove(&seat);
        busy.insert((run.end, seat));
        seats.push(seat);
    }
    Some(seats)
}

/// Runs swap seats with one another, so that they go by way of seats that nobody has.
async fn apply(tx: &mut Tx<'_>, resource: &ResourceId, moves: &[(Run, i64)]) -> Result<(), Stop> {
    tx.comes_free();
    for (run, to) in moves {
        shift(tx, resource, run, run.seat, -1 - to).await?;
    }
    for (run, to) in moves {
        shift(tx, resource, run, -1 - to, *to).await?;
    }
    Ok(())
}

async fn shift(
    tx: &mut Tx<'_>,
    resource: &ResourceId,
    run: &Run,
    from: i64,
    to: i64,
) -> Result<(), Stop> {
    sqlx::query(
        "UPDATE claim SET seat = ? WHERE resource = ? AND cell >= ? AND cell < ? AND seat = ?",
    )
    .bind(to)
    .bind(resource.as_str())
    .bind(run.first)
    .bind(run.end)
    .bind(from)
    .execute(&mut *tx.connection)
    .await?;
    Ok(())
}
