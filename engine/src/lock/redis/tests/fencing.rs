//! Grants that end before their holder is done.

use super::process::{Ledger, Process, fence, key};
use super::proxy::{Line, Proxy};
use super::redis::Redis;
use crate::lock::TTL;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

const LOCK: &str = "lock:ana:2026-11-23";

#[tokio::test]
async fn each_grant_of_a_key_has_a_higher_token() {
    let redis = Redis::start();
    let (a, b) = (Process::start(1, &redis.url()), Process::start(2, &redis.url()));
    let mut last = 0;
    for process in [&a, &b, &b, &a] {
        let grant = process.wait(&key("ana")).await;
        assert!(fence(&grant) > last);
        last = fence(&grant);
        grant.release().await;
    }
}

#[tokio::test]
async fn tokens_go_on_from_the_ledger_when_redis_was_wiped() {
    let redis = Redis::start();
    let ledger = Arc::new(Ledger::default());
    let process = Process::over(1, &redis.url(), Arc::clone(&ledger));
    ledger.0.store(41, Ordering::SeqCst);
    let grant = process.wait(&key("ana")).await;
    assert_eq!(fence(&grant), 42);
    grant.release().await;
    redis.ask(&["FLUSHALL"]).await;
    ledger.0.store(42, Ordering::SeqCst);
    let grant = process.wait(&key("ana")).await;
    assert_eq!(fence(&grant), 43);
    redis.ask(&["SCRIPT", "FLUSH"]).await;
    grant.release().await;
    assert_eq!(fence(&process.wait(&key("ana")).await), 44);
}

#[tokio::test]
async fn releasing_what_has_expired_takes_nothing_from_who_has_it_now() {
    let redis = Redis::start();
    let process = Process::start(1, &redis.url());
    let grant = process.wait(&key("ana")).await;
    redis.ask(&["SET", LOCK, "another", "PX", "60000"]).await;
    grant.release().await;
    assert_eq!(redis.get::<String>(&["GET", LOCK]).await, "another");
}

#[tokio::test]
async fn a_holder_is_told_that_it_cannot_extend() {
    let redis = Redis::start();
    let process = Process::start(1, &redis.url());
    let mut grant = process.wait(&key("ana")).await;
    let lease = grant.lease();
    redis.ask(&["SET", LOCK, "another", "PX", "60000"]).await;
    assert!(!lease.is_lost(), "nobody can know yet");
    let told = async {
        while !lease.is_lost() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    grant.keep_while(told).await;
    let left = lease.remaining().unwrap();
    assert!(!left.is_zero(), "it was told, and not left to run out");
    assert_eq!(process.metrics.lock.extension_failures.get(), 1);
}

#[tokio::test]
async fn a_long_section_keeps_its_lock() {
    let redis = Redis::start();
    let process = Process::start(1, &redis.url());
    let mut grant = process.wait(&key("ana")).await;
    let lease = grant.lease();
    grant.keep_while(tokio::time::sleep(TTL + Duration::from_millis(500))).await;
    assert!(!lease.is_lost());
    assert_eq!(redis.get::<i64>(&["EXISTS", LOCK]).await, 1);
    grant.release().await;
}

#[tokio::test]
async fn validity_counts_from_before_the_request() {
    let redis = Redis::start();
    let proxy = Proxy::to(redis.port).await;
    let process = Process::deaf(1, &proxy.url(), Arc::default());
    process.wait(&key("ben")).await.release().await;
    let delay = Duration::from_millis(120);
    proxy.set(Line::Slow(delay));
    let grant = process.wait(&key("ana")).await;
    let left = grant.lease().remaining().unwrap();
    assert!(left <= TTL - TTL / 100 - delay, "{left:?} is more than can be known");
}

#[tokio::test(start_paused = true)]
async fn a_grant_that_ran_out_is_lost_whatever_redis_says() {
    let until = tokio::time::Instant::now() + Duration::from_secs(1);
    let lease = crate::lock::Lease::new("me".to_owned(), Vec::new(), until);
    assert!(!lease.is_lost());
    tokio::time::advance(Duration::from_secs(1)).await;
    assert!(lease.is_lost());
}
