//! Looks a ledger's file over, by SQL of its own: what the engine says of itself is no proof.

use booking::UnixMillis;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a claim is of: resource, cell, booking.
type Place = (String, i64, i64);

#[derive(sqlx::FromRow)]
struct Item {
    booking: i64,
    resource: String,
    first_cell: i64,
    end_cell: i64,
    quantity: i64,
    runs: bool,
}

pub async fn connect(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).connect().await.unwrap()
}

/// # Panics
/// When a seat is claimed twice, a booking has more or less than it says, a cell is over its
/// capacity, seats of a single cell have gaps, a run changes its seat, or the journal misses a
/// change. Cells that are over by `now` may have more claims than there are seats today.
pub async fn audit(path: &Path, now: UnixMillis) {
    let mut ledger = connect(path).await;
    let twice: Vec<(String, i64, i64, i64)> = sqlx::query_as(
        "SELECT resource, cell, seat, count(*) FROM claim
         GROUP BY resource, cell, seat HAVING count(*) > 1",
    )
    .fetch_all(&mut ledger)
    .await
    .unwrap();
    assert!(twice.is_empty(), "seats sold twice: {twice:?}");

    let over: Vec<(String, i64, i64, i64)> = sqlx::query_as(
        "SELECT resource, cell, count(*), capacity FROM claim JOIN resource ON resource.id = resource
         WHERE CASE resource.cells WHEN 'ticks' THEN (cell + 1) * tick_minutes * 60000
           WHEN 'nights' THEN (cell + 1) * 86400000 WHEN 'starts' THEN (cell + 1) * 60000
           ELSE ?1 + 1 END > ?1
         GROUP BY resource, cell HAVING count(*) > capacity OR max(seat) >= capacity OR min(seat) < 0",
    )
    .bind(now.0)
    .fetch_all(&mut ledger)
    .await
    .unwrap();
    assert!(over.is_empty(), "cells over their capacity: {over:?}");

    let gaps: Vec<(String, i64, i64, i64)> = sqlx::query_as(
        "SELECT resource, cell, count(*), max(seat) FROM claim JOIN resource ON resource.id = resource
         WHERE resource.cells IN ('starts', 'one')
         GROUP BY resource, cell HAVING max(seat) <> count(*) - 1",
    )
    .fetch_all(&mut ledger)
    .await
    .unwrap();
    assert!(gaps.is_empty(), "seats of a single cell with gaps: {gaps:?}");

    claims_are_what_bookings_say(&mut ledger).await;

    let unrecorded: Vec<(i64, i64, i64)> = sqlx::query_as(
        "SELECT booking.id, booking.revision, count(event.id) FROM booking
         LEFT JOIN event ON event.booking = booking.id
         GROUP BY booking.id
         HAVING count(event.id) <> booking.revision OR max(event.revision) <> booking.revision",
    )
    .fetch_all(&mut ledger)
    .await
    .unwrap();
    assert!(unrecorded.is_empty(), "bookings and journal disagree: {unrecorded:?}");
}

async fn claims_are_what_bookings_say(ledger: &mut SqliteConnection) {
    let items: Vec<Item> = sqlx::query_as(
        "SELECT item.booking, item.resource, first_cell, end_cell, quantity,
           resource.cells IN ('ticks', 'nights') AS runs
         FROM item JOIN booking ON booking.id = item.booking JOIN resource ON resource.id = resource
         WHERE state IN ('held', 'pending', 'confirmed', 'completed', 'no-show')",
    )
    .fetch_all(&mut *ledger)
    .await
    .unwrap();
    let mut wanted: BTreeMap<Place, i64> = BTreeMap::new();
    for item in &items {
        for cell in item.first_cell..item.end_cell {
            *wanted.entry((item.resource.clone(), cell, item.booking)).or_default() +=
                item.quantity;
        }
    }
    let claims: Vec<(String, i64, i64, i64)> =
        sqlx::query_as("SELECT resource, cell, booking, seat FROM claim")
            .fetch_all(&mut *ledger)
            .await
            .unwrap();
    let mut seats: BTreeMap<Place, BTreeSet<i64>> = BTreeMap::new();
    let mut claimed: BTreeMap<Place, i64> = BTreeMap::new();
    for (resource, cell, booking, seat) in claims {
        *claimed.entry((resource.clone(), cell, booking)).or_default() += 1;
        seats.entry((resource, cell, booking)).or_default().insert(seat);
    }
    assert_eq!(claimed, wanted, "claims (left) are not what live bookings say (right)");

    let mut runs: BTreeMap<(String, i64), Vec<(i64, i64)>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.runs) {
        let run = (item.first_cell, item.end_cell);
        let of = runs.entry((item.resource.clone(), item.booking)).or_default();
        of.extend((0..item.quantity).map(|_| run));
    }
    for ((resource, booking), runs) in runs {
        let at = |cell| seats[&(resource.clone(), cell, booking)].clone();
        assert!(
            fits(&runs, &mut BTreeSet::new(), &at),
            "booking {booking} changes its seat of {resource} on the way"
        );
    }
}

/// Whether each run can be given one of its booking's seats that it has throughout.
fn fits(
    runs: &[(i64, i64)],
    given: &mut BTreeSet<(i64, i64)>,
    at: &impl Fn(i64) -> BTreeSet<i64>,
) -> bool {
    let Some(((first, end), rest)) = runs.split_first() else { return true };
    let cells = || *first..*end;
    for seat in at(*first) {
        if cells().all(|cell| at(cell).contains(&seat) && !given.contains(&(cell, seat))) {
            given.extend(cells().map(|cell| (cell, seat)));
            if fits(rest, given, at) {
                return true;
            }
            for cell in cells() {
                given.remove(&(cell, seat));
            }
        }
    }
    false
}
