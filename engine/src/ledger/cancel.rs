//! Giving a booking up.

use super::claims::release;
use super::error::Stop;
use super::operation::{Operation, Tx};
use super::row;
use booking::{Booking, Closed, Reference, Refusal, Secret, State};
use futures::future::BoxFuture;

/// Cancels a booking, or gives a hold back, and frees its cells.
pub(crate) struct Cancel {
    pub(crate) reference: Reference,
    pub(crate) secret: Secret,
}

impl Operation for Cancel {
    type Output = Booking;

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<Booking, Stop>> {
        Box::pin(async move {
            let stored = row::find(tx.connection, &self.reference, &self.secret)
                .await?
                .ok_or(Refusal::Unknown)?;
            let (id, mut booking) = (stored.id, stored.booking);
            let begun = booking.starts_at().is_some_and(|start| start <= tx.now);
            let before = booking.state.at(tx.now);
            if before == State::Confirmed && begun {
                return Err(Refusal::Closed { reason: Closed::Past }.into());
            }
            booking.state = before.cancel()?;
            if booking.state == State::Cancelled {
                for item in &booking.items {
                    release(tx, id, item).await?;
                }
                sqlx::query(
                    "UPDATE booking SET state = 'cancelled', expires_at = NULL, updated_at = ?
                     WHERE id = ? AND state <> 'cancelled'",
                )
                .bind(tx.now.0)
                .bind(id)
                .execute(&mut *tx.connection)
                .await?;
            }
            Ok(booking)
        })
    }
}
