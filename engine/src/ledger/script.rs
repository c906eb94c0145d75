//! Statements that are run together.

use super::error::Stop;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Encode, Sqlite, SqliteConnection, Type};

/// Statements whose results nobody waits for, sent to SQLite in one go: its connection works in a
/// thread of its own, and the way there and back takes longer than the work.
#[derive(Default)]
pub(super) struct Script {
    sql: String,
    arguments: SqliteArguments,
}

impl Script {
    /// Adds a statement with anonymous parameters (`?`); its arguments are bound next, in order.
    pub(super) fn add(&mut self, sql: &'static str) -> &mut Self {
        self.sql.push_str(sql);
        self.sql.push(';');
        self
    }

    pub(super) fn bind<'q, T: Encode<'q, Sqlite> + Type<Sqlite>>(&mut self, value: T) -> &mut Self {
        // Encoding numbers, texts and bytes into memory does not fail.
        let _ = self.arguments.add(value);
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sql.is_empty()
    }

    /// Runs all of it, or up to the first statement that fails. The texts are few, so that each is
    /// prepared once.
    pub(super) async fn run(&mut self, connection: &mut SqliteConnection) -> Result<(), Stop> {
        let Self { sql, arguments } = std::mem::take(self);
        let query: Query<'_, Sqlite, _> = sqlx::query_with(AssertSqlSafe(sql), arguments);
        query.execute(connection).await?;
        Ok(())
    }
}
