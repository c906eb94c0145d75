use super::redis::Redis;
use super::redlock::Redlock;
use super::{key, lock};
use crate::lock::Lock;
use std::path::Path;
use std::time::Duration;
use tokio::time::Instant;

/// Of each side.
const TIMES: usize = 20;
/// Nobody waits nearly as long for the others here.
const LONG: Duration = Duration::from_secs(60);

/// Reads, lets others run, and writes: two at once lose one of their additions.
async fn add(file: &Path) {
    let number: usize = std::fs::read_to_string(file).unwrap().parse().unwrap();
    tokio::task::yield_now().await;
    std::fs::write(file, (number + 1).to_string()).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn we_and_redlock_count_together_and_lose_nothing() {
    let (redis, folder) = (Redis::start(), tempfile::tempdir().unwrap());
    let file = folder.path().join("count");
    std::fs::write(&file, "0").unwrap();
    let mut other = Redlock::start(&redis.url());
    let command = format!("count {} {} {TIMES}", key(), file.display());
    let theirs = tokio::spawn(async move { other.ask(&command).await });
    let ours = [1, 2].map(|seed| {
        let (lock, file) = (lock(&redis.url(), seed), file.clone());
        tokio::spawn(async move {
            for _ in 0..TIMES {
                let grant = lock.acquire(&[key()], Instant::now() + LONG).await.unwrap();
                add(&file).await;
                grant.release().await;
            }
        })
    });
    for ours in ours {
        ours.await.unwrap();
    }
    assert_eq!(theirs.await.unwrap(), "counted");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), (3 * TIMES).to_string());
    let left = redis.ask(&["EXISTS", &key().to_string()]).await;
    assert_eq!(left, ::redis::Value::Int(0), "nobody has it any more");
}
