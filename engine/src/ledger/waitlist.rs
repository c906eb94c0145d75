//! The waiting list: who is next when something comes free.

use super::claims::{Freed, claim_now, undo};
use super::error::Stop;
use super::journal::{self, Actor, What};
use super::operation::Tx;
use super::row;
use super::seats;
use super::wanted::Wanted;
use booking::{Cell, CellRange, Item, Refusal, ResourceId, State, UnixMillis};
use sqlx::SqliteConnection;
use std::collections::{BTreeMap, HashMap};

/// How many may wait for something of one resource, so that looking through them stays short.
const LINE: i64 = 1000;

/// Puts a booking at the end of the line for its items.
///
/// # Errors
/// [`Refusal::TooMany`] when the line is full.
pub(super) async fn join(
    tx: &mut Tx<'_>,
    booking: i64,
    wanted: &[Wanted],
    keep_minutes: u32,
) -> Result<(), Stop> {
    for (position, wanted) in (0i64..).zip(wanted) {
        for choice in &wanted.choices {
            join_for(tx, booking, position, &choice.item, keep_minutes).await?;
        }
    }
    Ok(())
}

async fn join_for(
    tx: &mut Tx<'_>,
    booking: i64,
    position: i64,
    item: &Item,
    keep_minutes: u32,
) -> Result<(), Stop> {
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

/// A place that would do for one item of a booking; where several would, each has a row.
#[derive(sqlx::FromRow)]
struct Place {
    booking: i64,
    position: i64,
    resource: String,
    first_cell: i64,
    end_cell: i64,
    keep_ms: i64,
    quantity: i64,
}

impl Place {
    fn resource(&self) -> Result<ResourceId, Stop> {
        ResourceId::parse(&self.resource).map_err(|_| Stop::Inconsistent("waiting.resource"))
    }

    fn cells(&self) -> CellRange {
        CellRange { first: Cell(self.first_cell), end: Cell(self.end_cell) }
    }
}

/// Holds what has come free for those who wait for it, first come first served: the first in line for
/// whom all they wait for is there gets it.
pub(super) async fn offer(tx: &mut Tx<'_>, freed: &Freed) -> Result<(), Stop> {
    // One line, whatever came free: by booking, in the order they came.
    let mut line: BTreeMap<i64, Vec<Place>> = BTreeMap::new();
    for (resource, cells) in freed {
        let places: Vec<Place> = places(tx, resource, *cells).await?;
        let mut here: BTreeMap<i64, Vec<Place>> = BTreeMap::new();
        for place in places {
            here.entry(place.booking).or_default().push(place);
        }
        line.extend(here);
    }
    let mut room = Counted::default();
    for (booking, places) in line {
        if room.is_there(tx, &places).await? && offer_to(tx, booking, &places).await? {
            room = Counted::default();
        }
    }
    Ok(())
}

/// All that those wait for who wait for some cells.
async fn places(
    tx: &mut Tx<'_>,
    resource: &ResourceId,
    cells: CellRange,
) -> Result<Vec<Place>, Stop> {
    Ok(sqlx::query_as(
        "SELECT booking, position, waiting.resource, waiting.first_cell, waiting.end_cell, keep_ms,
           quantity
         FROM waiting JOIN item USING (booking, position)
         WHERE booking IN (SELECT booking FROM waiting
           WHERE resource = ? AND first_cell < ? AND end_cell > ?)
         ORDER BY booking, position, waiting.resource",
    )
    .bind(resource.as_str())
    .bind(cells.end.0)
    .bind(cells.first.0)
    .fetch_all(&mut *tx.connection)
    .await?)
}

/// Free seats by place, counted once however many wait for it.
#[derive(Default)]
struct Counted(HashMap<(String, i64, i64), i64>);

impl Counted {
    /// Whether there is room for each item on its own.
    async fn is_there(&mut self, tx: &mut Tx<'_>, places: &[Place]) -> Result<bool, Stop> {
        for choices in places.chunk_by(|a, b| a.position == b.position) {
            let mut found = false;
            for place in choices {
                found |= self.free(tx, place).await? >= place.quantity;
            }
            if !found {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn free(&mut self, tx: &mut Tx<'_>, place: &Place) -> Result<i64, Stop> {
        let key = (place.resource.clone(), place.first_cell, place.end_cell);
        if let Some(free) = self.0.get(&key) {
            return Ok(*free);
        }
        let resource = place.resource()?;
        let shape = tx.shape(&resource).await?;
        let free = seats::free(tx.connection, shape, &resource, place.cells()).await?;
        self.0.insert(key, free);
        Ok(free)
    }
}

/// Holds all that a booking waits for, or nothing and answers false.
async fn offer_to(tx: &mut Tx<'_>, id: i64, places: &[Place]) -> Result<bool, Stop> {
    let mut booking = row::load(tx.connection, id).await?.booking;
    if booking.state_at(tx.now) != State::Waiting {
        return Ok(false);
    }
    let keep_ms = places.iter().map(|place| place.keep_ms).min().unwrap_or(0);
    let expires_at = UnixMillis(tx.now.0.saturating_add(keep_ms));
    let waited_for = booking.items.clone();
    let choices = places.chunk_by(|a, b| a.position == b.position);
    let mut wanted: Vec<(&mut Item, &[Place])> = booking.items.iter_mut().zip(choices).collect();
    // As in `claim_all`: what one place alone will do for goes first.
    wanted.sort_by_key(|(_, choices)| choices.len());
    for (item, choices) in wanted {
        if !claim_one(tx, id, item, choices, expires_at).await? {
            undo(tx, id, &booking.items).await?;
            return Ok(false);
        }
    }
    leave(tx, id).await?;
    if booking.items != waited_for {
        row::replace_items(tx, id, &booking.items).await?;
    }
    booking.state = State::Held { expires_at };
    booking.position = None;
    journal::save(tx, Actor::Job, What::Offered, id, &booking, None).await?;
    Ok(true)
}

/// Claims the first of several places that is free, and notes it in the item.
async fn claim_one(
    tx: &mut Tx<'_>,
    id: i64,
    item: &mut Item,
    choices: &[Place],
    expires_at: UnixMillis,
) -> Result<bool, Stop> {
    for choice in choices {
        let found = Item { resource: choice.resource()?, cells: choice.cells(), ..item.clone() };
        if claim_now(tx, id, &found, Some(expires_at)).await? {
            *item = found;
            return Ok(true);
        }
    }
    Ok(false)
}

/// The place in line of a booking that waits, from 1; where it waits for several things, the last of
/// its places. Whoever waits for what has begun is not ahead of anyone.
pub(super) async fn position(
    connection: &mut SqliteConnection,
    booking: i64,
    now: UnixMillis,
) -> Result<Option<u32>, Stop> {
    let ahead: Option<i64> = sqlx::query_scalar(
        "SELECT max((SELECT count(DISTINCT other.booking) FROM waiting AS other
           WHERE other.resource = mine.resource AND other.booking < mine.booking
             AND other.first_cell < mine.end_cell AND other.end_cell > mine.first_cell
             AND NOT EXISTS (SELECT 1 FROM item WHERE item.booking = other.booking
               AND item.kind <> 'stock' AND item.starts_at <= ?)))
         FROM waiting AS mine WHERE mine.booking = ?",
    )
    .bind(now.0)
    .bind(booking)
    .fetch_one(connection)
    .await?;
    Ok(ahead.and_then(|ahead| u32::try_from(ahead + 1).ok()))
}
