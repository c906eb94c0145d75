//! Whether there is a line in front of an offer.

use super::error::Stop;
use super::journal;
use super::operation::{Operation, Tx};
use booking::{Offer, OfferId, Refusal};
use futures::future::BoxFuture;

/// Puts a waiting room in front of an offer, or takes it away. Doing so again changes nothing.
pub(crate) struct SetWaitingRoom {
    pub(crate) offer: OfferId,
    pub(crate) is_on: bool,
}

impl Operation for SetWaitingRoom {
    type Output = ();

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<(), Stop>> {
        Box::pin(async move {
            let inconsistent = |_| Stop::Inconsistent("offer.document");
            let document: Option<String> =
                sqlx::query_scalar("SELECT document FROM offer WHERE id = ?")
                    .bind(self.offer.as_str())
                    .fetch_optional(&mut *tx.connection)
                    .await?;
            let document = document.ok_or(Refusal::Unknown)?;
            let mut offer: Offer = serde_json::from_str(&document).map_err(inconsistent)?;
            let before = std::mem::replace(&mut offer.rules.waiting_room, self.is_on);
            if before == self.is_on {
                return Ok(());
            }
            sqlx::query("UPDATE offer SET document = ? WHERE id = ?")
                .bind(serde_json::to_string(&offer).map_err(inconsistent)?)
                .bind(self.offer.as_str())
                .execute(&mut *tx.connection)
                .await?;
            journal::record_waiting_room(tx, &self.offer, before, self.is_on).await
        })
    }
}
