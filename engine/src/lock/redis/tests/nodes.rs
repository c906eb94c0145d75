//! Several independent nodes.

use super::process::{Process, eventually, fence, key};
use super::proxy::{Line, Proxy};
use super::redis::Redis;
use crate::lock::LockError;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

const LOCK: &str = "lock:ana:2026-11-23";

fn start(count: usize) -> (Vec<Redis>, String) {
    let nodes: Vec<Redis> = (0..count).map(|_| Redis::start()).collect();
    let urls: Vec<String> = nodes.iter().map(Redis::url).collect();
    (nodes, urls.join(","))
}

async fn holders(nodes: &[Redis]) -> i64 {
    let mut holders = 0;
    for node in nodes {
        holders += node.get::<i64>(&["EXISTS", LOCK]).await;
    }
    holders
}

#[tokio::test]
async fn a_majority_grants_and_all_are_given_back() {
    for count in [1, 2, 3, 4, 5] {
        let (nodes, url) = start(count);
        let process = Process::start(1, &url);
        let grant = process.wait(&key("ana")).await;
        assert!(holders(&nodes).await > count as i64 / 2, "{count} nodes");
        assert!(!grant.lease().is_lost());
        grant.release().await;
        eventually(async || (holders(&nodes).await == 0).then_some(())).await;
    }
}

#[tokio::test]
async fn one_of_three_may_be_down_and_two_may_not() {
    let (mut nodes, url) = start(3);
    for down in 0..3 {
        let process = Process::start(1, &url);
        process.take(&key("ana")).await.unwrap().release().await;
        nodes[down].kill();
        // Whoever finds out may go without; from then on the others suffice.
        let _ = process.take(&key("ana")).await.map(drop);
        eventually(async || process.take(&key("ana")).await.ok()).await.release().await;
        nodes[(down + 1) % 3].kill();
        eventually(async || {
            let refused = process.take(&key("ana")).await.err();
            (refused == Some(LockError::Unavailable)).then_some(())
        })
        .await;
        for node in &mut nodes {
            node.restart();
        }
        process.recovers().await;
        process.take(&key("ana")).await.unwrap().release().await;
    }
}

#[tokio::test]
async fn a_split_vote_ends_and_leaves_nothing() {
    for count in [2, 4] {
        let (nodes, url) = start(count);
        // Others have half of the votes, which is no majority for anyone.
        for node in &nodes[count / 2..] {
            node.ask(&["SET", LOCK, "another", "PX", "60000"]).await;
        }
        let process = Process::start(1, &url);
        assert_eq!(process.take(&key("ana")).await.err(), Some(LockError::Busy));
        eventually(async || (holders(&nodes[..count / 2]).await == 0).then_some(())).await;
        assert_eq!(holders(&nodes[count / 2..]).await, count as i64 - count as i64 / 2);
        for node in &nodes {
            node.ask(&["DEL", LOCK]).await;
        }
        process.take(&key("ana")).await.unwrap().release().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_see_different_nodes_exclude_each_other() {
    for count in [3, 4] {
        let (nodes, all) = start(count);
        // The second process cannot reach the first node, so another keeps the line for it.
        let proxy = Proxy::to(nodes[0].port).await;
        let mut urls: Vec<String> = nodes.iter().map(Redis::url).collect();
        urls[0] = proxy.url();
        let processes = [Process::start(1, &all), Process::start(2, &urls.join(","))];
        proxy.set(Line::Cut);
        let _ = processes[1].take(&key("ana")).await.map(drop);
        let (inside, most) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let mut fences = Vec::new();
        let tasks = processes.map(|process| {
            let (inside, most) = (Arc::clone(&inside), Arc::clone(&most));
            tokio::spawn(async move {
                let mut fences = Vec::new();
                for _ in 0..20 {
                    let grant = process.wait(&key("ana")).await;
                    most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    tokio::task::yield_now().await;
                    fences.push(fence(&grant));
                    inside.fetch_sub(1, Ordering::SeqCst);
                    grant.release().await;
                }
                fences
            })
        });
        for task in tasks {
            let of_one = task.await.unwrap();
            assert!(of_one.is_sorted_by(|a, b| a < b), "{of_one:?}");
            fences.extend(of_one);
        }
        assert_eq!(most.load(Ordering::SeqCst), 1, "two had the lock at once");
        fences.sort_unstable();
        assert!(fences.is_sorted_by(|a, b| a < b), "a token was given twice: {fences:?}");
    }
}

#[tokio::test]
async fn a_node_that_hangs_is_not_waited_for() {
    let (nodes, _) = start(3);
    let proxy = Proxy::to(nodes[2].port).await;
    let url = format!("{},{},{}", nodes[0].url(), nodes[1].url(), proxy.url());
    let process = Process::start(1, &url);
    process.wait(&key("ana")).await.release().await;
    proxy.set(Line::NoAnswers);
    // By the time this is granted the third has not said anything, and has not been given up either.
    process.wait(&key("ana")).await.release().await;
    assert!(!process.links[2].breaker().is_open());
    process.wait(&key("ana")).await.release().await;
}

#[tokio::test]
async fn tokens_rise_although_a_node_has_forgotten() {
    let (mut nodes, url) = start(3);
    let process = Process::start(1, &url);
    let mut last = 0;
    for round in 0..6 {
        let grant = process.wait(&key("ana")).await;
        assert!(fence(&grant) > last, "{} after {last}", fence(&grant));
        last = fence(&grant);
        grant.release().await;
        nodes[round % 3].restart();
        process.recovers().await;
        // What was under way when it went is asked again.
        let _ = tokio::time::timeout(Duration::from_secs(2), process.take(&key("ben"))).await;
        process.recovers().await;
    }
}
