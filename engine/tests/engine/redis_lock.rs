//! The lock against a real Redis, started here on a port of its own.

use crate::redis::Redis;
use crate::support::{Desk, ask, slot};
use booking::Refusal;
use futures::future::join_all;

const KEY: &str = "lock:ana:2026-11-23";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_crowd_costs_few_trips_and_leaves_no_lock_behind() {
    let redis = Redis::start();
    let desk = Desk::with(|config| config.redis_url = Some(redis.url())).await;
    let other = desk.second().await;
    let calls = (0..100).map(|i| {
        let engine = if i % 2 == 0 { desk.engine.clone() } else { other.engine.clone() };
        tokio::spawn(async move { engine.book(ask(&[slot("0900", "ana")]), None).await })
    });
    let answers: Vec<_> = join_all(calls).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(answers.iter().filter(|answer| **answer == Err(Refusal::Taken)).count(), 99);
    assert_eq!(redis.ask(&["EXISTS", KEY]).await, ::redis::Value::Int(0));
    assert_ne!(redis.ask(&["EXISTS", "lock:ben:2026-11-23"]).await, ::redis::Value::Int(1));
}

#[tokio::test]
async fn a_lock_held_elsewhere_is_waited_for_and_woken() {
    let redis = Redis::start();
    let desk = Desk::with(|config| config.redis_url = Some(redis.url())).await;
    redis.ask(&["SET", KEY, "theirs", "PX", "60000"]).await;
    let engine = desk.engine.clone();
    let waiting = tokio::spawn(async move { engine.book(ask(&[slot("0900", "ana")]), None).await });
    tokio::task::yield_now().await;
    // Another's lock on another day or person is in nobody's way.
    desk.engine.book(ask(&[slot("0900", "ben")]), None).await.unwrap();
    redis.ask(&["DEL", KEY]).await;
    redis.ask(&["PUBLISH", "berth:released", KEY]).await;
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_lock_that_never_comes_free_is_busy_and_not_taken() {
    let redis = Redis::start();
    let desk = Desk::with(|config| config.redis_url = Some(redis.url())).await;
    redis.ask(&["SET", KEY, "theirs", "PX", "60000"]).await;
    let refused = desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap_err();
    assert_eq!(refused.word(), "busy");
    let theirs = redis.ask(&["GET", KEY]).await;
    assert_eq!(theirs, ::redis::Value::BulkString(b"theirs".to_vec()), "we release only our own");
}

#[tokio::test]
async fn without_redis_the_ledger_goes_on_alone_or_refuses_by_policy() {
    let mut redis = Redis::start();
    let desk = Desk::with(|config| config.redis_url = Some(redis.url())).await;
    let strict = {
        let url = redis.url();
        Desk::with(|config| {
            config.redis_url = Some(url);
            config.outage = engine::OutagePolicy::Refuse;
        })
        .await
    };
    desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap();
    redis.kill();
    desk.engine.book(ask(&[slot("1000", "ana")]), None).await.unwrap();
    let again = desk.engine.book(ask(&[slot("1000", "ana")]), None).await.unwrap_err();
    assert_eq!(again, Refusal::Taken);
    let refused = strict.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap_err();
    assert_eq!(refused.word(), "unavailable");
    assert!(strict.free("ana").await.contains(&"09:00".to_owned()));
}
