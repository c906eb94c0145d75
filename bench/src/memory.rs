//! What the server takes of the machine's memory.

use crate::client::{Client, burst, connect_all};
use crate::fixture::{BOOKINGS, Fixture, slots_path};
use crate::process::Process;
use crate::servers::{Programs, Redis};
use crate::table::{Budget, Row, Table, Value};
use crate::wrk::Wrk;
use std::time::Duration;

/// DESIGN §7, in megabytes.
const AT_REST: f64 = 20.0;
const UNDER_LOAD: f64 = 64.0;
const LASTS: Duration = Duration::from_secs(2);
/// More than is booked in that time.
const PLACES: std::ops::Range<usize> = 1..100_000;

/// What it has to bear.
struct Weight {
    what: &'static str,
    contenders: usize,
    clients: usize,
    /// Whose pages and slots are asked for; an offer's slots are kept in memory.
    offers: &'static [&'static str],
    budget: Budget,
}

const WEIGHTS: [Weight; 2] = [
    // What the other budgets are promised for.
    Weight {
        what: "most memory under load",
        contenders: 100,
        clients: 64,
        offers: &["session", "stay", "stock"],
        budget: Budget::AtMost(UNDER_LOAD),
    },
    Weight {
        what: "most memory under ten times the load, with an offer of 20 people",
        contenders: 1_000,
        clients: 256,
        offers: &["session", "stay", "stock", "appointment"],
        budget: Budget::None,
    },
];

pub async fn measure(table: &mut Table, programs: &Programs) {
    let folder = tempfile::tempdir().expect("a folder");
    let server = programs.berth(&folder.path().join("berth.db"), None).await;
    let fresh = megabytes(server.memory().resident);
    Client::connect(server.address).await.get("/offers/haircut").await;
    let looked = megabytes(server.memory().resident);
    table.push(Row {
        what: "memory at rest".to_owned(),
        measured: format!("{fresh:.1} MB when it listens, {looked:.1} MB after a page"),
        rounds: 1,
        value: Value::Megabytes(looked),
        budget: Budget::AtMost(AT_REST),
    });
    server.end().await;
    let redis = Redis::start().await;
    for weight in WEIGHTS {
        for (redis, name) in [(None, "in one process"), (Some(&redis), "with Redis")] {
            let (peak, measured) = under_load(programs, redis, &weight).await;
            table.push(Row {
                what: format!("{}, {name}", weight.what),
                measured,
                rounds: 1,
                value: Value::Megabytes(peak),
                budget: weight.budget,
            });
        }
    }
}

/// The most it took, in megabytes, and after which load how much.
async fn under_load(programs: &Programs, redis: Option<&Redis>, weight: &Weight) -> (f64, String) {
    let Weight { contenders, clients, offers, .. } = *weight;
    let fixture = Fixture::new().await;
    let server = programs.berth(&fixture.ledger(), redis).await;
    let crowd = connect_all(server.address, contenders).await;
    burst(crowd, BOOKINGS, fixture.booking(0)).await;
    let hot = peak(&server);
    let bodies = fixture.folder().path().join("bodies");
    let lines = PLACES.map(|index| [&fixture.booking(index)[..], b"\n"].concat());
    std::fs::write(&bodies, lines.collect::<Vec<_>>().concat()).expect("the requests are written");
    let wrk = Wrk { address: server.address, connections: clients, lasts: LASTS };
    wrk.post(BOOKINGS, &bodies).await;
    let booked = peak(&server);
    for offer in offers {
        wrk.get(&format!("/offers/{offer}"), "br").await;
    }
    let drawn = peak(&server);
    for offer in offers {
        wrk.get(&slots_path(offer, fixture.today), "br").await;
    }
    let listed = peak(&server);
    server.end().await;
    let words = format!(
        "{hot:.1} MB after {contenders} contenders, {booked:.1} MB after bookings of {clients} \
         clients, {drawn:.1} MB after pages, {listed:.1} MB after slots"
    );
    (listed, words)
}

fn peak(server: &Process) -> f64 {
    megabytes(server.memory().peak)
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
