//! What the owner decides about a booking.

use super::access::By;
use super::claims::release;
use super::error::Stop;
use super::journal::{self, Actor, What};
use super::operation::{Operation, Tx};
use super::waitlist;
use booking::{Booking, Reference, Refusal, State};
use futures::future::BoxFuture;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// A pending booking is confirmed.
    Approve,
    /// A pending booking is declined; its places are free again.
    Decline,
    /// The guest was there.
    Complete,
    /// The guest did not come.
    NoShow,
    /// The guest has paid.
    Paid,
}

/// Carries a decision out. Repeating it changes nothing.
pub(crate) struct Decide {
    pub(crate) reference: Reference,
    pub(crate) decision: Decision,
}

impl Operation for Decide {
    type Output = Booking;

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<Booking, Stop>> {
        Box::pin(async move {
            let stored = By::Owner.find(tx, &self.reference).await?;
            let (id, mut booking) = (stored.id, stored.booking);
            let before = booking.state_at(tx.now);
            let (state, what) = match (self.decision, &before) {
                (Decision::Approve, State::Pending) => (State::Confirmed, What::Confirmed),
                (Decision::Decline, State::Pending) => (State::Declined, What::Declined),
                (Decision::Complete, State::Confirmed | State::NoShow) => {
                    (State::Completed, What::Completed)
                }
                (Decision::NoShow, State::Confirmed | State::Completed) => {
                    (State::NoShow, What::NoShow)
                }
                (Decision::Paid, _) if booking.paid_at.is_none() => {
                    booking.paid_at = Some(tx.now);
                    (booking.state.clone(), What::Paid)
                }
                (Decision::Paid, _)
                | (Decision::Approve, State::Confirmed)
                | (Decision::Decline, State::Declined)
                | (Decision::Complete, State::Completed)
                | (Decision::NoShow, State::NoShow) => {
                    booking.state = before;
                    return Ok(booking);
                }
                _ => {
                    let message = format!("The booking is {}.", before.name().as_str());
                    return Err(Refusal::field("decision", message).into());
                }
            };
            booking.state = state;
            let freed = if booking.state.occupies() {
                Vec::new()
            } else {
                release(tx, id, &booking.items).await?
            };
            journal::save(tx, Actor::Owner, what, id, &booking, None).await?;
            waitlist::offer(tx, &freed).await?;
            booking.state = booking.state_at(tx.now);
            Ok(booking)
        })
    }
}
