//! The file as SQLite sees it, and the schema as this version makes it.

use super::{Exam, Finding, Outcome};
use crate::ledger::open::MIGRATIONS;
use futures::TryStreamExt;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::collections::BTreeMap;

pub(super) async fn check(exam: &mut Exam) -> Outcome {
    let Exam { connection, findings, .. } = exam;
    // One more than are told, so that it shows when there are more.
    let mut lines =
        sqlx::query_scalar::<_, String>("PRAGMA integrity_check(101)").fetch(&mut *connection);
    while let Some(what) = lines.try_next().await? {
        if what != "ok" {
            findings.add(Finding::Damaged { what });
        }
    }
    drop(lines);
    let mut rows = sqlx::query_as::<_, (String, String, i64)>(
        "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2",
    )
    .fetch(&mut *connection);
    while let Some((table, parent, rows)) = rows.try_next().await? {
        findings.add(Finding::Dangling { table, parent, rows });
    }
    Ok(())
}

/// Kind and name, to the statement that makes it.
type Schema = BTreeMap<(String, String), String>;

/// Keys, checks and triggers do their work only while they are there.
pub(super) async fn check_schema(exam: &mut Exam) -> Outcome {
    let found = read(&mut exam.connection).await?;
    let mut fresh =
        SqliteConnectOptions::new().in_memory(true).disable_statement_logging().connect().await?;
    MIGRATIONS.run(&mut fresh).await.map_err(|error| sqlx::Error::Migrate(Box::new(error)))?;
    let wanted = read(&mut fresh).await?;
    fresh.close().await?;
    for ((kind, name), sql) in &wanted {
        let stored = found.get(&(kind.clone(), name.clone()));
        if stored.is_none_or(|stored| plain(stored) != plain(sql)) {
            let (kind, name, is_missing) = (kind.clone(), name.clone(), stored.is_none());
            exam.findings.add(Finding::Schema { kind, name, is_missing });
        }
    }
    for key in found.into_keys().filter(|key| key.0 == "trigger" && !wanted.contains_key(key)) {
        exam.findings.add(Finding::ForeignTrigger { name: key.1 });
    }
    Ok(())
}

async fn read(connection: &mut SqliteConnection) -> Result<Schema, sqlx::Error> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT type, name, sql FROM sqlite_schema
         WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' AND name <> '_sqlx_migrations'",
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(kind, name, sql)| ((kind, name), sql)).collect())
}

/// Versions of SQLite differ in the quotes and blanks they put into what they rewrite.
fn plain(sql: &str) -> String {
    sql.chars().filter(|c| !c.is_whitespace() && *c != '"').collect()
}
