//! Fills a ledger with a past, quickly: straight into the tables, as no part of Berth ever does. A
//! `verify` of the result says whether it is one that Berth could have written.

use crate::venue::{self, HALL, PEOPLE, ROOMS};
use engine::{Config, Engine};
use jiff::civil::Date;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::path::Path;
use tempfile::TempDir;

/// Larger ledgers are filled by the same statements, and take a minute to verify.
const VERIFIED: i64 = 10_000;
const DAY_MS: i64 = 86_400_000;
const TICK_MS: i64 = 15 * 60_000;

/// Adds `bookings` past bookings before `now` (milliseconds since 1970): two in four appointments,
/// one a ticket, and the rest nights and units by turns. `today` is the number of the local date.
async fn fill(path: &Path, bookings: i64, now: i64, today: i64) -> Result<(), sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(path).disable_statement_logging();
    let mut connection = options.connect().await?;
    let mut tx = connection.begin().await?;
    let appointments = bookings / 2;
    let tickets = bookings / 4;
    let nights = bookings / 8;
    let units = bookings - appointments - tickets - nights;
    let mut first = 1;
    for (kind, count) in
        [(APPOINTMENT, appointments), (TICKET, tickets), (NIGHT, nights), (UNIT, units)]
    {
        insert(&mut tx, kind, first, count, now, today).await?;
        first += count;
    }
    tx.commit().await?;
    connection.close().await
}

/// How the `i`th booking of a kind looks, in SQL: `?3` is now, `?4` today.
struct Past {
    offer: &'static str,
    resource: String,
    slot: &'static str,
    first_cell: String,
    cells: i64,
    seat: String,
    starts_at: String,
    lasts_ms: i64,
}

const APPOINTMENT: fn() -> Past = || Past {
    offer: "appointment",
    resource: format!("printf('person-%02d', i % {PEOPLE})"),
    slot: "'past'",
    first_cell: format!("?3 / {TICK_MS} - 4 * (i / {PEOPLE} + 2)"),
    cells: 4,
    seat: "0".to_owned(),
    starts_at: format!("(?3 / {TICK_MS} - 4 * (i / {PEOPLE} + 2)) * {TICK_MS}"),
    lasts_ms: 45 * 60_000,
};

const TICKET: fn() -> Past = || Past {
    offer: "session",
    resource: "'hall'".to_owned(),
    slot: "'past'",
    first_cell: format!("?3 / 60000 - 1440 * (i / {HALL} + 1)"),
    cells: 1,
    seat: format!("i % {HALL}"),
    starts_at: format!("(?3 / 60000 - 1440 * (i / {HALL} + 1)) * 60000"),
    lasts_ms: 90 * 60_000,
};

const NIGHT: fn() -> Past = || Past {
    offer: "stay",
    resource: "'room'".to_owned(),
    slot: "'past'",
    first_cell: format!("?4 - 1 - i / {ROOMS}"),
    cells: 1,
    seat: format!("i % {ROOMS}"),
    starts_at: format!("?3 - (1 + i / {ROOMS}) * {DAY_MS}"),
    lasts_ms: DAY_MS / 2,
};

const UNIT: fn() -> Past = || Past {
    offer: "stock",
    resource: "'record'".to_owned(),
    slot: "'stock'",
    first_cell: "0".to_owned(),
    cells: 1,
    seat: "i".to_owned(),
    starts_at: format!("?3 - {DAY_MS}"),
    lasts_ms: DAY_MS,
};

async fn insert(
    connection: &mut SqliteConnection,
    past: fn() -> Past,
    first: i64,
    count: i64,
    now: i64,
    today: i64,
) -> Result<(), sqlx::Error> {
    let Past { offer, resource, slot, first_cell, cells, seat, starts_at, lasts_ms } = past();
    let numbers = "WITH RECURSIVE numbers (i) AS
        (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < ?2)";
    let statements = [
        format!(
            "{numbers} INSERT INTO booking (id, reference, secret_hash, state, guest_name,
               guest_email, total, currency, revision, created_at, updated_at)
             SELECT ?1 + i, printf('%08d', ?1 + i), randomblob(32), 'confirmed', 'Ada',
               'guest' || (i % 50000) || '@example.com', 1000, 'EUR', 0, ?3 + 0 * ?4, ?3
             FROM numbers"
        ),
        format!(
            "{numbers} INSERT INTO item (booking, position, offer, kind, slot, starts_at, ends_at,
               quantity, resource, first_cell, end_cell, amount)
             SELECT ?1 + i, 0, '{offer}', '{offer}', {slot}, {starts_at}, {starts_at} + {lasts_ms},
               1, {resource}, {first_cell}, {first_cell} + {cells}, 1000 + 0 * ?3 + 0 * ?4
             FROM numbers"
        ),
        format!(
            "{numbers} INSERT INTO claim (resource, cell, seat, booking)
             SELECT {resource}, {first_cell} + offset.value, {seat}, ?1 + i + 0 * ?3 + 0 * ?4
             FROM numbers, json_each('{}') AS offset",
            json(cells)
        ),
    ];
    for statement in statements {
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(first)
            .bind(count)
            .bind(now)
            .bind(today)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

fn json(count: i64) -> String {
    let numbers: Vec<String> = (0..count).map(|number| number.to_string()).collect();
    format!("[{}]", numbers.join(","))
}

/// Two ledgers that are alike but for their age. Deleted when dropped.
pub struct Aged {
    pub young: TempDir,
    pub old: TempDir,
}

pub const YOUNG: i64 = 1_000;
pub const OLD: i64 = 1_000_000;

impl Aged {
    /// # Panics
    /// When they cannot be made: there is nothing to measure then.
    pub async fn new() -> Self {
        Self { young: aged(YOUNG).await, old: aged(OLD).await }
    }
}

/// A ledger of the bench's venue with that many past bookings.
async fn aged(bookings: i64) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("berth.db");
    let engine = Engine::open(Config::new(path.clone())).await.expect("a new ledger opens");
    assert!(engine.install(venue::catalogue()).await.expect("the venue is sound"));
    let now = engine.now().0;
    let today = engine.offers().venue.zone.date(engine.now());
    let epoch = Date::constant(1970, 1, 1);
    let today = epoch.until(today).expect("within the calendar").get_days();
    engine.shut_down().await;
    fill(&path, bookings, now, today.into()).await.expect("the ledger can be filled");
    if bookings <= VERIFIED {
        let report = engine::verify(&path, &engine::SystemClock).await.expect("it can be read");
        assert!(report.findings.is_empty(), "{:?}", report.findings);
    }
    folder
}
