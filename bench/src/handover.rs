//! How soon a lock that one process releases is another's, over Redis.
//!
//! Two engines over one ledger and one Redis are two processes to the lock. What two bookings that
//! need the same lock at once take longer than one alone is the hand-over, from release to grant, and
//! the second's write, which is here to a file in memory. So the hand-over takes less than this.

use crate::callers::request;
use crate::fixture::Fixture;
use crate::round::Times;
use crate::servers::Redis;
use crate::table::{Budget, Row, Table, Value};
use crate::venue::neighbours;
use engine::{Config, Engine};
use std::path::Path;
use tempfile::TempDir;

const ROUNDS: usize = 400;
/// A disk would be most of what is measured.
const MEMORY: &str = "/dev/shm";

pub async fn measure(table: &mut Table) {
    let redis = Redis::start().await;
    let memory = Path::new(MEMORY);
    let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
    let fixture = Fixture::inside(folder.expect("a folder")).await;
    let config = Config {
        redis_url: Some(redis.url.clone()),
        // Nobody else writes: they would wait for each other at the file.
        sweep: false,
        deliver: None,
        ..Config::new(fixture.ledger())
    };
    let first = Engine::open(config.clone()).await.expect("it opens");
    let second = Engine::open(config).await.expect("it opens");
    let mut connection = redis.connection().await;
    let [mut alone, mut pair, mut trip] = [Times::default(), Times::default(), Times::default()];
    for round in 0..ROUNDS {
        let [a, b, c, d] = neighbours(fixture.today, round);
        let ping = redis::cmd("PING");
        trip.time(ping.query_async::<()>(&mut connection)).await.expect("Redis answers");
        alone.time(first.book(request(&a), None)).await.expect("it was free");
        alone.time(second.book(request(&b), None)).await.expect("it was free");
        let both =
            async { tokio::join!(first.book(request(&c), None), second.book(request(&d), None)) };
        let (one, other) = pair.time(both).await;
        one.and(other).expect("both were free");
    }
    let [alone, pair, trip] = [alone, pair, trip].map(|times| times.median().as_secs_f64() * 1e6);
    let later = pair - alone;
    table.push(Row {
        what: "two processes, one lock: hand-over and the second's write, against a trip to Redis"
            .to_owned(),
        measured: format!(
            "{later:.0} µs against {trip:.0} µs; a booking alone {alone:.0} µs, two at once {pair:.0} µs"
        ),
        rounds: ROUNDS,
        value: Value::Ratio(later / trip),
        budget: Budget::None,
    });
    for engine in [first, second] {
        engine.shut_down().await;
    }
}
