//! Fencing: the ledger remembers the highest token of each lock and refuses whoever comes with an
//! older one (Kleppmann, "How to do distributed locking", 2016). The tokens come from Redis, which
//! may forget them; so the ledger also says where they are to go on.

use super::operation::Tx;
use super::read::Reader;
use crate::lock::{Floor, Lease, LockKey};
use booking::UnixMillis;
use futures::future::BoxFuture;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

/// Tokens are kept this long, a day: no grant lasts nearly as long.
const KEPT_MS: i64 = 86_400_000;

/// Whether a write under this lease may go on: each of its tokens is at least the highest so far of
/// its lock, which it becomes. Two grants with one token are told apart by who came first.
pub(super) async fn admits(
    connection: &mut SqliteConnection,
    lease: &Lease,
    now: UnixMillis,
) -> Result<bool, sqlx::Error> {
    for (key, token) in lease.fences() {
        let lock = key.to_string();
        // Outside of the savepoint: the token counts whatever comes of the operation.
        let raised = sqlx::query(
            "RELEASE operation;
             INSERT INTO fence (lock, token, holder, used_at)
             SELECT ?1, ?2, ?3, ?4
             WHERE ?2 > coalesce((SELECT token FROM fence WHERE lock = '*'), 0)
             ON CONFLICT (lock) DO UPDATE
               SET token = excluded.token, holder = excluded.holder, used_at = excluded.used_at
               WHERE excluded.token > fence.token
             RETURNING token;
             SAVEPOINT operation",
        )
        .bind(&lock)
        .bind(token.cast_signed())
        .bind(lease.holder())
        .bind(now.0)
        .fetch_all(&mut *connection)
        .await?;
        if !raised.is_empty() {
            continue;
        }
        let same: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM fence WHERE lock = ? AND token = ? AND holder = ?)",
        )
        .bind(&lock)
        .bind(token.cast_signed())
        .bind(lease.holder())
        .fetch_one(&mut *connection)
        .await?;
        if !same {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Forgets tokens of long ago, and that there may be none so low again.
pub(super) async fn forget(tx: &mut Tx<'_>) -> Result<(), sqlx::Error> {
    let before = tx.now.0.saturating_sub(KEPT_MS);
    let highest: Option<i64> =
        sqlx::query_scalar("SELECT max(token) FROM fence WHERE used_at < ? AND lock <> '*'")
            .bind(before)
            .fetch_one(&mut *tx.connection)
            .await?;
    let Some(highest) = highest else {
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO fence (lock, token, holder, used_at) VALUES ('*', ?1, '', ?2)
         ON CONFLICT (lock) DO UPDATE
           SET token = max(token, excluded.token), used_at = excluded.used_at",
    )
    .bind(highest)
    .bind(tx.now.0)
    .execute(&mut *tx.connection)
    .await?;
    sqlx::query("DELETE FROM fence WHERE used_at < ? AND lock <> '*'")
        .bind(before)
        .execute(&mut *tx.connection)
        .await?;
    Ok(())
}

impl Floor for Reader {
    fn floor<'a>(&'a self, keys: &'a [LockKey]) -> BoxFuture<'a, u64> {
        Box::pin(async move {
            let mut query: QueryBuilder<Sqlite> =
                QueryBuilder::new("SELECT coalesce(max(token), 0) FROM fence WHERE lock IN ('*'");
            for key in keys {
                query.push(", ").push_bind(key.to_string());
            }
            let highest = query.push(")").build_query_scalar::<i64>();
            let highest = match self.pool().acquire().await {
                Ok(mut connection) => highest.fetch_one(&mut *connection).await,
                Err(error) => Err(error),
            };
            // The ledger that could not be read will refuse the write as well.
            highest.unwrap_or_default().cast_unsigned()
        })
    }
}
