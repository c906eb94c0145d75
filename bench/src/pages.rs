//! The booking page as it is drawn for each guest, and the slots for programs.

use crate::client::Client;
use crate::fixture::{BOOKINGS, Fixture, booking, first_slot, slots_path};
use crate::pace::{Get, Pace, Post};
use crate::round::{median, ms};
use crate::servers::{Programs, bare};
use crate::table::{Budget, Row, Table, Value};
use crate::wrk::{Load, Wrk};
use std::time::Duration;

/// The one people see most: appointments with somebody.
const PAGE: &str = "/offers/haircut";
const CODINGS: [&str; 2] = ["identity", "br"];
const CLIENTS: usize = 64;
const ROUNDS: usize = 5;
const LASTS: Duration = Duration::from_secs(1);
/// DESIGN §7.
const BUDGET: f64 = 0.35;

/// One whose places outlast the bench.
const OFFER: &str = "session";
/// A busy moment of a small business: so many guests look, and so many book, in a second.
const LOOKS: Pace = Pace { per_second: 200, requests: 1_000 };
const BOOKS: Pace = Pace { per_second: 20, requests: 100 };

pub async fn measure(table: &mut Table, programs: &Programs) {
    for coding in CODINGS {
        rate(table, programs, coding).await;
    }
    latency(table, programs).await;
}

async fn rate(table: &mut Table, programs: &Programs, coding: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let server = programs.berth(&folder.path().join("berth.db"), None).await;
    let answer = Client::connect(server.address).await.get_coded(PAGE, coding).await;
    assert_eq!(answer.status, 200);
    let page = folder.path().join("page");
    std::fs::write(&page, &answer.body).expect("the page is written");
    let axum = bare(Some(&page)).await;
    let (mut ours, mut theirs) = (vec![], vec![]);
    for _ in 0..ROUNDS {
        let wrk = |address| Wrk { address, connections: CLIENTS, lasts: LASTS };
        ours.push(wrk(server.address).get(PAGE, coding).await);
        theirs.push(wrk(axum.address).get("/page", coding).await);
    }
    let rate = |loads: &[Load]| median(loads.iter().map(Load::per_second).collect());
    let (ours, theirs) = (rate(&ours), rate(&theirs));
    table.push(Row {
        what: format!("booking page, {coding}, {CLIENTS} clients, against bare axum"),
        measured: format!("{ours:.0} against {theirs:.0} a second; {} bytes", answer.body.len()),
        rounds: ROUNDS,
        value: Value::Ratio(ours / theirs),
        budget: Budget::AtLeast(BUDGET),
    });
    server.end().await;
    axum.end().await;
}

/// While others book, so that pages and slots are drawn anew again and again.
async fn latency(table: &mut Table, programs: &Programs) {
    let fixture = Fixture::new().await;
    let server = programs.berth(&fixture.ledger(), None).await;
    let slot = first_slot(&mut Client::connect(server.address).await, OFFER, fixture.today).await;
    let bodies = vec![booking(OFFER, &slot); BOOKS.requests];
    let (pages, slots, bookings) = tokio::join!(
        LOOKS.run(server.address, Get(format!("/offers/{OFFER}"))),
        LOOKS.run(server.address, Get(slots_path(OFFER, fixture.today))),
        BOOKS.run(server.address, Post(BOOKINGS, bodies)),
    );
    for (what, times) in
        [("booking page", pages), ("slots of a month", slots), ("one booking", bookings)]
    {
        let [p50, p99] = [0.5, 0.99].map(|share| ms(times.quantile(share)));
        table.push(Row {
            what: format!("{what}: p99 at a fixed rate"),
            measured: format!(
                "p50 {p50:.2} ms, p99 {p99:.2} ms, with {} pages, {} lists of slots and {} bookings a second",
                LOOKS.per_second, LOOKS.per_second, BOOKS.per_second
            ),
            rounds: times.count(),
            value: Value::Milliseconds(p99),
            budget: Budget::None,
        });
    }
    server.end().await;
}
