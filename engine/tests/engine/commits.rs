//! What a commit that fails does to those who wait for it.

use crate::support::{Desk, ask, slot};
use sqlx::Executor;

/// Lets a booking be written and its commit fail: a reference to nothing, checked at the end.
const BROKEN: &str = "
    CREATE TABLE nobody (id INTEGER PRIMARY KEY);
    CREATE TABLE owing (nobody INTEGER REFERENCES nobody (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER broken AFTER INSERT ON booking BEGIN INSERT INTO owing VALUES (1); END;";

#[tokio::test]
async fn nobody_is_told_what_did_not_commit() {
    let desk = Desk::open().await;
    let mut file = desk.file().await;
    file.execute(BROKEN).await.unwrap();
    let refused = desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap_err();
    assert_eq!(refused.word(), "unavailable");
    let bookings: i64 =
        sqlx::query_scalar("SELECT count(*) FROM booking").fetch_one(&mut file).await.unwrap();
    assert_eq!(bookings, 0);
    file.execute("DROP TRIGGER broken").await.unwrap();
    desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap();
}
