use super::wait::LIMIT;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, Row, SqliteConnection};
use std::path::Path;

/// The file itself, read without the server's help and never written.
pub struct Ledger(SqliteConnection);

/// Another program in the middle of a write: until it ends, nobody else can commit.
pub struct OpenWrite(SqliteConnection);

impl OpenWrite {
    pub async fn begin(path: &Path) -> Self {
        let options = SqliteConnectOptions::new().filename(path).busy_timeout(LIMIT);
        let mut connection = options.connect().await.expect("the ledger can be opened");
        connection.execute("BEGIN IMMEDIATE").await.expect("nobody else writes");
        Self(connection)
    }

    pub async fn end(mut self) {
        self.0.execute("ROLLBACK").await.expect("it ends");
        self.0.close().await.expect("it closes");
    }
}

/// Whether a booking keeps others off its cells. Holds of these tests last longer than the tests.
const LIVE: &str = "booking.state IN ('held', 'pending', 'confirmed')";

impl Ledger {
    pub async fn open(path: &Path) -> Self {
        let options = SqliteConnectOptions::new().filename(path).read_only(true);
        Self(options.connect().await.expect("the ledger can be read"))
    }

    /// Counts what a query yields; it ends with the columns' only value.
    async fn number(&mut self, query: String) -> i64 {
        let row = sqlx::query(sqlx::AssertSqlSafe(query)).fetch_one(&mut self.0).await;
        row.expect("the query runs").get(0)
    }

    pub async fn live_bookings(&mut self) -> i64 {
        self.number(format!("SELECT count(*) FROM booking WHERE {LIVE}")).await
    }

    pub async fn bookings(&mut self) -> i64 {
        self.number("SELECT count(*) FROM booking".to_owned()).await
    }

    /// Live bookings of one slot.
    pub async fn live_of(&mut self, slot: &str) -> i64 {
        self.number(format!(
            "SELECT count(*) FROM item JOIN booking ON booking.id = item.booking
             WHERE {LIVE} AND item.slot = '{slot}'"
        ))
        .await
    }

    pub async fn is_whole(&mut self) -> bool {
        let rows = sqlx::query("PRAGMA integrity_check").fetch_all(&mut self.0).await;
        let rows = rows.expect("the check runs");
        rows.len() == 1 && rows[0].get::<String, _>(0) == "ok"
    }

    /// Nothing is sold twice, by what is claimed and by what was promised; every live booking has
    /// all its claims, and there are no others.
    pub async fn audit(&mut self) {
        // One snapshot: bookings may still be made while this looks.
        self.0.execute("BEGIN").await.expect("a snapshot");
        self.examine().await;
        self.0.execute("COMMIT").await.expect("its end");
    }

    async fn examine(&mut self) {
        assert!(self.is_whole().await, "the file is damaged");
        let twice = "SELECT count(*) FROM (SELECT 1 FROM claim
                     GROUP BY resource, cell, seat HAVING count(*) > 1)";
        assert_eq!(self.number(twice.to_owned()).await, 0, "cells are claimed twice");
        let overlapping = format!(
            "WITH live AS (SELECT item.* FROM item JOIN booking ON booking.id = item.booking WHERE {LIVE})
             SELECT count(*) FROM live AS a JOIN live AS b
               ON a.resource = b.resource AND (a.booking, a.position) < (b.booking, b.position)
               AND a.first_cell < b.end_cell AND b.first_cell < a.end_cell"
        );
        assert_eq!(self.number(overlapping).await, 0, "live bookings overlap");
        let promised = format!(
            "SELECT coalesce(sum(end_cell - first_cell), 0)
             FROM item JOIN booking ON booking.id = item.booking WHERE {LIVE}"
        );
        let kept = format!(
            "SELECT count(*) FROM claim
             JOIN booking ON booking.id = claim.booking
             JOIN item ON item.booking = claim.booking AND item.resource = claim.resource
               AND claim.cell >= item.first_cell AND claim.cell < item.end_cell
             WHERE {LIVE} AND claim.expires_at IS booking.expires_at"
        );
        let promised = self.number(promised).await;
        assert_eq!(self.number(kept).await, promised, "live bookings lack claims");
        let all = self.number("SELECT count(*) FROM claim".to_owned()).await;
        assert_eq!(all, promised, "claims belong to no live booking");
    }

    /// One booking of the slot, all its claims, and nothing wrong elsewhere.
    pub async fn sold_once(&mut self, slot: &str) {
        assert_eq!(self.live_of(slot).await, 1, "live bookings of {slot}");
        self.audit().await;
    }
}
