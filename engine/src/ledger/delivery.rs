//! Which events a sink still has to get, and what became of those it was sent.
//!
//! A sink's cursor moves on over events that were delivered or put off. Only those that were put off
//! have a row of their own.

use super::error::Stop;
use super::operation::{Operation, Tx};
use super::read::Reader;
use super::sinks::{SinkId, Target};
use booking::UnixMillis;
use futures::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;

/// A sink as a worker finds it.
pub(crate) struct SinkState {
    pub(crate) target: Target,
    pub(crate) cursor: i64,
    /// The last event of the journal.
    pub(crate) latest: i64,
    /// Whether the time of one that was put off has come.
    pub(crate) is_due: bool,
    /// Who delivers, and until when it alone does.
    pub(crate) lease: Option<(String, UnixMillis)>,
}

/// A booking's event that a sink has not got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) event: i64,
    pub(crate) booking: i64,
    /// How often it was tried before.
    pub(crate) attempts: u32,
}

/// A part of the journal after a cursor.
pub(crate) struct Stretch {
    /// Events of bookings, and whether an earlier one of the same booking is put off.
    pub(crate) entries: Vec<(Entry, bool)>,
    /// The last event looked at, of whatever kind.
    pub(crate) end: i64,
    pub(crate) is_full: bool,
}

/// An event as recorded, with what the booking says of its guest now.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct EventRow {
    pub(crate) id: i64,
    pub(crate) at: i64,
    pub(crate) actor: String,
    pub(crate) name: String,
    /// None for what is no booking's event.
    pub(crate) booking: Option<i64>,
    pub(crate) revision: Option<i64>,
    pub(crate) body: String,
    /// Of the booking.
    pub(crate) reference: Option<String>,
    pub(crate) guest_name: Option<String>,
    pub(crate) guest_email: Option<String>,
    pub(crate) guest_phone: Option<String>,
    pub(crate) guest_note: Option<String>,
}

impl Reader {
    /// None when the sink was removed.
    pub(crate) async fn sink(
        &self,
        sink: SinkId,
        now: UnixMillis,
    ) -> Result<Option<SinkState>, Stop> {
        type Row = (Option<String>, Option<String>, i64, i64, bool, Option<String>, Option<i64>);
        let mut connection = self.connection().await?;
        let row: Option<Row> = sqlx::query_as(
            "SELECT url, secret, cursor, (SELECT coalesce(max(id), 0) FROM event),
               EXISTS (SELECT 1 FROM delivery WHERE sink = sink.id AND next_at <= ?),
               lease_owner, lease_until
             FROM sink WHERE id = ?",
        )
        .bind(now.0)
        .bind(sink.0)
        .fetch_optional(&mut *connection)
        .await?;
        Ok(row.map(|(url, secret, cursor, latest, is_due, owner, until)| SinkState {
            target: Target::read(url, secret),
            cursor,
            latest,
            is_due,
            lease: owner.zip(until.map(UnixMillis)),
        }))
    }

    /// At most `limit` events after one.
    pub(crate) async fn stretch(
        &self,
        sink: SinkId,
        after: i64,
        limit: usize,
    ) -> Result<Stretch, Stop> {
        let mut connection = self.connection().await?;
        let rows: Vec<(i64, Option<i64>, bool)> = sqlx::query_as(
            "SELECT id, booking, EXISTS (SELECT 1 FROM delivery
               WHERE sink = ? AND delivery.booking = event.booking AND dead_at IS NULL)
             FROM event WHERE id > ? ORDER BY id LIMIT ?",
        )
        .bind(sink.0)
        .bind(after)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&mut *connection)
        .await?;
        let entry = |(event, booking, is_behind): (i64, Option<i64>, bool)| {
            booking.map(|booking| (Entry { event, booking, attempts: 0 }, is_behind))
        };
        Ok(Stretch {
            end: rows.last().map_or(after, |(id, ..)| *id),
            is_full: rows.len() >= limit,
            entries: rows.into_iter().filter_map(entry).collect(),
        })
    }

    /// Events whose next attempt is due, at most `limit`.
    pub(crate) async fn due(
        &self,
        sink: SinkId,
        now: UnixMillis,
        limit: usize,
    ) -> Result<Vec<Entry>, Stop> {
        let mut connection = self.connection().await?;
        let rows: Vec<(i64, i64, i64)> = sqlx::query_as(
            "SELECT event, booking, attempts FROM delivery WHERE sink = ? AND next_at <= ?
             ORDER BY next_at, event LIMIT ?",
        )
        .bind(sink.0)
        .bind(now.0)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&mut *connection)
        .await?;
        let entry = |(event, booking, attempts)| Entry {
            event,
            booking,
            attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        };
        Ok(rows.into_iter().map(entry).collect())
    }

    /// At most `limit` events after one, as recorded.
    pub(crate) async fn events_after(
        &self,
        after: i64,
        limit: usize,
    ) -> Result<Vec<EventRow>, Stop> {
        let mut connection = self.connection().await?;
        Ok(sqlx::query_as(
            "SELECT event.id, at, actor, name, booking, event.revision, body,
               body ->> '$.reference' AS reference,
               guest_name, guest_email, guest_phone, guest_note
             FROM event LEFT JOIN booking ON booking.id = event.booking
             WHERE event.id > ? ORDER BY event.id LIMIT ?",
        )
        .bind(after)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&mut *connection)
        .await?)
    }
}

