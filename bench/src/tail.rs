//! How long the slowest bookings wait for the disk.

use crate::callers::{CALLERS, book};
use crate::fixture::Fixture;
use crate::flush;
use crate::round::{Times, median, ms};
use crate::table::{Budget, Row, Table, Value};
use engine::{Config, Engine};

const ROUNDS: usize = 5;
const BOOKINGS: usize = 6_400;
const FLUSHES: usize = 500;
/// DESIGN §7: the 99th percentile, and the slowest of all, against the flush's 99th percentile.
const P99: f64 = 4.0;
const SLOWEST: f64 = 10.0;

pub async fn measure(table: &mut Table) {
    let (mut all, mut flushes) = (Times::default(), Times::default());
    let (mut p99s, mut slowest) = (vec![], vec![]);
    for _ in 0..ROUNDS {
        let fixture = Fixture::new().await;
        let engine = Engine::open(Config::new(fixture.ledger())).await.expect("it opens");
        let each = book(&engine, BOOKINGS).await.each;
        engine.shut_down().await;
        let flushed = flush::times(fixture.folder().path(), FLUSHES);
        let flush = ms(flushed.quantile(0.99));
        p99s.push(ms(each.quantile(0.99)) / flush);
        slowest.push(ms(each.quantile(1.0)) / flush);
        all.extend(each);
        flushes.extend(flushed);
    }
    let words = |times: &Times| {
        let [p50, p99, most] = [0.5, 0.99, 1.0].map(|share| ms(times.quantile(share)));
        format!("p50 {p50:.2} ms, p99 {p99:.2} ms, slowest {most:.1} ms")
    };
    let measured = format!("{}; a flush: {}", words(&all), words(&flushes));
    let rows = [
        ("p99 of a booking", median(p99s), P99),
        ("the slowest booking", median(slowest), SLOWEST),
    ];
    for (what, ratio, budget) in rows {
        table.push(Row {
            what: format!("{what}, {CALLERS} callers of the engine, against p99 of one flush"),
            measured: measured.clone(),
            rounds: ROUNDS,
            value: Value::Ratio(ratio),
            budget: Budget::AtMost(budget),
        });
    }
}
