//! The line in front of an offer: numbers in order, and how far it has moved. A place is a number and
//! kept by whoever has it, so that a line of any length is one row.

use super::error::Stop;
use super::operation::{Operation, Tx};
use super::read::Reader;
use crate::waiting_room::{AdmissionRate, PlaceToken};
use booking::{OfferId, UnixMillis};
use futures::future::BoxFuture;
use sqlx::SqliteConnection;

/// How long who is let in may book.
pub(crate) const PASS_SECONDS: i64 = 10 * 60;
/// Passes of one offer that are good at once: a fifth of the live streams of one process, so that
/// those who choose have pages that stay live.
const PASSES: i64 = 2_000;
/// The time whose guests a line lets in at once, in milliseconds: a look that comes late makes up for
/// itself, and a server that was stopped does not let everyone in together.
const CATCH_UP_MS: i64 = 2_000;

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LineRow {
    pub(crate) issued: i64,
    pub(crate) admitted: i64,
    pub(crate) rate: AdmissionRate,
    advanced_at: UnixMillis,
}

impl LineRow {
    /// That of an offer nobody has stood in line for.
    const NEW: Self =
        Self { issued: 0, admitted: 0, rate: AdmissionRate::LEAST, advanced_at: UnixMillis(0) };

    pub(crate) const fn waiting(&self) -> i64 {
        self.issued - self.admitted
    }

    async fn read(connection: &mut SqliteConnection, offer: &OfferId) -> Result<Self, Stop> {
        let row: Option<(i64, i64, i64, i64)> =
            sqlx::query_as("SELECT issued, admitted, advanced_at, rate FROM line WHERE offer = ?")
                .bind(offer.as_str())
                .fetch_optional(connection)
                .await?;
        Ok(row.map_or(Self::NEW, |(issued, admitted, advanced_at, rate)| Self {
            issued,
            admitted,
            rate: AdmissionRate::bounded(rate),
            advanced_at: UnixMillis(advanced_at),
        }))
    }

    /// Lets in whom the time since admission was last used up has room for. How often, and by whom,
    /// makes no difference to how many it comes to.
    async fn advance(
        &mut self,
        tx: &mut Tx<'_>,
        offer: &OfferId,
        rate: AdmissionRate,
    ) -> Result<(), Stop> {
        let now = tx.now.0;
        // A clock that was put back starts anew from what it shows.
        let since = self.advanced_at.0.clamp(now.saturating_sub(CATCH_UP_MS), now);
        let due = rate.guests_in(now - since).min(self.waiting());
        let free = PASSES - open_passes(tx, offer).await?;
        let guests = due.min(free.max(0));
        self.admitted += guests;
        self.advanced_at = UnixMillis(since.saturating_add(rate.millis_for(guests)));
        // With all passes out, the line moves as they end.
        let by_passes = AdmissionRate::of(PASSES, PASS_SECONDS);
        self.rate = if free > 0 { rate } else { rate.min(by_passes) };
        self.write(tx, offer).await
    }

    async fn write(&self, tx: &mut Tx<'_>, offer: &OfferId) -> Result<(), Stop> {
        sqlx::query(
            "INSERT INTO line (offer, issued, admitted, advanced_at, rate)
             VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (offer) DO UPDATE SET issued = excluded.issued,
               admitted = excluded.admitted, advanced_at = excluded.advanced_at,
               rate = excluded.rate",
        )
        .bind(offer.as_str())
        .bind(self.issued)
        .bind(self.admitted)
        .bind(self.advanced_at.0)
        .bind(self.rate.per_1000_seconds())
        .execute(&mut *tx.connection)
        .await?;
        Ok(())
    }
}

async fn open_passes(tx: &mut Tx<'_>, offer: &OfferId) -> Result<i64, Stop> {
    Ok(sqlx::query_scalar("SELECT count(*) FROM line_pass WHERE offer = ? AND expires_at > ?")
        .bind(offer.as_str())
        .bind(tx.now.0)
        .fetch_one(&mut *tx.connection)
        .await?)
}

/// Gives out the next number. Who has nobody ahead is let in with it, as quickly as the line moves.
pub(crate) struct JoinLine(pub(crate) OfferId);

