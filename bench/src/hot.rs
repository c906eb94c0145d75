//! Many contenders for one place, through HTTP: how long until all are answered, and with what.

use crate::client::{Burst, burst, connect_all};
use crate::fixture::{BOOKINGS, Fixture, PEER_BOOKINGS};
use crate::process::Process;
use crate::round::Times;
use crate::servers::{Programs, Redis, bare};
use crate::table::{Budget, Row, Table, Value};
use bytes::Bytes;
use std::collections::BTreeMap;

const CONTENDERS: [usize; 2] = [100, 1_000];
const ROUNDS: usize = 9;
/// DESIGN §7, for 100 contenders.
const OF_THE_REFERENCE: f64 = 1.0 / 50.0;
const OF_BARE_AXUM: f64 = 4.0;

const BOOKED: u16 = 201;
const TAKEN: u16 = 409;

/// What one server made of its rounds.
struct Side {
    server: Process,
    path: &'static str,
    took: Times,
    answered: Times,
    statuses: BTreeMap<u16, usize>,
}

pub async fn measure(table: &mut Table, programs: &Programs) {
    let redis = Redis::start().await;
    let (alone, shared) = (Fixture::new().await, Fixture::new().await);
    let mut sides = [
        Side::new(programs.berth(&alone.ledger(), None).await, BOOKINGS),
        Side::new(programs.berth(&shared.ledger(), Some(&redis)).await, BOOKINGS),
        Side::new(programs.peer(&redis).await, PEER_BOOKINGS),
        Side::new(bare(None).await, PEER_BOOKINGS),
    ];
    let mut place = 0;
    for contenders in CONTENDERS {
        // One round more than is counted: the first finds everything cold.
        for round in 0..=ROUNDS {
            for i in 0..sides.len() {
                let side = &mut sides[(round + i) % 4];
                let body = match side.path {
                    BOOKINGS => alone.booking(place),
                    _ => alone.peer_booking(place),
                };
                let burst = side.burst(contenders, body).await;
                if round > 0 {
                    side.keep(burst);
                }
            }
            place += 1;
        }
        report(table, contenders, &sides);
        sides.iter_mut().for_each(Side::forget);
    }
    for side in sides {
        side.server.end().await;
    }
}

fn report(table: &mut Table, contenders: usize, [alone, shared, peer, bare]: &[Side; 4]) {
    let promised = contenders == CONTENDERS[0];
    for (berth, name) in [(alone, "in one process"), (shared, "with Redis")] {
        let hot = format!("{contenders} contenders for one place, {name}");
        let wrong = unlike(&berth.statuses, ROUNDS, contenders);
        table.push(Row {
            what: format!("{hot}: answers that are neither the one booking nor `taken`"),
            measured: format!("{}; reference: {}", berth.words(), peer.words()),
            rounds: ROUNDS,
            value: Value::Count(wrong as f64),
            budget: Budget::AtMost(0.0),
        });
        for (other, name, budget) in
            [(peer, "the reference", OF_THE_REFERENCE), (bare, "bare axum", OF_BARE_AXUM)]
        {
            table.push(Row {
                what: format!("{hot}: all answered, against {name}"),
                measured: format!(
                    "{:.1?} against {:.1?}",
                    berth.took.median(),
                    other.took.median()
                ),
                rounds: ROUNDS,
                value: Value::Ratio(
                    berth.took.median().as_secs_f64() / other.took.median().as_secs_f64(),
                ),
                budget: if promised { Budget::AtMost(budget) } else { Budget::None },
            });
        }
    }
}

impl Side {
    fn new(server: Process, path: &'static str) -> Self {
        let (took, answered) = (Times::default(), Times::default());
        Self { server, path, took, answered, statuses: BTreeMap::new() }
    }

    async fn burst(&self, contenders: usize, body: Bytes) -> Burst {
        burst(connect_all(self.server.address, contenders).await, self.path, body).await
    }

    fn keep(&mut self, burst: Burst) {
        self.took.push(burst.took);
        self.answered.extend(burst.each);
        for status in burst.statuses {
            *self.statuses.entry(status).or_default() += 1;
        }
    }

    fn forget(&mut self) {
        (self.took, self.answered) = (Times::default(), Times::default());
        self.statuses.clear();
    }

    /// How many got which status.
    fn words(&self) -> String {
        let counts = self.statuses.iter().map(|(status, count)| format!("{count} × {status}"));
        counts.collect::<Vec<_>>().join(", ")
    }
}

/// How far the answers are from one booking and the rest `taken` in each round.
fn unlike(statuses: &BTreeMap<u16, usize>, rounds: usize, contenders: usize) -> usize {
    let count = |status| statuses.get(&status).copied().unwrap_or_default();
    let others = statuses.values().sum::<usize>() - count(BOOKED) - count(TAKEN);
    others + count(BOOKED).abs_diff(rounds) + count(TAKEN).abs_diff(rounds * (contenders - 1))
}

#[cfg(test)]
mod tests {
    use super::unlike;
    use std::collections::BTreeMap;

    #[test]
    fn one_is_booked_and_the_rest_hear_that_it_is_taken() {
        let unlike = |answers: &[(u16, usize)]| {
            unlike(&answers.iter().copied().collect::<BTreeMap<_, _>>(), 2, 100)
        };
        assert_eq!(unlike(&[(201, 2), (409, 198)]), 0);
        assert_eq!(unlike(&[(201, 3), (409, 197)]), 2, "one place was sold twice");
        assert_eq!(unlike(&[(201, 2), (409, 190), (503, 8)]), 16, "some were told to come again");
        assert_eq!(unlike(&[(409, 200)]), 4, "nobody got it");
    }
}
