//! Which seats are free.
//!
//! Resources whose items have a single cell (sessions, stock) keep their claims on the seats 0 to
//! their number: what is taken is one look at the end of a cell, and so is the next free seat, be
//! there 10 seats or 50,000. Resources whose items run over many cells (times, nights) keep one seat
//! throughout an item, so that there can be gaps; they have few seats
//! (`booking::Offer::check`), and all claims on the cells are looked at.

use super::error::Stop;
use booking::{Cell, CellRange, CellUse, Item, Occupancy, Refusal, ResourceId, Room, UnixMillis};
use sqlx::SqliteConnection;
use std::collections::HashSet;

/// What the ledger knows of a resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) capacity: i64,
    /// Whether its items run over several cells.
    pub(super) runs: bool,
}

impl Shape {
    pub(super) async fn read(
        connection: &mut SqliteConnection,
        resource: &ResourceId,
    ) -> Result<Self, Stop> {
        let row: Option<(i64, bool)> = sqlx::query_as(
            "SELECT capacity, cells IN ('ticks', 'nights') FROM resource WHERE id = ?",
        )
        .bind(resource.as_str())
        .fetch_optional(connection)
        .await?;
        let (capacity, runs) = row.ok_or(Stop::Refused(Refusal::Unknown))?;
        Ok(Self { capacity, runs })
    }
}

/// Free seats for an item, the same on all of its cells; `None` when there are too few. Ended holds
/// count as taken.
pub(super) async fn pick(
    connection: &mut SqliteConnection,
    shape: Shape,
    item: &Item,
) -> Result<Option<Vec<i64>>, Stop> {
    if i64::from(item.quantity) > shape.capacity {
        return Ok(None);
    }
    Ok(look(connection, item).await?.1)
}

/// What the ledger knows of an item's resource, and free seats for it as [`pick`] finds them.
pub(super) async fn look(
    connection: &mut SqliteConnection,
    item: &Item,
) -> Result<(Shape, Option<Vec<i64>>), Stop> {
    let row: Option<(i64, bool, Option<i64>, Option<String>)> = sqlx::query_as(
        "SELECT capacity, cells IN ('ticks', 'nights'),
           iif(cells IN ('ticks', 'nights'), NULL,
             (SELECT max(seat) FROM claim WHERE resource = ?1 AND cell = ?2)),
           iif(cells IN ('ticks', 'nights'),
             (SELECT json_group_array(DISTINCT seat) FROM claim
              WHERE resource = ?1 AND cell >= ?2 AND cell < ?3), NULL)
         FROM resource WHERE id = ?1",
    )
    .bind(item.resource.as_str())
    .bind(item.cells.first.0)
    .bind(item.cells.end.0)
    .fetch_optional(connection)
    .await?;
    let (capacity, runs, highest, taken) = row.ok_or(Stop::Refused(Refusal::Unknown))?;
    let (shape, quantity) = (Shape { capacity, runs }, i64::from(item.quantity));
    if !runs {
        let used = highest.map_or(0, |seat| seat + 1);
        let free = used + quantity <= capacity;
        return Ok((shape, free.then(|| (used..used + quantity).collect())));
    }
    let taken: HashSet<i64> = serde_json::from_str(&taken.unwrap_or_default())
        .map_err(|_| Stop::Inconsistent("claim.seat"))?;
    let free = (0..capacity).filter(|seat| !taken.contains(seat));
    let picked: Vec<i64> = free.take(item.quantity as usize).collect();
    Ok((shape, (picked.len() == item.quantity as usize).then_some(picked)))
}

/// What is left for an item at `now`.
pub(super) async fn room(
    connection: &mut SqliteConnection,
    shape: Shape,
    item: &Item,
    now: UnixMillis,
) -> Result<Room, Stop> {
    let uses = uses(connection, shape, &item.resource, item.cells, now).await?;
    let capacity = u32::try_from(shape.capacity).unwrap_or(u32::MAX);
    let mut occupancy = Occupancy::default();
    occupancy.insert(item.resource.clone(), capacity, uses);
    Ok(occupancy.room_for(&item.resource, item.cells, item.quantity))
}

