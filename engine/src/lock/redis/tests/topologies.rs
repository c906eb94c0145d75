//! A cluster, and a master with a replica and a sentinel.

use super::process::{Process, eventually, fence, key};
use super::proxy::Proxy;
use super::redis::Redis;
use crate::lock::LockError;
use std::fs;
use std::sync::Arc;

#[tokio::test]
async fn a_cluster_grants_hands_over_and_counts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let redis = Redis::with(&["--cluster-enabled", "yes", "--dir", path]);
    redis.ask(&["CLUSTER", "ADDSLOTSRANGE", "0", "16383"]).await;
    eventually(async || {
        redis.get::<String>(&["CLUSTER", "INFO"]).await.contains("cluster_state:ok").then_some(())
    })
    .await;
    let url = format!("redis+cluster://127.0.0.1:{}", redis.port);
    let (a, b) = (Process::start(1, &url), Process::start(2, &url));
    let both = [key("ana"), key("ben")];
    let held = a.take_all(&both, super::process::LIMIT).await.unwrap();
    let first = fence(&held);
    let waiting = {
        let lock = Arc::clone(&b.lock);
        tokio::spawn(async move {
            let deadline = tokio::time::Instant::now() + super::process::LIMIT;
            crate::lock::Lock::acquire(&*lock, &[key("ana")], deadline).await.unwrap()
        })
    };
    let line = "line:{lock:ana:2026-11-23}";
    eventually(async || (redis.get::<i64>(&["HLEN", line]).await == 2).then_some(())).await;
    held.release().await;
    let grant = waiting.await.unwrap();
    assert_eq!(fence(&grant), first + 1);
    assert_eq!(a.metrics.lock.handoffs.get(), 1);
    grant.release().await;
}

#[tokio::test]
async fn a_sentinel_leads_to_whoever_is_the_master() {
    let folder = tempfile::tempdir().unwrap();
    let master = Redis::start();
    let follow = format!("127.0.0.1 {}", master.port);
    let replica = Redis::with(&["--replicaof", &follow]);
    let config = folder.path().join("sentinel.conf");
    fs::write(
        &config,
        format!(
            "sentinel monitor main 127.0.0.1 {} 1\nsentinel down-after-milliseconds main 60000\n",
            master.port
        ),
    )
    .unwrap();
    let sentinel = Redis::with(&[config.to_str().unwrap(), "--sentinel"]);
    let url = format!("redis+sentinel://127.0.0.1:{}/main", sentinel.port);
    let process = Process::start(1, &url);
    process.take(&key("ana")).await.unwrap().release().await;
    assert!(master.get::<i64>(&["EXISTS", "fence:{lock:ana:2026-11-23}"]).await == 1);
    // The sentinel must know the replica, and it must have caught up, to be made the master.
    eventually(async || {
        let found: Vec<redis::Value> = sentinel.get(&["SENTINEL", "REPLICAS", "main"]).await;
        let linked = replica.get::<String>(&["INFO", "replication"]).await;
        (!found.is_empty() && linked.contains("master_link_status:up")).then_some(())
    })
    .await;
    eventually(async || {
        let client = redis::Client::open(sentinel.url()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        let mut failover = redis::cmd("SENTINEL");
        failover.arg("FAILOVER").arg("main");
        failover.query_async::<()>(&mut connection).await.ok()
    })
    .await;
    eventually(async || {
        let role = replica.get::<String>(&["INFO", "replication"]).await;
        role.contains("role:master").then_some(())
    })
    .await;
    // No restart: the link finds the new master by itself.
    eventually(async || {
        if let Ok(grant) = process.take(&key("ben")).await {
            grant.release().await;
        }
        let there: i64 = replica.get(&["EXISTS", "fence:{lock:ben:2026-11-23}"]).await;
        (there == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn an_address_that_leads_to_a_replica_grants_nothing_until_it_is_the_master() {
    let master = Redis::start();
    let replica = Redis::with(&["--replicaof", &format!("127.0.0.1 {}", master.port)]);
    let proxy = Proxy::to(master.port).await;
    let process = Process::start(1, &proxy.url());
    process.take(&key("ana")).await.unwrap().release().await;
    proxy.lead_to(replica.port);
    eventually(async || {
        let refused = process.take(&key("ana")).await.err();
        (refused == Some(LockError::Unavailable)).then_some(())
    })
    .await;
    replica.ask(&["REPLICAOF", "NO", "ONE"]).await;
    process.recovers().await;
    process.take(&key("ana")).await.unwrap().release().await;
}
