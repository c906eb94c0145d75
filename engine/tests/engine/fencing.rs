//! Whoever held the lock before somebody else did is refused by the ledger, whatever they believe.

use crate::redis::Redis;
use crate::support::{Desk, ask, slot};

const KEY: &str = "lock:ana:2026-11-23";
/// Higher than any that Redis gives out here.
const LATER: i64 = 1_000;

#[tokio::test]
async fn a_token_older_than_one_the_ledger_has_seen_is_refused() {
    let redis = Redis::start();
    let desk = Desk::with(|config| config.redis_url = Some(redis.url())).await;
    redis.ask(&["SET", KEY, "theirs", "PX", "60000"]).await;
    let engine = desk.engine.clone();
    let book = async move { engine.book(ask(&[slot("0900", "ana")]), None).await };
    let late = tokio::spawn(book);
    // It has asked the ledger how high tokens are and stands in line.
    let line = format!("line:{{{KEY}}}");
    while redis.ask(&["EXISTS", &line]).await == ::redis::Value::Int(0) {
        tokio::task::yield_now().await;
    }
    // A grant of later on has written meanwhile, in another process.
    sqlx::query("INSERT INTO fence (lock, token, holder, used_at) VALUES (?, ?, 'theirs', 0)")
        .bind(KEY)
        .bind(LATER)
        .execute(&mut desk.file().await)
        .await
        .unwrap();
    redis.ask(&["DEL", KEY]).await;
    assert_eq!(late.await.unwrap().unwrap_err().word(), "busy");
    assert!(desk.free("ana").await.contains(&"09:00".to_owned()), "nothing was written");
    // The next one asks the ledger anew and goes on above.
    desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap();
    let token: i64 = sqlx::query_scalar("SELECT token FROM fence WHERE lock = ?")
        .bind(KEY)
        .fetch_one(&mut desk.file().await)
        .await
        .unwrap();
    assert!(token > LATER, "{token}");
}
