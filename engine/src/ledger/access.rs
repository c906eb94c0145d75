//! Who asks for a change of a booking, and what that allows.

use super::error::Stop;
use super::journal::Actor;
use super::operation::Tx;
use super::row::{self, Stored};
use crate::catalogue::Catalogue;
use booking::{Booking, Closed, Reference, Refusal, Rules, Secret, State, UnixMillis};

/// By what right.
#[derive(Debug, Clone)]
pub(crate) enum By {
    /// The guest, who shows the booking's secret and is bound by deadlines.
    Guest(Secret),
    Owner,
}

impl By {
    pub(super) const fn actor(&self) -> Actor {
        match self {
            Self::Guest(_) => Actor::Guest,
            Self::Owner => Actor::Owner,
        }
    }

    /// # Errors
    /// [`Refusal::Unknown`] for a reference or a secret; the two are not told apart.
    pub(super) async fn find(
        &self,
        tx: &mut Tx<'_>,
        reference: &Reference,
    ) -> Result<Stored, Stop> {
        let found = match self {
            Self::Guest(secret) => row::find(tx.connection, reference, secret, tx.now).await?,
            Self::Owner => row::find_any(tx.connection, reference, tx.now).await?,
        };
        found.ok_or(Stop::Refused(Refusal::Unknown))
    }

    /// Whether a booked time may still be given up.
    ///
    /// # Errors
    /// [`Refusal::Closed`] when it has begun or, for a guest, when the deadline has passed.
    pub(super) fn check_deadline(
        &self,
        booking: &Booking,
        state: &State,
        now: UnixMillis,
        catalogue: &Catalogue,
        deadline: Deadline,
    ) -> Result<(), Refusal> {
        if !matches!(state, State::Pending | State::Confirmed) {
            return Ok(());
        }
        for item in &booking.items {
            let Some(start) = item.begins_at() else { continue };
            if start <= now {
                return Err(Refusal::Closed { reason: Closed::Past });
            }
            let rules = catalogue.offer(&item.offer).map(|offer| &offer.rules);
            let minutes = rules.map_or(0, |rules| deadline.minutes(rules));
            if matches!(self, Self::Guest(_)) && now > start.minus_minutes(minutes) {
                return Err(Refusal::Closed { reason: deadline.closed(minutes) });
            }
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Deadline {
    Cancel,
    Reschedule,
}

impl Deadline {
    const fn minutes(self, rules: &Rules) -> u32 {
        match self {
            Self::Cancel => rules.cancel_minutes,
            Self::Reschedule => rules.reschedule_minutes,
        }
    }

    const fn closed(self, minutes: u32) -> Closed {
        match self {
            Self::Cancel => Closed::CancelDeadline { minutes },
            Self::Reschedule => Closed::RescheduleDeadline { minutes },
        }
    }
}
