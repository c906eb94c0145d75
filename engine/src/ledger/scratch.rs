//! A table that believes whoever writes to it, for races without what the ledger is there for.

use super::error::{OpenError, Stop};
use super::open::cannot_open;
use sqlx::ConnectOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::Path;

/// As many as the ledger has.
const READERS: u32 = 4;

/// Sales of one thing, a row each, in a file of their own. Nothing in it says how many there may be:
/// it is what a booking table without a uniqueness check is. It is written through one connection
/// in the order of asking and flushed as the ledger is, so that times can be compared.
pub(crate) struct Scratch {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl Scratch {
    pub(crate) async fn open(path: &Path) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .disable_statement_logging();
        let pool = |connections| SqlitePoolOptions::new().max_connections(connections);
        let failed = |error| cannot_open(path, &error);
        let writer = pool(1).connect_with(options.clone()).await.map_err(failed)?;
        sqlx::query("CREATE TABLE sale (contender INTEGER NOT NULL)")
            .execute(&writer)
            .await
            .map_err(failed)?;
        let readers = pool(READERS).connect_with(options).await.map_err(failed)?;
        Ok(Self { writer, readers })
    }

    /// How many have been sold.
    pub(crate) async fn sold(&self) -> Result<i64, Stop> {
        let counted = sqlx::query_scalar("SELECT count(*) FROM sale");
        Ok(counted.fetch_one(&self.readers).await?)
    }

    /// Sells one more, whatever has been sold.
    pub(crate) async fn sell(&self, contender: u32) -> Result<(), Stop> {
        let inserted = sqlx::query("INSERT INTO sale (contender) VALUES (?)").bind(contender);
        inserted.execute(&self.writer).await?;
        Ok(())
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
