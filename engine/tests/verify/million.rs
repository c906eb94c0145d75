//! How long it takes to look at a large ledger, and how much memory.

use engine::{Config, Engine, SystemClock, verify};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, SqliteConnection};
use std::path::Path;
use tokio::time::Instant;

const BOOKINGS: u32 = 1_000_000;
const BATCH: u32 = 5_000;

/// What a batch adds to each table, as rows of JSON.
#[derive(Default)]
struct Rows {
    bookings: Vec<Value>,
    items: Vec<Value>,
    claims: Vec<Value>,
    events: Vec<Value>,
}

/// Half are appointments of four ticks with one of forty people, half are tickets to sessions of a
/// hundred; one in ten is cancelled.
struct Generator {
    events: i64,
    hash: [u8; 32],
}

impl Generator {
    fn booking(&mut self, rows: &mut Rows, n: u32) {
        let id = i64::from(n) + 1;
        let (resource, first, end, seat) = if n.is_multiple_of(2) {
            let tick = i64::from(n / 40) * 4;
            (format!("p{}", n % 40), tick, tick + 4, 0)
        } else {
            let start = 1_000_000 + i64::from(n / 200);
            ("hall".to_owned(), start, start + 1, i64::from(n / 2 % 100))
        };
        let mut states = vec!["confirmed"];
        if n % 10 == 8 {
            states.push("cancelled");
        }
        let state = states[states.len() - 1];
        if state == "confirmed" {
            rows.claims.extend((first..end).map(|cell| json!([resource, cell, seat, id])));
        }
        let reference = reference(n);
        let kind = if first + 1 == end { "session" } else { "appointment" };
        rows.bookings.push(json!([id, reference, state, states.len()]));
        rows.items.push(json!([id, kind, resource, first, end]));
        for (revision, state) in (1..).zip(states) {
            self.event(
                rows,
                id,
                revision,
                &json!({
                    "reference": reference,
                    "state": state,
                    "items": [{
                        "offer": "o", "kind": kind, "slot": "s", "start": "2026-11-23T08:00:00Z",
                        "end": "2026-11-23T08:45:00Z", "quantity": 1, "resource": resource,
                        "amount": 3800
                    }],
                    "total": 3800,
                    "currency": "EUR"
                }),
            );
        }
    }

    fn event(&mut self, rows: &mut Rows, booking: i64, revision: i64, body: &Value) {
        self.events += 1;
        let (previous, name, body) = (hex(&self.hash), "booking.changed", body.to_string());
        let mut hash = Sha256::new();
        hash.update(self.hash);
        for number in [self.events, 5, booking, revision] {
            hash.update(number.to_be_bytes());
        }
        for text in ["guest", name, &body] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        self.hash = hash.finalize().into();
        let hash = hex(&self.hash);
        rows.events.push(json!([self.events, name, booking, revision, body, previous, hash]));
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Scattered, as drawn ones are.
fn reference(n: u32) -> String {
    let symbols = b"23456789BCDFGHJKMNPQRSTVWXYZ";
    let mut number = u64::from(n).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 26;
    let symbol = |_| {
        let symbol = symbols[(number % 28) as usize];
        number /= 28;
        char::from(symbol)
    };
    (0..8).map(symbol).collect()
}

async fn fill(path: &Path) {
    Engine::open(Config::new(path)).await.unwrap().shut_down().await;
    let options = SqliteConnectOptions::new().filename(path).pragma("synchronous", "OFF");
    let mut file = options.connect().await.unwrap();
    file.execute(
        "INSERT INTO venue VALUES (1, 'Large', 'Europe/Berlin', 'EUR');
         INSERT INTO resource VALUES ('hall', 'Hall', 'starts', NULL, 100);
         WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 39)
         INSERT INTO resource SELECT 'p' || i, 'Person', 'ticks', 15, 1 FROM n;",
    )
    .await
    .unwrap();
    let mut generator = Generator { events: 0, hash: [0; 32] };
    for first in (0..BOOKINGS).step_by(BATCH as usize) {
        let mut rows = Rows::default();
        for n in first..first + BATCH {
            generator.booking(&mut rows, n);
        }
        insert(&mut file, rows).await;
    }
    file.close().await.unwrap();
}

async fn insert(file: &mut SqliteConnection, rows: Rows) {
    let inserts = [
        (
            "INSERT INTO booking (id, reference, secret_hash, state, guest_name, guest_email, total,
               currency, revision, created_at, updated_at)
             SELECT value ->> 0, value ->> 1, randomblob(32), value ->> 2, 'Ada Lovelace',
               'ada' || (value ->> 0) || '@example.com', 3800, 'EUR', value ->> 3, 5, 5
             FROM json_each(?)",
            rows.bookings,
        ),
        (
            "INSERT INTO item SELECT value ->> 0, 0, 'o', value ->> 1, 's', 5, 6, 1, value ->> 2,
               value ->> 3, value ->> 4, 3800 FROM json_each(?)",
            rows.items,
        ),
        (
            "INSERT INTO claim SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, NULL
             FROM json_each(?)",
            rows.claims,
        ),
        (
            "INSERT INTO event SELECT value ->> 0, 5, 'guest', value ->> 1, value ->> 2, value ->> 3,
               value ->> 4, unhex(value ->> 5), unhex(value ->> 6) FROM json_each(?)",
            rows.events,
        ),
    ];
    for (sql, rows) in inserts {
        sqlx::query(sql).bind(Value::Array(rows).to_string()).execute(&mut *file).await.unwrap();
    }
}

/// The most memory that this process had at once, in MB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

#[tokio::test]
#[ignore = "minutes, and over a gigabyte of disk; meaningful with --release"]
async fn a_million_bookings_are_verified_in_less_than_two_minutes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("large.db");
    fill(&file).await;
    let (size, before) = (std::fs::metadata(&file).unwrap().len() >> 20, peak());
    let begun = Instant::now();
    let report = verify(&file, &SystemClock).await.unwrap();
    let took = begun.elapsed();
    println!("{size} MB, {:?}: {took:?}, {before} MB before, {} MB after", report.checked, peak());
    assert_eq!(report.findings, []);
    assert_eq!(report.checked.bookings, i64::from(BOOKINGS));
    assert!(took.as_secs() < 120);
}