/// What a guest is told who wanted more than there is.
pub(super) fn refusal(room: Room, quantity: u32) -> Refusal {
    match room {
        Room { left, .. } if left > 0 && left < quantity => Refusal::Few { left },
        Room { held_until: Some(until), .. } => Refusal::Held { until },
        _ => Refusal::Taken,
    }
}

/// How much of each cell is claimed at `now`; cells without a claim are left out.
pub(super) async fn uses(
    connection: &mut SqliteConnection,
    shape: Shape,
    resource: &ResourceId,
    cells: CellRange,
    now: UnixMillis,
) -> Result<Vec<CellUse>, Stop> {
    // A cell's claims are counted one by one only where they are few. `step` walks from one claimed
    // cell to the next without looking at what lies between.
    let sql = if shape.runs {
        "SELECT cell, count(*), min(expires_at) FROM claim
         WHERE resource = ?1 AND cell >= ?2 AND cell < ?3
           AND (expires_at IS NULL OR expires_at > ?4)
         GROUP BY cell"
    } else {
        "WITH RECURSIVE step (cell) AS (
           SELECT min(cell) FROM claim WHERE resource = ?1 AND cell >= ?2 AND cell < ?3
           UNION ALL
           SELECT (SELECT min(cell) FROM claim
                   WHERE resource = ?1 AND cell > step.cell AND cell < ?3)
           FROM step WHERE step.cell IS NOT NULL
         )
         SELECT cell,
           (SELECT max(seat) + 1 FROM claim WHERE resource = ?1 AND cell = step.cell)
             - (SELECT count(*) FROM claim INDEXED BY claim_hold
                WHERE resource = ?1 AND cell = step.cell AND expires_at <= ?4),
           (SELECT min(expires_at) FROM claim INDEXED BY claim_hold
            WHERE resource = ?1 AND cell = step.cell AND expires_at > ?4)
         FROM step WHERE cell IS NOT NULL"
    };
    let rows: Vec<(i64, i64, Option<i64>)> = sqlx::query_as(sql)
        .bind(resource.as_str())
        .bind(cells.first.0)
        .bind(cells.end.0)
        .bind(now.0)
        .fetch_all(connection)
        .await?;
    let cell_use = |(cell, used, ends): (i64, i64, Option<i64>)| CellUse {
        cell: Cell(cell),
        used: u32::try_from(used).unwrap_or(u32::MAX),
        hold_ends: ends.map(UnixMillis),
    };
    Ok(rows.into_iter().map(cell_use).collect())
}

/// How many seats are free on each of some cells, though perhaps not the same ones. Ended holds count
/// as taken.
pub(super) async fn free(
    connection: &mut SqliteConnection,
    shape: Shape,
    resource: &ResourceId,
    cells: CellRange,
) -> Result<i64, Stop> {
    if !shape.runs {
        return Ok(shape.capacity - used(connection, resource, cells.first).await?);
    }
    let fullest: i64 = sqlx::query_scalar(
        "SELECT coalesce(max(claims), 0) FROM (SELECT count(*) AS claims FROM claim
         WHERE resource = ? AND cell >= ? AND cell < ? GROUP BY cell)",
    )
    .bind(resource.as_str())
    .bind(cells.first.0)
    .bind(cells.end.0)
    .fetch_one(connection)
    .await?;
    Ok(shape.capacity - fullest)
}

/// How many seats of a single cell are taken; they are 0 to this.
pub(super) async fn used(
    connection: &mut SqliteConnection,
    resource: &ResourceId,
    cell: Cell,
) -> Result<i64, Stop> {
    let highest: Option<i64> =
        sqlx::query_scalar("SELECT max(seat) FROM claim WHERE resource = ? AND cell = ?")
            .bind(resource.as_str())
            .bind(cell.0)
            .fetch_one(connection)
            .await?;
    Ok(highest.map_or(0, |seat| seat + 1))
}

pub(super) fn json(seats: &[i64]) -> String {
    // Numbers cannot fail to serialize.
    serde_json::to_string(seats).unwrap_or_default()
}
