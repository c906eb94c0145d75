//! Another program that locks the same key with npm's redlock 4.2.0 excludes us, and we exclude it.

use crate::redis::Redis;
use crate::redlock::Redlock;
use crate::support::{Desk, ask, slot};
use sqlx::{Connection, Executor, SqliteConnection};

const KEY: &str = "lock:ana:2026-11-23";
const ROUNDS: usize = 8;

/// Waits until one of ours stands in line for the key: beside it there is the count of arrivals.
async fn somebody_waits(redis: &Redis) {
    let line = format!("line:{{{KEY}}}");
    let waits = |length| !matches!(length, ::redis::Value::Int(0 | 1));
    while !waits(redis.ask(&["HLEN", &line]).await) {
        tokio::task::yield_now().await;
    }
}

async fn bookings(ledger: &mut SqliteConnection) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM booking").fetch_one(ledger).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_redlock_has_the_key_we_wait_and_write_nothing() {
    let redis = Redis::start();
    let desk = Desk::with(|config| config.redis_url = Some(redis.url())).await;
    let mut ledger = desk.file().await;
    let mut other = Redlock::start(&redis.url());
    for round in 0..ROUNDS {
        assert_eq!(other.ask(&format!("wait {KEY}")).await, "had");
        let engine = desk.engine.clone();
        let book = async move { engine.book(ask(&[slot("0900", "ana")]), None).await };
        let waiting = tokio::spawn(book);
        somebody_waits(&redis).await;
        assert_eq!(bookings(&mut ledger).await, i64::try_from(round).unwrap());
        assert_eq!(other.ask("leave").await, "left");
        let booked = waiting.await.unwrap().unwrap();
        desk.engine.cancel(&booked.reference, &booked.secret).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_we_have_the_key_redlock_is_refused() {
    let redis = Redis::start();
    let desk = Desk::with(|config| config.redis_url = Some(redis.url())).await;
    let mut ledger = desk.file().await;
    let mut other = Redlock::start(&redis.url());
    for _ in 0..ROUNDS {
        // Someone is in the middle of a write, so that ours has the key until it ends.
        let mut write = ledger.begin_with("BEGIN IMMEDIATE").await.unwrap();
        let engine = desk.engine.clone();
        let book = async move { engine.book(ask(&[slot("0900", "ana")]), None).await };
        let writing = tokio::spawn(book);
        while redis.ask(&["EXISTS", KEY]).await == ::redis::Value::Int(0) {
            tokio::task::yield_now().await;
        }
        assert_eq!(other.ask(&format!("try {KEY}")).await, "refused");
        write.execute("SELECT 1").await.unwrap();
        write.rollback().await.unwrap();
        let booked = writing.await.unwrap().unwrap();
        assert_eq!(other.ask(&format!("wait {KEY}")).await, "had");
        assert_eq!(other.ask("leave").await, "left");
        desk.engine.cancel(&booked.reference, &booked.secret).await.unwrap();
    }
}
