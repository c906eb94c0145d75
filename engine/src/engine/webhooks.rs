//! Who is told of bookings.

use super::Engine;
use crate::events::{WebhookSecret, WebhookUrl, generate_secret, shown};
use crate::ledger::{AddWebhook, Receiver, RemoveWebhook, Replay, ReplayEvents, SinkId};
use booking::Refusal;

/// A webhook or the Redis stream, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sink {
    pub id: SinkId,
    /// Where it goes, without credentials and query; none for the Redis stream.
    pub url: Option<String>,
    /// The last event that was delivered or put off.
    pub cursor: i64,
    /// How many events it still has to get.
    pub waiting: i64,
    /// How many were given up.
    pub dead: i64,
}

impl Engine {
    /// Adds a webhook, which hears of what comes from now on, or of everything there has been. Answers
    /// its secret, which is drawn when none is given.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] when there are as many as there can be.
    pub async fn add_webhook(
        &self,
        url: WebhookUrl,
        secret: Option<WebhookSecret>,
        is_from_start: bool,
    ) -> Result<(SinkId, WebhookSecret), Refusal> {
        let secret = secret.unwrap_or_else(|| generate_secret(&*self.shared.config.random));
        let receiver = Receiver { url: url.into_text(), secret: secret.expose().to_owned() };
        let id = self.shared.writer.write(AddWebhook { receiver, is_from_start }).await?;
        Ok((id, secret))
    }

    /// # Errors
    /// When the ledger cannot be read.
    pub async fn sinks(&self) -> Result<Vec<Sink>, Refusal> {
        let rows = self.shared.reader.sinks_with_numbers().await;
        let rows = rows.map_err(|stop| stop.refusal())?;
        let sink = |row: crate::ledger::SinkRow| Sink {
            id: row.id,
            url: row.url.as_deref().map(shown),
            cursor: row.cursor,
            waiting: row.waiting,
            dead: row.dead,
        };
        Ok(rows.into_iter().map(sink).collect())
    }

    /// # Errors
    /// [`Refusal::Unknown`].
    pub async fn remove_webhook(&self, id: SinkId) -> Result<(), Refusal> {
        self.shared.writer.write(RemoveWebhook(id)).await
    }

    /// Has events delivered once more. Answers how many.
    ///
    /// # Errors
    /// [`Refusal::Unknown`].
    pub async fn replay(&self, sink: SinkId, which: Replay) -> Result<u64, Refusal> {
        self.shared.writer.write(ReplayEvents { sink, which }).await
    }
}
