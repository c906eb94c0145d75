//! Durable bookings of distinct places by callers of the engine, against SQLite alone.

use crate::callers::{CALLERS, book};
use crate::fixture::Fixture;
use crate::flush;
use crate::round::{Times, median, ms};
use crate::rows::Rows;
use crate::table::{Budget, Row, Table, Value};
use engine::{Config, Engine};

const ROUNDS: usize = 5;
/// A hundred batches of SQLite's.
const BOOKINGS: usize = 6_400;
/// Bookings that have a commit each: fewer, since a commit may take tens of milliseconds.
const SINGLE: usize = 300;
const FLUSHES: usize = 100;
/// DESIGN §7: of the rate of batches of 64; and of the rate of one commit each, where a flush takes
/// longer than so many milliseconds.
const BATCH: usize = 64;
const OF_BATCHES: f64 = 0.4;
const OF_SINGLES: f64 = 20.0;
const SLOW_FLUSH: f64 = 1.0;

pub async fn measure(table: &mut Table) {
    let (mut engine_rates, mut batch_rates, mut single_rates) = (vec![], vec![], vec![]);
    let mut flushes = Times::default();
    for _ in 0..ROUNDS {
        let fixture = Fixture::new().await;
        let engine = Engine::open(Config::new(fixture.ledger())).await.expect("it opens");
        let called = book(&engine, BOOKINGS).await;
        engine.shut_down().await;
        engine_rates.push(BOOKINGS as f64 / called.took.as_secs_f64());
        let rows = Rows::read(&fixture.ledger()).await;
        batch_rates.push(BOOKINGS as f64 / rows.write(BOOKINGS, BATCH).await.as_secs_f64());
        single_rates.push(SINGLE as f64 / rows.write(SINGLE, 1).await.as_secs_f64());
        flushes.extend(flush::times(fixture.folder().path(), FLUSHES));
    }
    let (ours, batches, singles) =
        (median(engine_rates), median(batch_rates), median(single_rates));
    table.push(Row {
        what: format!(
            "durable bookings, {CALLERS} callers of the engine, against SQLite in batches of {BATCH}"
        ),
        measured: format!("{ours:.0} against {batches:.0} a second"),
        rounds: ROUNDS,
        value: Value::Ratio(ours / batches),
        budget: Budget::AtLeast(OF_BATCHES),
    });
    // Each commit has a flush in it, so one that took longer was measured in a worse moment.
    let flush = ms(flushes.median()).min(1000.0 / singles);
    table.push(Row {
        what: format!(
            "durable bookings, {CALLERS} callers of the engine, against SQLite with a commit each"
        ),
        measured: format!("{ours:.0} against {singles:.0} a second; a flush takes {flush:.2} ms"),
        rounds: ROUNDS,
        value: Value::Ratio(ours / singles),
        budget: if flush > SLOW_FLUSH { Budget::AtLeast(OF_SINGLES) } else { Budget::None },
    });
}
