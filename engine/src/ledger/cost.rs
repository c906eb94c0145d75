//! What claims cost, in steps of SQLite's virtual machine: the same on every machine, and every row
//! that is looked at is some.

use super::claims::{claim, release};
use super::open::Files;
use super::operation::{Memo, Tx};
use super::seats::{Shape, uses};
use booking::{Cell, CellRange, Item, KindName, OfferId, Refusal, ResourceId, SlotId, UnixMillis};
use sqlx::SqliteConnection;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

const NOW: UnixMillis = UnixMillis(1_795_413_600_000);
/// Two nights in the middle of all.
const NIGHTS: (i64, i64) = (20_780, 20_782);

struct Bench {
    connection: SqliteConnection,
    steps: Arc<AtomicU64>,
    _folder: TempDir,
}

impl Bench {
    /// A hall with so many seats, of which some are sold, and six rooms.
    async fn open(seats: i64, sold: i64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(&folder.path().join("berth.db")).await.unwrap();
        let mut connection = files.writer;
        let steps = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&steps);
        sqlx::raw_sql(
            "INSERT INTO venue VALUES (1, 'Test', 'UTC', 'EUR');
             INSERT INTO resource VALUES ('rooms', 'Rooms', 'nights', NULL, 6);",
        )
        .execute(&mut connection)
        .await
        .unwrap();
        sqlx::query("INSERT INTO resource VALUES ('hall', 'Hall', 'starts', NULL, ?)")
            .bind(seats)
            .execute(&mut connection)
            .await
            .unwrap();
        let mut bench = Self { connection, steps, _folder: folder };
        bench
            .fill(
                "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1)
                 INSERT INTO claim SELECT 'hall', 7, i, i + 1000000, NULL FROM n WHERE ?1 > 0",
                sold,
            )
            .await;
        bench.connection.lock_handle().await.unwrap().set_progress_handler(1, move || {
            counted.fetch_add(1, Ordering::Relaxed);
            true
        });
        bench
    }

    async fn fill(&mut self, sql: &'static str, count: i64) {
        sqlx::query(sql).bind(count).execute(&mut self.connection).await.unwrap();
    }

    /// Steps of taking an item and giving it back, and of looking at it.
    async fn steps(&mut self, item: &Item, fits: bool) -> (u64, u64) {
        let before = self.steps.load(Ordering::Relaxed);
        let mut memo = Memo::default();
        let mut tx = Tx::new(&mut self.connection, NOW, &mut memo);
        let taken = claim(&mut tx, 1, item, None, None).await.map_err(|stop| stop.refusal());
        assert_eq!(taken, if fits { Ok(()) } else { Err(Refusal::Taken) });
        release(&mut tx, 1, std::slice::from_ref(item)).await.map_err(|s| s.refusal()).unwrap();
        let booked = self.steps.load(Ordering::Relaxed);
        let shape = Shape::read(tx.connection, &item.resource).await;
        let shape = shape.map_err(|stop| stop.refusal()).unwrap();
        uses(tx.connection, shape, &item.resource, item.cells, NOW)
            .await
            .map_err(|stop| stop.refusal())
            .unwrap();
        (booked - before, self.steps.load(Ordering::Relaxed) - booked)
    }
}

fn item(kind: KindName, resource: &str, (first, end): (i64, i64)) -> Item {
    Item {
        offer: OfferId::parse("offer").unwrap(),
        kind,
        slot: SlotId::parse("slot").unwrap(),
        start: NOW,
        end: NOW,
        quantity: 1,
        resource: ResourceId::parse(resource).unwrap(),
        cells: CellRange { first: Cell(first), end: Cell(end) },
        amount: None,
    }
}

fn ticket() -> Item {
    item(KindName::Session, "hall", (7, 8))
}

fn stay() -> Item {
    item(KindName::Stay, "rooms", NIGHTS)
}

/// No more than half as much again.
fn alike(a: (u64, u64), b: (u64, u64)) {
    assert!(2 * b.0 <= 3 * a.0 && 2 * b.1 <= 3 * a.1, "booking and looking: {a:?} against {b:?}");
}

#[tokio::test]
async fn a_ticket_of_fifty_thousand_costs_what_one_of_ten_costs() {
    let small = Bench::open(10, 5).await.steps(&ticket(), true).await;
    for sold in [1, 25_000, 49_999] {
        alike(small, Bench::open(50_000, sold).await.steps(&ticket(), true).await);
    }
}

#[tokio::test]
async fn being_refused_costs_the_same_in_a_large_hall() {
    let small = Bench::open(10, 10).await.steps(&ticket(), false).await;
    alike(small, Bench::open(50_000, 50_000).await.steps(&ticket(), false).await);
}

#[tokio::test]
async fn a_ledger_full_of_cancellations_costs_what_a_new_one_costs() {
    let new = Bench::open(50_000, 100).await.steps(&ticket(), true).await;
    let mut old = Bench::open(50_000, 100).await;
    old.fill(
        "WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
         INSERT INTO booking (id, reference, secret_hash, state, currency, revision, created_at,
           updated_at)
         SELECT i, 'old-' || i, zeroblob(32), 'cancelled', 'EUR', 1, 0, 0 FROM n",
        100_000,
    )
    .await;
    old.fill(
        "INSERT INTO item SELECT id, 0, 'offer', 'session', 'slot', 0, 0, 1, 'hall', 7, 8, NULL
         FROM booking WHERE id <= ?",
        100_000,
    )
    .await;
    alike(new, old.steps(&ticket(), true).await);
}

#[tokio::test]
async fn years_of_stays_cost_the_next_one_nothing() {
    let new = Bench::open(10, 0).await.steps(&stay(), true).await;
    let mut old = Bench::open(10, 0).await;
    // Every room on each of 3,000 nights before and 300 after.
    old.fill(
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
         INSERT INTO claim SELECT 'rooms', 17780 + i / 6, i % 6, 1000 + i, NULL FROM n
         WHERE 17780 + i / 6 NOT IN (20780, 20781)",
        6 * 3300,
    )
    .await;
    alike(new, old.steps(&stay(), true).await);
}

#[tokio::test]
async fn moving_others_to_make_room_looks_at_nothing_that_is_over() {
    let mut costs = Vec::new();
    for years in [0, 10] {
        let mut bench = Bench::open(10, 0).await;
        // Stays of two nights, each with the night after it in common with another, up to now.
        bench
            .fill(
                "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?1),
                   night (j) AS (VALUES (0), (1))
                 INSERT INTO claim
                 SELECT 'rooms', 20779 - i + j, 1 + i % 4, 1000 + i, NULL FROM n, night",
                1 + years * 365,
            )
            .await;
        // No room is free on both nights, though on each there are three.
        bench
            .fill(
                "INSERT INTO claim SELECT 'rooms', 20780 + column1, column2, 10 + column2, NULL
                 FROM (VALUES (0, 0), (0, 2), (1, 3), (1, 4), (1, 5)) WHERE ?1 = 0",
                0,
            )
            .await;
        costs.push(bench.steps(&Item { quantity: 3, ..stay() }, true).await);
    }
    alike(costs[0], costs[1]);
}
