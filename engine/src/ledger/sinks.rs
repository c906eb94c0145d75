//! Who hears of bookings: the Redis stream and webhooks, as the owner sees them.

use super::error::Stop;
use super::operation::{Operation, Tx};
use super::read::Reader;
use booking::Refusal;
use futures::future::BoxFuture;
use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

/// The most webhooks of one ledger: each has connections and a task of its own.
const WEBHOOKS: i64 = 32;

/// The number of a webhook or stream. It is never given to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SinkId(pub(super) i64);

impl fmt::Display for SinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for SinkId {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Self)
    }
}

/// Where a webhook's events go, and what they are signed with.
pub(crate) struct Receiver {
    pub(crate) url: String,
    pub(crate) secret: String,
}

/// Where a sink's events go.
pub(crate) enum Target {
    Redis,
    Webhook(Receiver),
}

impl Target {
    pub(super) fn read(url: Option<String>, secret: Option<String>) -> Self {
        match (url, secret) {
            (Some(url), Some(secret)) => Self::Webhook(Receiver { url, secret }),
            _ => Self::Redis,
        }
    }
}

/// A sink and how far it is.
pub(crate) struct SinkRow {
    pub(crate) id: SinkId,
    /// None for the Redis stream.
    pub(crate) url: Option<String>,
    pub(crate) cursor: i64,
    pub(crate) waiting: i64,
    pub(crate) dead: i64,
}

impl Reader {
    /// All sinks, the oldest first, and whether each is the Redis stream.
    pub(crate) async fn sinks(&self) -> Result<Vec<(SinkId, bool)>, Stop> {
        let mut connection = self.connection().await?;
        let rows: Vec<(i64, bool)> =
            sqlx::query_as("SELECT id, kind = 'redis' FROM sink ORDER BY id")
                .fetch_all(&mut *connection)
                .await?;
        Ok(rows.into_iter().map(|(id, is_redis)| (SinkId(id), is_redis)).collect())
    }

    pub(crate) async fn sinks_with_numbers(&self) -> Result<Vec<SinkRow>, Stop> {
        let mut connection = self.connection().await?;
        let rows: Vec<(i64, Option<String>, i64, i64, i64)> = sqlx::query_as(
            "SELECT id, url, cursor,
               (SELECT count(*) FROM event WHERE event.id > cursor AND booking IS NOT NULL)
               + (SELECT count(*) FROM delivery WHERE sink = sink.id AND dead_at IS NULL),
               (SELECT count(*) FROM delivery WHERE sink = sink.id AND dead_at IS NOT NULL)
             FROM sink ORDER BY id",
        )
        .fetch_all(&mut *connection)
        .await?;
        let row = |(id, url, cursor, waiting, dead)| SinkRow {
            id: SinkId(id),
            url,
            cursor,
            waiting,
            dead,
        };
        Ok(rows.into_iter().map(row).collect())
    }
}

/// Adds the Redis stream, from the start of the journal, where there is none yet.
pub(crate) struct AddStream;

impl Operation for AddStream {
    type Output = ();

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<(), Stop>> {
        Box::pin(async move {
            sqlx::query(
                "INSERT INTO sink (kind, cursor, created_at) VALUES ('redis', 0, ?)
                 ON CONFLICT DO NOTHING",
            )
            .bind(tx.now.0)
            .execute(&mut *tx.connection)
            .await?;
            Ok(())
        })
    }
}

/// Adds a webhook that hears of what comes from now on, or of everything.
///
/// Fails with [`Refusal::Invalid`] when there are too many.
pub(crate) struct AddWebhook {
    pub(crate) receiver: Receiver,
    pub(crate) is_from_start: bool,
}

