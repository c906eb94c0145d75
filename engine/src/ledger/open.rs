use super::OpenError;
use super::error::code;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(super) static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// Connections that only read. SQLite readers do not block one another or the writer; more than a
/// few per core only cost memory.
const READERS: u32 = 4;
/// Pages in the log, 64 MB, past which a commit copies them into the file by itself: the usual way is
/// the checkpointer's.
const WAL_PAGES: &str = "16384";
/// How long one process waits for another's write transaction.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Two processes that start together on a new file may collide as they set it up; the loser finds it
/// done on its next try.
const TRIES: u32 = 20;
const RETRY: Duration = Duration::from_millis(100);

/// The connections to one ledger file.
pub(crate) struct Files {
    pub(crate) writer: SqliteConnection,
    pub(crate) readers: SqlitePool,
    pub(crate) options: SqliteConnectOptions,
}

impl Files {
    /// Opens the file, creates it where it is missing, and brings its schema up to date.
    pub(crate) async fn open(path: &Path) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true)
            .pragma("wal_autocheckpoint", WAL_PAGES)
            .disable_statement_logging();
        let mut writer = connect(&options).await.map_err(|error| cannot_open(path, &error))?;
        if let Err(error) = migrate(path, &mut writer).await {
            // Leaves no file of SQLite's own beside a ledger that was not to be touched.
            let _ = writer.close().await;
            return Err(error);
        }
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            // A file does not go away: whoever asks whether it is there has lost time.
            .test_before_acquire(false)
            .connect_with(options.clone().create_if_missing(false).pragma("query_only", "ON"))
            .await
            .map_err(|error| cannot_open(path, &error))?;
        Ok(Self { writer, readers, options })
    }
}

/// Turning a new file into a WAL file wants it alone, and SQLite does not wait for that by itself.
async fn connect(options: &SqliteConnectOptions) -> Result<SqliteConnection, sqlx::Error> {
    let mut tries = 0;
    loop {
        tries += 1;
        match options.connect().await {
            Err(error) if tries < TRIES && is_busy(&error) => tokio::time::sleep(RETRY).await,
            connected => return connected,
        }
    }
}

fn is_busy(error: &sqlx::Error) -> bool {
    matches!(primary_code(error), Some(5 | 6))
}

/// Result codes of sqlite.org/rescode.html; extended codes carry the primary one in 8 bits.
pub(super) fn primary_code(error: &sqlx::Error) -> Option<u32> {
    code(error).parse::<u32>().ok().map(|code| code & 0xFF)
}

async fn migrate(path: &Path, connection: &mut SqliteConnection) -> Result<(), OpenError> {
    use sqlx::migrate::MigrateError;
    let mut tries = 0;
    loop {
        tries += 1;
        match MIGRATIONS.run(&mut *connection).await {
            Ok(()) => return Ok(()),
            Err(MigrateError::VersionMissing(version)) => {
                return Err(OpenError::NewerSchema(path.to_owned(), version));
            }
            Err(MigrateError::VersionMismatch(_)) => {
                return Err(OpenError::Schema(path.to_owned()));
            }
            Err(_) if tries < TRIES => tokio::time::sleep(RETRY).await,
            Err(MigrateError::Execute(error)) => return Err(cannot_open(path, &error)),
            Err(_) => return Err(OpenError::Schema(path.to_owned())),
        }
    }
}

pub(super) fn cannot_open(path: &Path, error: &sqlx::Error) -> OpenError {
    let reason = match primary_code(error) {
        Some(5 | 6) => "another program keeps it locked",
        Some(8) => "it is read-only; check the permissions of the file and its folder",
        Some(10) => "the disk reports an error",
        Some(11 | 26) => "it is not a SQLite database, or it is damaged",
        Some(13) => "the disk is full",
        Some(14) => "the folder is missing or not writable",
        _ => "SQLite cannot open it",
    };
    OpenError::File { path: PathBuf::from(path), reason }
}
