//! The Redis stream of bookings.

use super::message::rfc3339;
use super::worker::{Broken, GATHER, Worker};
use crate::ledger::EventRow;
use crate::redis::RedisLink;
use redis::RedisResult;
use std::time::Duration;
use tokio::time::{sleep, timeout};

const KEY: &str = "booking-events";
/// Entries kept in the stream, about: some 10 MB of Redis. The journal has them all.
const LENGTH: usize = 10_000;
/// Events sent to Redis at once, so that no command of the lock waits long behind them.
const BATCH: usize = 128;
/// How long Redis may take to store them.
const ANSWER: Duration = Duration::from_secs(1);

/// Works until there is nothing to do or the engine stops.
pub(super) async fn work(
    worker: &mut Worker,
    link: &RedisLink,
    mut cursor: i64,
) -> Result<(), Broken> {
    while !worker.stop.is_cancelled() {
        let events = worker.tools.reader.events_after(cursor, BATCH).await?;
        let Some(last) = events.last() else {
            break;
        };
        let Ok(appended) = append(link, &events).await else {
            // Whatever was wrong with the connection shall not be so the next time.
            link.disconnect().await;
            return Err(Broken::Redis);
        };
        worker.tools.metrics.delivered("stream", "delivered", appended);
        worker.works();
        worker.settle((cursor, last.id, Vec::new())).await?;
        cursor = last.id;
        if events.len() < BATCH {
            sleep(GATHER).await;
        }
    }
    Ok(())
}

/// Not under the lock's circuit breaker: a stream that cannot be written, say because Redis is out of
/// memory, is no reason to go without the lock.
async fn append(link: &RedisLink, events: &[EventRow]) -> Result<u64, ()> {
    let mut commands = redis::pipe();
    let mut count = 0;
    for event in events.iter().filter(|event| event.booking.is_some()) {
        count += 1;
        commands
            .cmd("XADD")
            .arg(KEY)
            .arg("MAXLEN")
            .arg("~")
            .arg(LENGTH)
            .arg("*")
            .arg(&[("id", event.id.to_string()), ("at", rfc3339(event.at))])
            .arg(&[("event", &event.name), ("body", &event.body)])
            .arg("booking")
            .arg(event.reference.as_deref().unwrap_or_default())
            .ignore();
    }
    if count > 0 {
        let storing = async { commands.query_async(&mut link.connection().await?).await };
        let stored: RedisResult<()> = timeout(ANSWER, storing).await.map_err(drop)?;
        stored.map_err(drop)?;
    }
    Ok(count)
}
