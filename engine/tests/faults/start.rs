//! What a Redis is like when the engine starts.

use crate::redis::Redis;
use engine::{Config, Engine, OpenError};

async fn open(url: String) -> Result<Engine, OpenError> {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { redis_url: Some(url), ..Config::new(folder.path().join("berth.db")) };
    Engine::open(config).await
}

#[tokio::test]
async fn a_redis_that_may_evict_locks_is_refused_in_words() {
    for policy in ["allkeys-lru", "volatile-ttl", "volatile-lru", "allkeys-random"] {
        let redis = Redis::with(&["--maxmemory-policy", policy]);
        let refused = open(redis.url()).await.err().unwrap().to_string();
        assert!(refused.contains(policy) && refused.contains("noeviction"), "{refused}");
        redis.ask(&["CONFIG", "SET", "maxmemory-policy", "noeviction"]).await;
        open(redis.url()).await.unwrap().shut_down().await;
    }
}

#[tokio::test]
async fn a_redis_where_nobody_may_ask_is_taken_as_it_is() {
    let redis = Redis::with(&["--rename-command", "CONFIG", "", "--rename-command", "COMMAND", ""]);
    open(redis.url()).await.unwrap().shut_down().await;
}
