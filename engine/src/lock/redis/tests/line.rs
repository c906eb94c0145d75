//! Who is served when.

use super::process::{Ledger, Process, eventually, key};
use super::redis::Redis;
use crate::lock::{LockError, LockKey};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const LINE: &str = "line:{lock:ana:2026-11-23}";
const LOCK: &str = "lock:ana:2026-11-23";

/// Waits until so many are in line.
async fn in_line(redis: &Redis, count: i64) {
    // One field counts arrivals.
    eventually(async || (redis.get::<i64>(&["HLEN", LINE]).await == count + 1).then_some(())).await;
}

#[tokio::test]
async fn processes_are_served_in_the_order_they_came() {
    let redis = Redis::start();
    let processes: Vec<Process> = (0..6).map(|seed| Process::start(seed, &redis.url())).collect();
    let first = processes[0].wait(&key("ana")).await;
    let served = Arc::new(Mutex::new(Vec::new()));
    let mut waiters = Vec::new();
    for (number, process) in processes.iter().enumerate().skip(1) {
        let (lock, served) = (Arc::clone(&process.lock), Arc::clone(&served));
        waiters.push(tokio::spawn(async move {
            let deadline = tokio::time::Instant::now() + super::process::LIMIT;
            let grant = crate::lock::Lock::acquire(&*lock, &[key("ana")], deadline).await.unwrap();
            served.lock().unwrap().push(number);
            grant.release().await;
        }));
        in_line(&redis, number as i64).await;
    }
    first.release().await;
    for waiter in waiters {
        waiter.await.unwrap();
    }
    assert_eq!(*served.lock().unwrap(), vec![1, 2, 3, 4, 5]);
    let handed: u64 = processes.iter().map(|process| process.metrics.lock.handoffs.get()).sum();
    assert_eq!(handed, 5, "each was handed the key by the one before");
    assert_eq!(redis.get::<i64>(&["EXISTS", LOCK]).await, 0);
}

#[tokio::test]
async fn who_comes_later_does_not_pass_those_in_line() {
    let redis = Redis::start();
    let (a, b) = (Process::start(1, &redis.url()), Process::deaf(2, &redis.url(), Arc::default()));
    // Someone waits whose key has just come free, say because its holder died.
    redis.ask(&["HSET", LINE, "#", "1", "waiter", "1 9999999999999"]).await;
    assert_eq!(a.take(&key("ana")).await.err(), Some(LockError::Busy));
    redis.ask(&["HDEL", LINE, "waiter"]).await;
    b.take(&key("ana")).await.unwrap().release().await;
}

#[tokio::test]
async fn a_waiter_that_died_is_skipped() {
    let redis = Redis::start();
    let (a, b) = (Process::start(1, &redis.url()), Process::start(2, &redis.url()));
    let held = a.wait(&key("ana")).await;
    // It gave its last sign of life long ago.
    redis.ask(&["HSET", LINE, "#", "1", "dead", "1 1000"]).await;
    let waiting = {
        let lock = Arc::clone(&b.lock);
        tokio::spawn(async move {
            let deadline = tokio::time::Instant::now() + super::process::LIMIT;
            crate::lock::Lock::acquire(&*lock, &[key("ana")], deadline).await.map(drop)
        })
    };
    eventually(async || {
        let line: HashMap<String, String> = redis.get(&["HGETALL", LINE]).await;
        (line.len() == 2 && !line.contains_key("dead")).then_some(())
    })
    .await;
    held.release().await;
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_waiter_that_dies_with_the_key_keeps_it_for_a_second_at_most() {
    let redis = Redis::start();
    let (a, b) = (Process::start(1, &redis.url()), Process::start(2, &redis.url()));
    let held = a.wait(&key("ana")).await;
    redis.ask(&["HSET", LINE, "#", "1", "dying", "1 9999999999999"]).await;
    held.release().await;
    assert_eq!(redis.get::<String>(&["GET", LOCK]).await, "dying");
    assert!(redis.get::<i64>(&["PTTL", LOCK]).await <= 1000);
    b.wait(&key("ana")).await.release().await;
}

#[tokio::test]
async fn a_process_that_hears_no_messages_is_served_as_well() {
    let redis = Redis::start();
    let a = Process::start(1, &redis.url());
    let deaf = Process::deaf(2, &redis.url(), Arc::<Ledger>::default());
    let held = a.wait(&key("ana")).await;
    let waiting = {
        let lock = Arc::clone(&deaf.lock);
        tokio::spawn(async move {
            let deadline = tokio::time::Instant::now() + super::process::LIMIT;
            crate::lock::Lock::acquire(&*lock, &[key("ana")], deadline).await.map(drop)
        })
    };
    in_line(&redis, 1).await;
    held.release().await;
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn who_gives_up_leaves_the_line_and_holds_nobody_up() {
    let redis = Redis::start();
    let (a, b) = (Process::start(1, &redis.url()), Process::start(2, &redis.url()));
    let held = a.wait(&key("ana")).await;
    let short = Duration::from_millis(50);
    let refused = b.take_all(&[key("ana")], short).await;
    assert_eq!(refused.err(), Some(LockError::Busy));
    in_line(&redis, 0).await;
    held.release().await;
    assert_eq!(redis.get::<i64>(&["EXISTS", LOCK]).await, 0, "it was handed to nobody");
}

#[tokio::test]
async fn of_several_keys_all_are_had_or_none_stays() {
    let redis = Redis::start();
    let (a, b) = (Process::start(1, &redis.url()), Process::start(2, &redis.url()));
    let both: [LockKey; 2] = [key("ana"), key("ben")];
    let held = a.wait(&key("ben")).await;
    let refused = b.take_all(&both, Duration::from_millis(300)).await;
    assert_eq!(refused.err(), Some(LockError::Busy));
    assert_eq!(redis.get::<i64>(&["EXISTS", LOCK]).await, 0, "the first key is given back");
    // One that waits for its second key longer than the first would last keeps the first.
    let waiting = {
        let lock = Arc::clone(&b.lock);
        tokio::spawn(async move {
            let deadline = tokio::time::Instant::now() + super::process::LIMIT;
            let keys = [key("ana"), key("ben")];
            let grant = crate::lock::Lock::acquire(&*lock, &keys, deadline).await.unwrap();
            let lost = grant.lease().is_lost();
            grant.release().await;
            lost
        })
    };
    let ben = "line:{lock:ben:2026-11-23}";
    eventually(async || (redis.get::<i64>(&["HLEN", ben]).await == 2).then_some(())).await;
    redis.ask(&["PEXPIRE", LOCK, "2000"]).await;
    eventually(async || (redis.get::<i64>(&["PTTL", LOCK]).await > 2000).then_some(())).await;
    held.release().await;
    assert!(!waiting.await.unwrap());
}
