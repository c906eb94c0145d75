//! Holders who go on although their lock has gone to another.

use crate::redis::Redis;
use crate::shop::Shop;
use crate::venue::{MONDAY, ask, class};
use jiff::ToSpan;
use sqlx::Connection;
use sqlx::sqlite::SqliteConnectOptions;
use std::time::Duration;
use tokio::time::timeout;

async fn count(engine: &engine::Engine, metric: &str) -> u64 {
    let text = engine.metrics().await;
    let line = text.lines().find(|line| line.starts_with(metric)).unwrap();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

/// Two have the same lock after Redis forgot the first. Whoever writes first has the place; the other
/// is refused by its token, although its lease has not run out.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_have_one_lock_the_ledger_lets_one_write() {
    let redis = Redis::start();
    let shop = Shop::open([&redis.url(), &redis.url()]).await;
    let lock = format!("lock:studio:{MONDAY}");
    for round in 0..5 {
        let stale: u64 = count(&shop.engines[0], "berth_fenced_writes_total").await
            + count(&shop.engines[1], "berth_fenced_writes_total").await;
        // Nobody commits until both have their lock.
        let mut ledger = shop.file().await;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut ledger).await.unwrap();
        let date = MONDAY.saturating_add((round % 2).days());
        let lock = if round % 2 == 0 { lock.clone() } else { format!("lock:studio:{date}") };
        let book = |engine: &engine::Engine| {
            let engine = engine.clone();
            tokio::spawn(async move { engine.book(ask(&[class(date, 1)]), None).await })
        };
        let first = book(&shop.engines[0]);
        holder(&redis, &lock, None).await;
        let before: Option<String> = redis.get(&["GET", &lock]).await;
        redis.ask(&["FLUSHALL"]).await;
        let second = book(&shop.engines[1]);
        holder(&redis, &lock, before).await;
        sqlx::query("COMMIT").execute(&mut ledger).await.unwrap();
        ledger.close().await.unwrap();
        let answers = [first.await.unwrap(), second.await.unwrap()];
        let words: Vec<&str> =
            answers.iter().map(|a| a.as_ref().map_or_else(|r| r.word(), |_| "booked")).collect();
        assert_eq!(words.iter().filter(|word| **word == "booked").count(), 1, "{words:?}");
        assert_eq!(words.iter().filter(|word| **word == "busy").count(), 1, "{words:?}");
        let fenced = count(&shop.engines[0], "berth_fenced_writes_total").await
            + count(&shop.engines[1], "berth_fenced_writes_total").await;
        assert_eq!(fenced, stale + 1);
    }
}

/// Waits until someone other than `before` has the lock.
async fn holder(redis: &Redis, lock: &str, before: Option<String>) {
    let waiting = async {
        loop {
            let holder: Option<String> = redis.get(&["GET", lock]).await;
            if holder.is_some() && holder != before {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(60), waiting).await.expect("the lock is taken");
}

impl Shop {
    async fn file(&self) -> sqlx::SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.path());
        sqlx::SqliteConnection::connect_with(&options).await.unwrap()
    }
}
