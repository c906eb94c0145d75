//! Giving a booking up.

use super::access::{By, Deadline};
use super::claims::release;
use super::error::Stop;
use super::journal::{self, What};
use super::operation::{Operation, Tx};
use super::waitlist;
use crate::catalogue::Catalogue;
use booking::{Booking, Reference, State};
use futures::future::BoxFuture;
use std::sync::Arc;

/// Cancels a booking, gives a hold back or leaves the line, and passes on what it had.
pub(crate) struct Cancel {
    pub(crate) reference: Reference,
    pub(crate) by: By,
    pub(crate) catalogue: Arc<Catalogue>,
}

impl Operation for Cancel {
    type Output = Booking;

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<Booking, Stop>> {
        Box::pin(async move {
            let stored = self.by.find(tx, &self.reference).await?;
            let (id, mut booking) = (stored.id, stored.booking);
            let before = booking.state_at(tx.now);
            let deadline = Deadline::Cancel;
            self.by.check_deadline(&booking, &before, tx.now, &self.catalogue, deadline)?;
            let recorded = std::mem::replace(&mut booking.state, before.cancel()?);
            if booking.state == State::Cancelled && recorded != State::Cancelled {
                let freed = release(tx, id, &booking.items).await?;
                waitlist::leave(tx, id).await?;
                journal::save(tx, self.by.actor(), What::Cancelled, id, &booking, None).await?;
                waitlist::offer(tx, &freed).await?;
            }
            Ok(booking)
        })
    }
}
