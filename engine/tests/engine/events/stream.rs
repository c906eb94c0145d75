use super::*;
use crate::redis::Redis;

/// The ids in the stream, and the fields of its last entry by name.
async fn entries(redis: &Redis) -> (Vec<i64>, Vec<(String, String)>) {
    type Entries = Vec<(String, Vec<(String, String)>)>;
    let value = redis.ask(&["XRANGE", "booking-events", "-", "+"]).await;
    let entries: Entries = redis::from_redis_value(value).unwrap();
    let id = |fields: &[(String, String)]| {
        fields.iter().find(|(name, _)| name == "id").unwrap().1.parse::<i64>().unwrap()
    };
    let ids = entries.iter().map(|(_, fields)| id(fields)).collect();
    (ids, entries.into_iter().next_back().map(|(_, fields)| fields).unwrap_or_default())
}

async fn stream(desk: &Desk) -> SinkId {
    let waiting = async {
        loop {
            if let Some(sink) = desk.engine.sinks().await.unwrap().first() {
                return sink.id;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(LIMIT, waiting).await.expect("it is there by itself")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stream_has_every_event_once_with_two_processes() {
    let redis = Redis::start();
    let desk = Desk::with(|config| {
        hurried(config);
        config.redis_url = Some(redis.url());
    })
    .await;
    let other = desk.second().await;
    let id = stream(&desk).await;
    let mut last = String::new();
    for (number, hour) in (9..17).cycle().take(30).enumerate() {
        let at = if number % 2 == 0 { &desk } else { &other };
        last = book(at, &format!("{hour:02}00"), "ana").await;
        cancel(at, &last).await;
    }
    drained(&desk, id).await;
    tokio::time::sleep(QUIET).await;
    let (ids, fields) = entries(&redis).await;
    assert_eq!(ids, (1..=60).collect::<Vec<i64>>());
    let field = |name: &str| &fields.iter().find(|(field, _)| field == name).unwrap().1;
    assert_eq!((field("event"), field("booking")), (&"booking.cancelled".to_owned(), &last));
    assert_eq!(field("at"), "2026-11-23T06:00:00Z");
    let body: serde_json::Value = serde_json::from_str(field("body")).unwrap();
    assert_eq!((&body["state"], &body["reference"]), (&"cancelled".into(), &last.into()));
}

#[tokio::test]
async fn a_redis_that_comes_back_gets_what_it_missed() {
    let port = free_port();
    let mut redis = Redis::start_at(port);
    let desk = Desk::with(|config| {
        hurried(config);
        config.redis_url = Some(redis.url());
    })
    .await;
    let id = stream(&desk).await;
    book(&desk, "0900", "ana").await;
    drained(&desk, id).await;
    redis.kill();
    for time in ["1000", "1100", "1200"] {
        book(&desk, time, "ana").await;
    }
    tokio::time::sleep(QUIET).await;
    assert_eq!(desk.engine.sinks().await.unwrap()[0].cursor, 1);
    let redis = Redis::start_at(port);
    drained(&desk, id).await;
    let (ids, _) = entries(&redis).await;
    assert_eq!(ids, [2, 3, 4], "the first was in the one that is gone");
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
