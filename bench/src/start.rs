//! How long a server takes from its start until it listens.

use crate::filling::{Aged, OLD, YOUNG};
use crate::round::{Times, ms};
use crate::servers::Programs;
use crate::table::{Budget, Row, Table, Value};

const ROUNDS: usize = 9;

pub async fn measure(table: &mut Table, programs: &Programs, aged: &Aged) {
    let (mut young, mut old) = (Times::default(), Times::default());
    for _ in 0..ROUNDS {
        for (times, folder) in [(&mut young, &aged.young), (&mut old, &aged.old)] {
            let ledger = folder.path().join("berth.db");
            times.time(programs.berth(&ledger, None)).await.end().await;
        }
    }
    let [young, old] = [young, old].map(|times| ms(times.median()));
    table.push(Row {
        what: format!("start-up with {OLD} bookings"),
        measured: format!("{old:.0} ms, {young:.0} ms with {YOUNG}"),
        rounds: ROUNDS,
        value: Value::Milliseconds(old),
        budget: Budget::None,
    });
}
