//! What an operator can watch.

use crate::support::{Folder, Redis, Server, Stream};
use serde_json::Value;
use std::collections::BTreeSet;

const ALERTS: &str = include_str!("../../../ops/alerts.yml");
const DASHBOARD: &str = include_str!("../../../ops/dashboard.json");

/// The names of metrics in a text, without the endings of histograms.
fn names(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let ours = words.filter(|word| word.starts_with("berth_") || word.starts_with("redis_lock_"));
    let whole = |word: &str| {
        let ending = ["_bucket", "_count", "_sum"].into_iter().find(|end| word.ends_with(end));
        word.strip_suffix(ending.unwrap_or_default()).unwrap_or(word).to_owned()
    };
    ours.map(whole).collect()
}

fn value(text: &str, series: &str) -> f64 {
    let line = text.lines().find(|line| line.starts_with(&format!("{series} ")));
    let line = line.unwrap_or_else(|| panic!("no {series} in\n{text}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_booking_shows_in_the_metrics() {
    let (folder, redis) = (Folder::new(), Redis::start().await);
    let server = Server::on(&folder.ledger()).redis(&redis).start().await;
    let api = server.api();
    server.sees_redis("ok").await;
    let slots = api.calendar().await.day().apart();
    api.book(&slots[0]).await.expect(201);
    api.book(&slots[0]).await.problem(409, "taken");
    let metrics = api.get("/metrics").await.expect(200);
    assert!(metrics.header("content-type").starts_with("text/plain; version=0.0.4"));
    let text = metrics.body;
    assert_eq!(value(&text, r#"berth_bookings_total{outcome="confirmed",request="book"}"#), 1.0);
    assert_eq!(value(&text, r#"berth_bookings_total{outcome="taken",request="book"}"#), 1.0);
    assert_eq!(value(&text, "redis_lock_acquisition_seconds_count"), 1.0);
    assert_eq!(value(&text, "berth_redis_up"), 1.0);
    assert!(value(&text, "berth_commit_seconds_count") >= 1.0);
    assert!(value(&text, "berth_wal_bytes") > 0.0);
    assert_eq!(value(&text, "berth_writer_queue_depth"), 0.0);
    assert_eq!(value(&text, "berth_lock_queue_depth"), 0.0);
    let watch = Stream::open(&api, "", None).await;
    assert_eq!(value(&api.get("/metrics").await.body, "berth_live_watchers"), 1.0);
    drop(watch);
}

#[tokio::test]
async fn alerts_and_dashboard_use_metrics_that_there_are_and_all_are_shown() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let there = names(&server.api().get("/metrics").await.expect(200).body);
    let dashboard: Value = serde_json::from_str(DASHBOARD).unwrap();
    let shown = names(&dashboard.to_string());
    for (what, used) in [("alerts", names(ALERTS)), ("dashboard", shown.clone())] {
        let missing: Vec<_> = used.difference(&there).collect();
        assert!(missing.is_empty(), "{what}: {missing:?}");
    }
    let hidden: Vec<_> = there.difference(&shown).collect();
    assert!(hidden.is_empty(), "not on the dashboard: {hidden:?}");
}
