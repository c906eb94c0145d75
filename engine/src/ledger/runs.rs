//! Moving whole runs to other seats.
//!
//! An item that runs over several cells keeps one seat throughout. After cancellations each cell may
//! have a free seat and yet no seat be free on all of them. Runs are intervals, and intervals of
//! which at most `n` overlap anywhere fit on `n` seats (a greedy pass in order of start finds how:
//! Kleinberg and Tardos, Algorithm Design, §4.1), so that counting is enough to know that there is
//! room. Guests do not see seats; runs that have begun come first in the order and stay put.

use super::error::Stop;
use super::operation::Tx;
use super::seats::Shape;
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
    let fullest: i64 = sqlx::query_scalar(
        "SELECT coalesce(max(claims), 0) FROM (SELECT count(*) AS claims FROM claim
         WHERE resource = ? AND cell >= ? AND cell < ? GROUP BY cell)",
    )
    .bind(item.resource.as_str())
    .bind(item.cells.first.0)
    .bind(item.cells.end.0)
    .fetch_one(&mut *tx.connection)
    .await?;
    if fullest + i64::from(item.quantity) > shape.capacity {
        return Ok(false);
    }
    let runs = runs(tx, &item.resource, item.cells).await?;
    // What is wanted takes part as if it were there, under seats that do not exist.
    let wanted = (0..i64::from(item.quantity)).map(|i| Run {
        first: item.cells.first.0,
        end: item.cells.end.0,
        seat: -1 - i,
    });
    let mut all: Vec<Run> = runs.into_iter().chain(wanted).collect();
    all.sort_by_key(|run| (run.first, run.end, run.seat));
    match arrange(&all, shape.capacity) {
        Some(seats) => {
            let moves: Vec<_> = all
                .iter()
                .zip(seats)
                .filter(|(run, seat)| run.seat >= 0 && run.seat != *seat)
                .collect();
            apply(tx, &item.resource, &moves).await?;
            Ok(true)
        }
        None => Ok(false),
    }
}

/// Brings all runs of a resource from the cell `from` on below `capacity`; they must fit.
pub(super) async fn compact(
    tx: &mut Tx<'_>,
    resource: &ResourceId,
    from: i64,
    capacity: i64,
) -> Result<(), Stop> {
    let cells = CellRange { first: booking::Cell(from), end: booking::Cell(i64::MAX) };
    let mut all = runs(tx, resource, cells).await?;
    all.sort_by_key(|run| (run.first, run.end, run.seat));
    let seats = arrange(&all, capacity).ok_or(Stop::Inconsistent("claim.seat"))?;
    let moves: Vec<_> = all.iter().zip(seats).filter(|(run, seat)| run.seat != *seat).collect();
    apply(tx, resource, &moves).await
}

/// The runs that touch some cells, those that touch these in turn, and so on.
async fn runs(tx: &mut Tx<'_>, resource: &ResourceId, cells: CellRange) -> Result<Vec<Run>, Stop> {
    let (mut first, mut end) = (cells.first.0, cells.end.0);
    loop {
        let found = runs_within(tx, resource, first, end).await?;
        let lowest = found.iter().map(|run| run.first).min().unwrap_or(first).min(first);
        let highest = found.iter().map(|run| run.end).max().unwrap_or(end).max(end);
        if (lowest, highest) == (first, end) {
            return Ok(found);
        }
        (first, end) = (lowest, highest);
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
async fn apply(tx: &mut Tx<'_>, resource: &ResourceId, moves: &[(&Run, i64)]) -> Result<(), Stop> {
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
