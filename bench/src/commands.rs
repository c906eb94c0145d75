//! What Redis is asked to do for each contended request.

use crate::client::{burst, connect_all};
use crate::fixture::{BOOKINGS, Fixture, PEER_BOOKINGS};
use crate::process::Process;
use crate::servers::{Programs, Redis};
use crate::table::{Budget, Row, Table, Value};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::time::Duration;

const CONTENDERS: usize = 100;
const ROUNDS: usize = 5;
/// DESIGN §7.
const BUDGET: f64 = 1.0 / 3.0;
/// What is sent after the last answer, a release or a message, is sent well within this.
const SETTLES: Duration = Duration::from_millis(500);
/// Setting a connection up, and our own questions.
const NOT_COUNTED: [&str; 6] = ["hello", "client", "info", "select", "ping", "config"];

/// How often Redis has done what, also within scripts.
type Commands = BTreeMap<String, u64>;

pub async fn measure(table: &mut Table, programs: &Programs) {
    let redis = Redis::start().await;
    let fixture = Fixture::new().await;
    let server = programs.berth(&fixture.ledger(), Some(&redis)).await;
    let ours = commands(&redis, server, BOOKINGS, |index| fixture.booking(index)).await;
    let server = programs.peer(&redis).await;
    let theirs = commands(&redis, server, PEER_BOOKINGS, |index| fixture.peer_booking(index)).await;
    let each =
        |commands: &Commands| commands.values().sum::<u64>() as f64 / (CONTENDERS * ROUNDS) as f64;
    table.push(Row {
        what: format!("Redis commands for each of {CONTENDERS} contenders, against the reference"),
        measured: format!(
            "{:.2} ({}) against {:.2} ({})",
            each(&ours),
            words(&ours),
            each(&theirs),
            words(&theirs)
        ),
        rounds: ROUNDS,
        value: Value::Ratio(each(&ours) / each(&theirs)),
        budget: Budget::AtMost(BUDGET),
    });
}

/// What was done for all rounds together.
async fn commands(
    redis: &Redis,
    server: Process,
    path: &'static str,
    body: impl Fn(usize) -> Bytes,
) -> Commands {
    let before = stats(redis).await;
    for round in 0..ROUNDS {
        burst(connect_all(server.address, CONTENDERS).await, path, body(round)).await;
    }
    tokio::time::sleep(SETTLES).await;
    let after = stats(redis).await;
    server.end().await;
    let new = after.into_iter().map(|(name, calls)| {
        let calls = calls - before.get(&name).copied().unwrap_or_default();
        (name, calls)
    });
    new.filter(|(_, calls)| *calls > 0).collect()
}

async fn stats(redis: &Redis) -> Commands {
    let mut connection = redis.connection().await;
    let info: String = redis::cmd("INFO")
        .arg("commandstats")
        .query_async(&mut connection)
        .await
        .expect("Redis tells what it did");
    let calls = info.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("cmdstat_")?.split_once(":calls=")?;
        let calls = rest.split(',').next()?.parse().ok()?;
        Some((name.to_owned(), calls))
    });
    calls.filter(|(name, _)| !NOT_COUNTED.iter().any(|other| name.starts_with(other))).collect()
}

fn words(commands: &Commands) -> String {
    let each = commands.iter().map(|(name, calls)| format!("{calls} {name}"));
    each.collect::<Vec<_>>().join(", ")
}