impl Operation for JoinLine {
    type Output = PlaceToken;

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<PlaceToken, Stop>> {
        Box::pin(async move {
            let mut line = LineRow::read(tx.connection, &self.0).await?;
            line.issued += 1;
            let rate = line.rate;
            line.advance(tx, &self.0, rate).await?;
            Ok(PlaceToken { number: line.issued, issued_at: tx.now })
        })
    }
}

/// Lets in as many as there is room for at a rate.
pub(crate) struct Admit {
    pub(crate) offer: OfferId,
    pub(crate) rate: AdmissionRate,
}

impl Operation for Admit {
    type Output = ();

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<(), Stop>> {
        Box::pin(async move {
            let mut line = LineRow::read(tx.connection, &self.offer).await?;
            line.advance(tx, &self.offer, self.rate).await?;
            // Their places are too old to be shown again.
            sqlx::query("DELETE FROM line_pass WHERE offer = ? AND expires_at <= ?")
                .bind(self.offer.as_str())
                .bind(tx.now.0.saturating_sub(PlaceToken::LIFETIME_MS))
                .execute(&mut *tx.connection)
                .await?;
            Ok(())
        })
    }
}

/// Begins the pass of a number that is let in, or tells when the one it has ends. None for a number
/// that is not let in.
pub(crate) struct BeginPass {
    pub(crate) offer: OfferId,
    pub(crate) number: i64,
}

impl Operation for BeginPass {
    type Output = Option<UnixMillis>;

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<Option<UnixMillis>, Stop>> {
        Box::pin(async move {
            let line = LineRow::read(tx.connection, &self.offer).await?;
            if self.number > line.admitted {
                return Ok(None);
            }
            sqlx::query(
                "INSERT INTO line_pass (offer, number, expires_at) VALUES (?, ?, ?)
                 ON CONFLICT DO NOTHING",
            )
            .bind(self.offer.as_str())
            .bind(self.number)
            .bind(tx.now.0.saturating_add(PASS_SECONDS * 1_000))
            .execute(&mut *tx.connection)
            .await?;
            pass_end(tx.connection, &self.offer, self.number).await
        })
    }
}

/// Keeps a key to sign with, unless there is one. Answers the one that is kept.
pub(crate) struct KeepKey(pub(crate) [u8; 32]);

impl Operation for KeepKey {
    type Output = [u8; 32];

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<[u8; 32], Stop>> {
        Box::pin(async move {
            sqlx::query("INSERT INTO signing_key (id, key) VALUES (1, ?) ON CONFLICT DO NOTHING")
                .bind(&self.0[..])
                .execute(&mut *tx.connection)
                .await?;
            key(tx.connection).await?.ok_or(Stop::Inconsistent("signing_key.key"))
        })
    }
}

async fn key(connection: &mut SqliteConnection) -> Result<Option<[u8; 32]>, Stop> {
    let key: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT key FROM signing_key").fetch_optional(connection).await?;
    let key = key.map(|key| key.try_into().map_err(|_| Stop::Inconsistent("signing_key.key")));
    key.transpose()
}

async fn pass_end(
    connection: &mut SqliteConnection,
    offer: &OfferId,
    number: i64,
) -> Result<Option<UnixMillis>, Stop> {
    let at: Option<i64> =
        sqlx::query_scalar("SELECT expires_at FROM line_pass WHERE offer = ? AND number = ?")
            .bind(offer.as_str())
            .bind(number)
            .fetch_optional(connection)
            .await?;
    Ok(at.map(UnixMillis))
}

impl Reader {
    pub(crate) async fn line(&self, offer: &OfferId) -> Result<LineRow, Stop> {
        LineRow::read(&mut *self.connection().await?, offer).await
    }

    /// When the pass of a number ends, or has ended.
    pub(crate) async fn pass_end(
        &self,
        offer: &OfferId,
        number: i64,
    ) -> Result<Option<UnixMillis>, Stop> {
        pass_end(&mut *self.connection().await?, offer, number).await
    }

    pub(crate) async fn signing_key(&self) -> Result<Option<[u8; 32]>, Stop> {
        key(&mut *self.connection().await?).await
    }

    /// The offers that have a waiting room.
    pub(crate) async fn waiting_rooms(&self) -> Result<Vec<String>, Stop> {
        let mut connection = self.connection().await?;
        Ok(sqlx::query_scalar(
            "SELECT id FROM offer WHERE json_extract(document, '$.rules.waiting_room') = 1",
        )
        .fetch_all(&mut *connection)
        .await?)
    }
}
