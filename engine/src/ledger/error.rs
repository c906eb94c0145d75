use booking::Refusal;
use sqlx::error::ErrorKind;
use std::path::PathBuf;

/// Why a ledger could not be opened. Each message stands alone on an operator's screen.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("cannot open the ledger {path}: {reason}")]
    File { path: PathBuf, reason: &'static str },
    #[error(
        "the ledger {0} was written by a newer version of Berth (migration {1}); \
         use that version, or restore a backup"
    )]
    NewerSchema(PathBuf, i64),
    #[error(
        "the ledger {0} was written by an older version of Berth; \
         `berth serve` brings it up to date, so start that first"
    )]
    OlderSchema(PathBuf),
    #[error("the ledger {0} has a damaged or altered schema; restore a backup")]
    Schema(PathBuf),
    #[error("the ledger {0} holds an offer that cannot be read; restore a backup")]
    Content(PathBuf),
    #[error("REDIS_URL is not a Redis URL; it looks like redis://127.0.0.1:6379/0")]
    RedisUrl,
    #[error(
        "Redis has maxmemory-policy {0}, which may evict locks; \
         run `redis-cli CONFIG SET maxmemory-policy noeviction`"
    )]
    Evicts(String),
    #[error("the metrics cannot be set up")]
    Metrics,
}

/// Why an operation ended without its effect.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The request is turned down; the savepoint is rolled back and its neighbours go on.
    Refused(Refusal),
    /// The database failed.
    Broken(sqlx::Error),
    /// A stored value is not what the schema promises.
    Inconsistent(&'static str),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<sqlx::Error> for Stop {
    fn from(error: sqlx::Error) -> Self {
        Self::Broken(error)
    }
}

/// How long a client should wait after a failure that is ours, in seconds.
const RETRY_AFTER_SECONDS: u32 = 2;

pub(crate) const UNAVAILABLE: Refusal =
    Refusal::Unavailable { retry_after_seconds: RETRY_AFTER_SECONDS };

impl Stop {
    /// As it is for whoever wanted to write: a reference that was drawn twice is nobody's fault, and
    /// whoever asks again draws another (one draw in 10¹¹ for each booking there is).
    pub(super) fn of_write(self) -> Self {
        match self {
            Self::Broken(error) if is_reference_conflict(&error) => {
                Self::Refused(Refusal::Busy { retry_after_seconds: 1 })
            }
            stop => stop,
        }
    }

    /// What the guest is told. What the database said goes to the log, as a code and never as text:
    /// its messages quote SQL and data.
    pub(crate) fn refusal(self) -> Refusal {
        match self {
            Self::Refused(refusal) => refusal,
            Self::Broken(error) => {
                tracing::error!(code = code(&error), "the ledger failed");
                UNAVAILABLE
            }
            Self::Inconsistent(column) => {
                tracing::error!(column, "the ledger holds a value it should not");
                UNAVAILABLE
            }
        }
    }
}

/// SQLite's result code (sqlite.org/rescode.html), or the kind of failure outside of it.
pub(crate) fn code(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(database) => {
            database.code().map_or_else(|| "unknown".to_owned(), |code| code.into_owned())
        }
        sqlx::Error::Io(_) => "io".to_owned(),
        sqlx::Error::PoolTimedOut => "pool-timed-out".to_owned(),
        sqlx::Error::WorkerCrashed => "worker-crashed".to_owned(),
        _ => "other".to_owned(),
    }
}

/// Whether a claim met another on its primary key. SQLite names no constraint, but its message for
/// this kind names table and columns (notes: `constraint()` is always `None`).
pub(crate) fn is_claim_conflict(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|database| {
        database.kind() == ErrorKind::UniqueViolation && database.message().contains("claim.")
    })
}

/// Whether a drawn reference was already in use.
pub(crate) fn is_reference_conflict(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|database| {
        database.kind() == ErrorKind::UniqueViolation
            && database.message().contains("booking.reference")
    })
}