impl Operation for AddWebhook {
    type Output = SinkId;

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<SinkId, Stop>> {
        Box::pin(async move {
            let added: Option<i64> = sqlx::query_scalar(
                "INSERT INTO sink (kind, url, secret, cursor, created_at)
                 SELECT 'webhook', ?, ?, iif(?, 0, (SELECT coalesce(max(id), 0) FROM event)), ?
                 WHERE (SELECT count(*) FROM sink WHERE kind = 'webhook') < ?
                 RETURNING id",
            )
            .bind(self.receiver.url)
            .bind(self.receiver.secret)
            .bind(self.is_from_start)
            .bind(tx.now.0)
            .bind(WEBHOOKS)
            .fetch_optional(&mut *tx.connection)
            .await?;
            let full = || Refusal::field("webhook", format!("there are {WEBHOOKS} already"));
            Ok(SinkId(added.ok_or_else(full)?))
        })
    }
}

/// Removes a webhook and all that it still had to get.
pub(crate) struct RemoveWebhook(pub(crate) SinkId);

impl Operation for RemoveWebhook {
    type Output = ();

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<(), Stop>> {
        Box::pin(async move {
            let removed = sqlx::query("DELETE FROM sink WHERE id = ? AND kind = 'webhook'")
                .bind(self.0.0)
                .execute(&mut *tx.connection)
                .await?;
            if removed.rows_affected() == 0 {
                return Err(Refusal::Unknown.into());
            }
            Ok(())
        })
    }
}

/// Which events are to be delivered once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replay {
    /// Those that were given up. What waits to be tried again is tried at once, too.
    Dead,
    /// All from this one on.
    From(i64),
}

/// Has events delivered once more. Answers how many are to be delivered now.
pub(crate) struct ReplayEvents {
    pub(crate) sink: SinkId,
    pub(crate) which: Replay,
}

impl Operation for ReplayEvents {
    type Output = u64;

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<u64, Stop>> {
        Box::pin(async move {
            let known: Option<i64> = sqlx::query_scalar("SELECT id FROM sink WHERE id = ?")
                .bind(self.sink.0)
                .fetch_optional(&mut *tx.connection)
                .await?;
            known.ok_or(Refusal::Unknown)?;
            match self.which {
                Replay::Dead => replay_dead(tx, self.sink).await,
                Replay::From(event) => replay_from(tx, self.sink, event.max(1)).await,
            }
        })
    }
}

async fn replay_dead(tx: &mut Tx<'_>, sink: SinkId) -> Result<u64, Stop> {
    let revived = sqlx::query(
        "UPDATE delivery SET attempts = 0, dead_at = NULL WHERE sink = ? AND dead_at IS NOT NULL",
    )
    .bind(sink.0)
    .execute(&mut *tx.connection)
    .await?
    .rows_affected();
    // The first of each booking goes ahead; the others wait for it.
    sqlx::query(
        "UPDATE delivery SET next_at = iif(event = (
             SELECT min(event) FROM delivery AS other
             WHERE other.sink = delivery.sink AND other.booking = delivery.booking), ?, NULL)
         WHERE sink = ?",
    )
    .bind(tx.now.0)
    .bind(sink.0)
    .execute(&mut *tx.connection)
    .await?;
    Ok(revived)
}

async fn replay_from(tx: &mut Tx<'_>, sink: SinkId, event: i64) -> Result<u64, Stop> {
    // Beyond the end of the journal there would be a gap; ahead of the cursor it would skip some.
    let moved: Option<i64> = sqlx::query_scalar(
        "UPDATE sink SET cursor = min(cursor, ?) WHERE id = ?
         RETURNING (SELECT count(*) FROM event WHERE id > cursor AND booking IS NOT NULL)",
    )
    .bind(event - 1)
    .bind(sink.0)
    .fetch_optional(&mut *tx.connection)
    .await?;
    sqlx::query("DELETE FROM delivery WHERE sink = ? AND event >= ?")
        .bind(sink.0)
        .bind(event)
        .execute(&mut *tx.connection)
        .await?;
    Ok(moved.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
}
