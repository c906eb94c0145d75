//! Bookings of distinct places through HTTP, by more and more clients.

use crate::fixture::{BOOKINGS, Fixture, PEER_BOOKINGS};
use crate::round::median;
use crate::servers::{Programs, Redis};
use crate::table::{Budget, Row, Table, Value};
use crate::wrk::{Load, Wrk};
use bytes::Bytes;
use std::path::{Path, PathBuf};
use std::time::Duration;

const CLIENTS: [usize; 4] = [1, 16, 64, 256];
const ROUNDS: usize = 3;
const LASTS: Duration = Duration::from_secs(2);
/// More than any side books in a round.
const PLACES: usize = 100_000;
/// DESIGN §7, for 64 clients.
const BUDGET: (usize, f64) = (64, 1.5);

/// Rates of the rounds.
#[derive(Default)]
struct Side(Vec<Load>);

pub async fn measure(table: &mut Table, programs: &Programs) {
    let fixture = Fixture::new().await;
    let folder = fixture.folder().path();
    let ours = lines(folder, "ours", |index| fixture.booking(index));
    let theirs = lines(folder, "theirs", |index| fixture.peer_booking(index));
    let redis = Redis::start().await;
    for clients in CLIENTS {
        let [mut alone, mut shared, mut peer] = [Side::default(), Side::default(), Side::default()];
        for _ in 0..ROUNDS {
            // On new ledgers and an empty Redis, so that the same places are free again.
            alone.0.push(berth(programs, None, clients, &ours).await);
            shared.0.push(berth(programs, Some(&redis), clients, &ours).await);
            redis.empty().await;
            peer.0.push(reference(programs, &redis, clients, &theirs).await);
            redis.empty().await;
        }
        for (berth, name) in [(alone, "in one process"), (shared, "with Redis")] {
            let promised = clients == BUDGET.0;
            table.push(Row {
                what: format!(
                    "distinct places, {clients} at a time, {name}, against the reference"
                ),
                measured: format!("{}; reference: {}", berth.words(), peer.words()),
                rounds: ROUNDS,
                value: Value::Ratio(berth.rate() / peer.rate()),
                budget: if promised { Budget::AtLeast(BUDGET.1) } else { Budget::None },
            });
        }
    }
}

fn lines(folder: &Path, name: &str, body: impl Fn(usize) -> Bytes) -> PathBuf {
    let path = folder.join(name);
    let lines = (0..PLACES).flat_map(|index| [body(index), Bytes::from_static(b"\n")]);
    let text: Vec<u8> = lines.flatten().collect();
    std::fs::write(&path, text).expect("the requests are written");
    path
}

async fn berth(programs: &Programs, redis: Option<&Redis>, clients: usize, file: &Path) -> Load {
    let fixture = Fixture::new().await;
    let server = programs.berth(&fixture.ledger(), redis).await;
    let wrk = Wrk { address: server.address, connections: clients, lasts: LASTS };
    let load = wrk.post(BOOKINGS, file).await;
    server.end().await;
    load
}

async fn reference(programs: &Programs, redis: &Redis, clients: usize, file: &Path) -> Load {
    let server = programs.peer(redis).await;
    let wrk = Wrk { address: server.address, connections: clients, lasts: LASTS };
    let load = wrk.post(PEER_BOOKINGS, file).await;
    server.end().await;
    load
}

impl Side {
    fn rate(&self) -> f64 {
        median(self.0.iter().map(Load::per_second).collect())
    }

    fn words(&self) -> String {
        let times = |time: fn(&Load) -> Duration| {
            median(self.0.iter().map(|load| time(load).as_secs_f64() * 1000.0).collect())
        };
        let (p50, p99) = (times(Load::p50), times(Load::p99));
        format!("{:.0} a second, p50 {p50:.1} ms, p99 {p99:.1} ms", self.rate())
    }
}
