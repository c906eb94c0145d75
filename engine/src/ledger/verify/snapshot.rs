//! Opening a ledger to look at it and nothing else.

use crate::ledger::error::OpenError;
use crate::ledger::open::{BUSY_TIMEOUT, MIGRATIONS, cannot_open, primary_code};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, SqliteConnection};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Pages kept in memory, in KiB (SQLite's sign for that is the minus).
const CACHE: &str = "-65536";

/// A connection in a read transaction on a ledger of this version.
pub(super) async fn open(path: &Path) -> Result<SqliteConnection, OpenError> {
    let refused = |reason| OpenError::File { path: path.to_owned(), reason };
    match std::fs::metadata(path) {
        Ok(file) if !file.is_file() => return Err(refused("it is not a file")),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(refused("there is no such file"));
        }
        // What is wrong with the permissions, SQLite finds out.
        _ => {}
    }
    let mut connection = connect(path).await.map_err(|error| cannot_open(path, &error))?;
    match check_version(path, &mut connection).await {
        Ok(()) => Ok(connection),
        Err(error) => {
            // Takes SQLite's own files away again.
            let _ = connection.close().await;
            Err(error)
        }
    }
}

async fn connect(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("query_only", "ON")
        .pragma("cache_size", CACHE)
        .disable_statement_logging();
    if has_log(path) {
        // Whoever may write moves the log into the file when closing as the last. This one must not.
        return begin(&options.read_only(true)).await;
    }
    // Whoever may not write cannot take away the files that reading makes. This one does.
    match begin(&options).await {
        Err(error) if !has_log(path) && matches!(primary_code(&error), Some(8 | 14)) => {
            // Nobody has it open, and a folder in which nothing can be made will see no writer.
            begin(&options.read_only(true).immutable(true)).await
        }
        begun => begun,
    }
}

/// Whether another process has the ledger open or has left it without closing it.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    PathBuf::from(log).exists()
}

async fn begin(options: &SqliteConnectOptions) -> Result<SqliteConnection, sqlx::Error> {
    let mut connection = options.connect().await?;
    let begun = async {
        connection.execute("BEGIN").await?;
        // The first look decides which moment it is that is looked at.
        connection.execute("SELECT count(*) FROM sqlite_schema").await
    };
    match begun.await {
        Ok(_) => Ok(connection),
        Err(error) => {
            let _ = connection.close().await;
            Err(error)
        }
    }
}

async fn check_version(path: &Path, connection: &mut SqliteConnection) -> Result<(), OpenError> {
    let broken = |error: sqlx::Error| cannot_open(path, &error);
    let is_ledger: bool = sqlx::query_scalar(
        "SELECT count(*) = 2 FROM sqlite_schema WHERE type = 'table'
           AND name IN ('_sqlx_migrations', 'claim')",
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(broken)?;
    if !is_ledger {
        return Err(OpenError::File {
            path: path.to_owned(),
            reason: "it is a database, but not a ledger of Berth",
        });
    }
    let applied: Vec<(i64, bool, Vec<u8>)> =
        sqlx::query_as("SELECT version, success, checksum FROM _sqlx_migrations ORDER BY version")
            .fetch_all(connection)
            .await
            .map_err(broken)?;
    for (version, success, checksum) in &applied {
        match MIGRATIONS.iter().find(|migration| migration.version == *version) {
            None => return Err(OpenError::NewerSchema(path.to_owned(), *version)),
            Some(known) if *success && *known.checksum == **checksum => {}
            Some(_) => return Err(OpenError::Schema(path.to_owned())),
        }
    }
    if applied.len() < MIGRATIONS.iter().count() {
        return Err(OpenError::OlderSchema(path.to_owned()));
    }
    Ok(())
}
