//! Turning a hold into a booking.

use super::access::By;
use super::claims::{claim, keep};
use super::error::Stop;
use super::expire::end_holds;
use super::journal::{self, Actor, What};
use super::limits::Limits;
use super::operation::{Operation, Tx};
use crate::lock::Lease;
use booking::{Booking, Guest, Reference, Refusal, Secret, State};
use futures::future::BoxFuture;

/// Confirms a booking. A hold that has ended is confirmed too if its cells can be claimed anew and
/// the time has not begun.
pub(crate) struct Confirm {
    pub(crate) reference: Reference,
    pub(crate) secret: Secret,
    pub(crate) guest: Guest,
    /// Whether the owner wants to be asked.
    pub(crate) approval: bool,
    pub(crate) limits: Limits,
    pub(crate) lease: Option<Lease>,
}

impl Operation for Confirm {
    type Output = Booking;

    fn lease(&self) -> Option<&Lease> {
        self.lease.as_ref()
    }

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<Booking, Stop>> {
        Box::pin(async move {
            let stored = By::Guest(self.secret).find(tx, &self.reference).await?;
            let (id, mut booking) = (stored.id, stored.booking);
            let before = booking.state_at(tx.now);
            let recorded = booking.state.clone();
            booking.state = before.clone().confirm(self.approval)?;
            if !matches!(before, State::Held { .. } | State::Expired) {
                // Confirmed before: the first answer stands, the guest's data included.
                return Ok(booking);
            }
            let several = booking.items.len() > 1;
            self.limits.check(tx, id, Some(&self.guest), several).await?;
            if before == State::Expired {
                if matches!(recorded, State::Held { .. }) {
                    end_holds(tx, &[id]).await?;
                }
                claim_anew(tx, id, &booking).await?;
            } else if !keep(tx, id, &booking.items).await? {
                return Err(Stop::Inconsistent("claim of a hold"));
            }
            booking.guest = Some(self.guest);
            let what = What::of(&booking.state);
            journal::save(tx, Actor::Guest, what, id, &booking, None).await?;
            Ok(booking)
        })
    }
}

async fn claim_anew(tx: &mut Tx<'_>, id: i64, booking: &Booking) -> Result<(), Stop> {
    if booking.starts_at().is_some_and(|start| start <= tx.now) {
        return Err(Refusal::Expired.into());
    }
    let several = booking.items.len() > 1;
    for (index, item) in booking.items.iter().enumerate() {
        match claim(tx, id, item, None, None).await {
            // Where the capacity was lowered the booking may even be in its own way.
            Err(Stop::Refused(refusal))
                if refusal.is_occupied() || matches!(refusal, Refusal::Invalid { .. }) =>
            {
                let gone = Refusal::Expired;
                return Err(if several { gone.of_item(index) } else { gone }.into());
            }
            claimed => claimed?,
        }
    }
    Ok(())
}
