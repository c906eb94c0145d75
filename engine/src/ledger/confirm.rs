//! Turning a hold into a booking.

use super::claims::{claim, keep};
use super::error::Stop;
use super::operation::{Operation, Tx};
use super::row;
use crate::lock::Lease;
use booking::{Booking, Guest, Reference, Refusal, Secret, State};
use futures::future::BoxFuture;

/// Confirms a booking. A hold that has ended is confirmed too if its cells can be claimed anew and
/// the time has not begun.
pub(crate) struct Confirm {
    pub(crate) reference: Reference,
    pub(crate) secret: Secret,
    pub(crate) guest: Guest,
    pub(crate) lease: Option<Lease>,
}

impl Operation for Confirm {
    type Output = Booking;

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<Booking, Stop>> {
        Box::pin(async move {
            if self.lease.as_ref().is_some_and(Lease::is_lost) {
                return Err(Refusal::Busy { retry_after_seconds: 1 }.into());
            }
            let stored = row::find(tx.connection, &self.reference, &self.secret)
                .await?
                .ok_or(Refusal::Unknown)?;
            let (id, mut booking) = (stored.id, stored.booking);
            let before = booking.state.at(tx.now);
            booking.state = before.clone().confirm()?;
            match before {
                State::Held { .. } => {
                    for item in &booking.items {
                        if !keep(tx, id, item).await? {
                            return Err(Stop::Inconsistent("claim of a hold"));
                        }
                    }
                }
                State::Expired => {
                    if booking.starts_at().is_none_or(|start| start <= tx.now) {
                        return Err(Refusal::Expired.into());
                    }
                    for item in &booking.items {
                        claim(tx, id, item, None).await.map_err(gone)?;
                    }
                }
                // Confirmed before: the first answer stands, the guest's data included.
                _ => return Ok(booking),
            }
            booking.guest = Some(self.guest);
            save(tx, id, &booking).await?;
            Ok(booking)
        })
    }
}

fn gone(stop: Stop) -> Stop {
    match stop {
        Stop::Refused(Refusal::Taken | Refusal::Held { .. }) => Refusal::Expired.into(),
        other => other,
    }
}

async fn save(tx: &mut Tx<'_>, id: i64, booking: &Booking) -> Result<(), Stop> {
    let guest = booking.guest.as_ref();
    sqlx::query(
        "UPDATE booking SET state = ?, expires_at = NULL, guest_name = ?, guest_email = ?,
           guest_phone = ?, guest_note = ?, updated_at = ?
         WHERE id = ?",
    )
    .bind(booking.state.name().as_str())
    .bind(guest.map(Guest::name))
    .bind(guest.map(Guest::email))
    .bind(guest.and_then(Guest::phone))
    .bind(guest.and_then(Guest::note))
    .bind(tx.now.0)
    .bind(id)
    .execute(&mut *tx.connection)
    .await?;
    Ok(())
}
