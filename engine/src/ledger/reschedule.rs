//! Moving a booking to other places.

use super::access::{By, Deadline};
use super::claims::release;
use super::error::Stop;
use super::journal::{self, What};
use super::limits::Limits;
use super::operation::{Operation, Tx};
use super::wanted::{Wanted, claim_all};
use super::{row, waitlist};
use crate::catalogue::Catalogue;
use crate::lock::Lease;
use booking::{Booking, Item, Reference, Refusal, State};
use futures::future::BoxFuture;
use std::sync::Arc;

/// Claims other cells for a booking and frees those it had, or changes nothing.
pub(crate) struct Reschedule {
    pub(crate) reference: Reference,
    pub(crate) by: By,
    pub(crate) wanted: Vec<Wanted>,
    pub(crate) limits: Limits,
    /// Whether the owner wants to be asked.
    pub(crate) approval: bool,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) lease: Option<Lease>,
}

impl Operation for Reschedule {
    type Output = Booking;

    fn lease(&self) -> Option<&Lease> {
        self.lease.as_ref()
    }

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<Booking, Stop>> {
        Box::pin(async move {
            let stored = self.by.find(tx, &self.reference).await?;
            let (id, mut booking) = (stored.id, stored.booking);
            booking.state = booking.state_at(tx.now);
            if !booking.state.is_open() {
                return Err(Refusal::Expired.into());
            }
            let deadline = Deadline::Reschedule;
            self.by.check_deadline(&booking, &booking.state, tx.now, &self.catalogue, deadline)?;
            if self.is_as_booked(&booking.items) {
                return Ok(booking);
            }
            let several = self.wanted.len() > 1;
            self.limits.check(tx, id, booking.guest.as_ref(), several).await?;
            let freed = release(tx, id, &booking.items).await?;
            let expires_at = match booking.state {
                State::Held { expires_at } => Some(expires_at),
                _ => None,
            };
            let items = claim_all(tx, id, &self.wanted, expires_at).await?;
            let before = std::mem::replace(&mut booking.items, items);
            if self.approval && matches!(self.by, By::Guest(_)) && booking.state == State::Confirmed
            {
                booking.state = State::Pending;
            }
            row::replace_items(tx, id, &booking.items).await?;
            let (actor, what) = (self.by.actor(), What::Rescheduled);
            journal::save(tx, actor, what, id, &booking, Some(&before)).await?;
            waitlist::offer(tx, &freed).await?;
            Ok(booking)
        })
    }
}

impl Reschedule {
    fn is_as_booked(&self, items: &[Item]) -> bool {
        let same = |(wanted, item): (&Wanted, &Item)| {
            wanted.choices.iter().any(|choice| {
                choice.item.slot == item.slot
                    && choice.item.offer == item.offer
                    && choice.item.quantity == item.quantity
            })
        };
        self.wanted.len() == items.len() && self.wanted.iter().zip(items).all(same)
    }
}