/// Makes one process the only one that delivers to a sink, for a while. Answers the cursor, or none
/// when another process delivers.
pub(crate) struct TakeSink {
    pub(crate) sink: SinkId,
    pub(crate) owner: Arc<str>,
    pub(crate) lease: Duration,
}

impl Operation for TakeSink {
    type Output = Option<i64>;

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<Option<i64>, Stop>> {
        Box::pin(async move {
            Ok(sqlx::query_scalar(
                "UPDATE sink SET lease_owner = ?2, lease_until = ?3
                 WHERE id = ?1 AND (lease_owner IS NULL OR lease_owner = ?2 OR lease_until <= ?4)
                 RETURNING cursor",
            )
            .bind(self.sink.0)
            .bind(&*self.owner)
            .bind(until(tx.now, self.lease))
            .bind(tx.now.0)
            .fetch_optional(&mut *tx.connection)
            .await?)
        })
    }
}

/// Leaves a sink to any process.
pub(crate) struct LeaveSink {
    pub(crate) sink: SinkId,
    pub(crate) owner: Arc<str>,
}

impl Operation for LeaveSink {
    type Output = ();

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<(), Stop>> {
        Box::pin(async move {
            sqlx::query(
                "UPDATE sink SET lease_owner = NULL, lease_until = NULL
                 WHERE id = ? AND lease_owner = ?",
            )
            .bind(self.sink.0)
            .bind(&*self.owner)
            .execute(&mut *tx.connection)
            .await?;
            Ok(())
        })
    }
}

/// What became of an event that is, or was, put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Delivered,
    /// It failed and is tried again.
    Later {
        next_at: UnixMillis,
    },
    /// It failed for the last time.
    Dead,
    /// An earlier one of its booking is put off.
    Behind,
}

/// Moves a cursor on and records what is not simply delivered. Answers false, and changes nothing,
/// when another process has taken over or the cursor was set back.
pub(crate) struct Settle {
    pub(crate) sink: SinkId,
    pub(crate) owner: Arc<str>,
    /// How much longer the sink is this process's.
    pub(crate) lease: Duration,
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// With the attempts so far.
    pub(crate) outcomes: Vec<(Entry, Outcome)>,
}

impl Operation for Settle {
    type Output = bool;

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<bool, Stop>> {
        Box::pin(async move {
            let moved = sqlx::query(
                "UPDATE sink SET cursor = ?, lease_until = ?
                 WHERE id = ? AND lease_owner = ? AND cursor = ?",
            )
            .bind(self.to)
            .bind(until(tx.now, self.lease))
            .bind(self.sink.0)
            .bind(&*self.owner)
            .bind(self.from)
            .execute(&mut *tx.connection)
            .await?;
            if moved.rows_affected() == 0 {
                return Ok(false);
            }
            for (entry, outcome) in &self.outcomes {
                record(tx, self.sink, *entry, *outcome).await?;
            }
            let mut bookings: Vec<i64> = self.outcomes.iter().map(|(e, _)| e.booking).collect();
            bookings.sort_unstable();
            bookings.dedup();
            for booking in bookings {
                advance(tx, self.sink, booking).await?;
            }
            Ok(true)
        })
    }
}

async fn record(tx: &mut Tx<'_>, sink: SinkId, entry: Entry, outcome: Outcome) -> Result<(), Stop> {
    if outcome == Outcome::Delivered {
        sqlx::query("DELETE FROM delivery WHERE sink = ? AND booking = ? AND event = ?")
            .bind(sink.0)
            .bind(entry.booking)
            .bind(entry.event)
            .execute(&mut *tx.connection)
            .await?;
        return Ok(());
    }
    let (next_at, dead_at) = match outcome {
        Outcome::Later { next_at } => (Some(next_at.0), None),
        Outcome::Dead => (None, Some(tx.now.0)),
        Outcome::Behind | Outcome::Delivered => (None, None),
    };
    sqlx::query(
        "INSERT INTO delivery (sink, booking, event, attempts, next_at, dead_at)
         VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET attempts = excluded.attempts, next_at = excluded.next_at,
           dead_at = excluded.dead_at",
    )
    .bind(sink.0)
    .bind(entry.booking)
    .bind(entry.event)
    .bind(i64::from(entry.attempts))
    .bind(next_at)
    .bind(dead_at)
    .execute(&mut *tx.connection)
    .await?;
    Ok(())
}

/// Lets the first of a booking's events go ahead when nothing is before it any more.
async fn advance(tx: &mut Tx<'_>, sink: SinkId, booking: i64) -> Result<(), Stop> {
    sqlx::query(
        "UPDATE delivery SET next_at = ?3
         WHERE sink = ?1 AND booking = ?2 AND next_at IS NULL AND event =
           (SELECT min(event) FROM delivery
            WHERE sink = ?1 AND booking = ?2 AND dead_at IS NULL)",
    )
    .bind(sink.0)
    .bind(booking)
    .bind(tx.now.0)
    .execute(&mut *tx.connection)
    .await?;
    Ok(())
}

fn until(now: UnixMillis, lease: Duration) -> i64 {
    now.0.saturating_add(i64::try_from(lease.as_millis()).unwrap_or(i64::MAX))
}
