//! Making, changing and finding bookings, as their guests do.

use super::Engine;
use super::items::{Plan, keys};
use crate::ledger::{By, Cancel, Confirm, Reschedule, Reserve, Sweep, Wait};
use crate::random::draw;
use crate::receipt::{Idempotency, Receipt};
use crate::request::{ItemRequest, Request};
use booking::{Booking, Guest, Item, Reference, Refusal, Secret, State, UnixMillis};

impl Engine {
    /// Takes places for a while, exclusively.
    ///
    /// # Errors
    /// Any [`Refusal`]; nothing was taken then.
    pub async fn hold(
        &self,
        request: Request,
        idempotency: Option<Idempotency>,
    ) -> Result<Receipt, Refusal> {
        let held = self.reserve(request, Aim::Hold, idempotency).await;
        self.counted("hold", held, |receipt| &receipt.state)
    }

    /// Takes places for good, or asks the owner for them where the offer says so.
    ///
    /// # Errors
    /// Any [`Refusal`]; nothing was taken then.
    pub async fn book(
        &self,
        request: Request,
        idempotency: Option<Idempotency>,
    ) -> Result<Receipt, Refusal> {
        has_guest(&request)?;
        let booked = self.reserve(request, Aim::Book, idempotency).await;
        self.counted("book", booked, |receipt| &receipt.state)
    }

    /// Stands in line for places that are taken. If all is free after all, it is held.
    ///
    /// # Errors
    /// Any [`Refusal`]; [`Refusal::Closed`] where there is no waiting list.
    pub async fn wait(
        &self,
        request: Request,
        idempotency: Option<Idempotency>,
    ) -> Result<Receipt, Refusal> {
        has_guest(&request)?;
        let wait = self.waiting(&self.offers(), &request.items)?;
        let waits = self.reserve(request, Aim::Wait(wait), idempotency).await;
        self.counted("wait", waits, |receipt| &receipt.state)
    }

    /// Counts what came of a request.
    fn counted<T>(
        &self,
        request: &'static str,
        answer: Result<T, Refusal>,
        state: impl FnOnce(&T) -> &State,
    ) -> Result<T, Refusal> {
        self.shared.metrics.bookings.count(request, &answer, state);
        answer
    }

    async fn reserve(
        &self,
        request: Request,
        aim: Aim,
        idempotency: Option<Idempotency>,
    ) -> Result<Receipt, Refusal> {
        if let Some(receipt) = self.repeated(idempotency.as_ref()).await? {
            return Ok(receipt);
        }
        let catalogue = self.offers();
        self.check_passes(&catalogue, &request.items, &[]).await?;
        let Plan { wanted, keys, limits, approval } = self.plan(&catalogue, &request.items, &[])?;
        let hold = i64::try_from(self.shared.config.hold.as_millis()).unwrap_or(i64::MAX);
        let held = State::Held { expires_at: UnixMillis(self.now().0.saturating_add(hold)) };
        let random = &*self.shared.config.random;
        let reserve = Reserve {
            reference: Reference::from_random(draw(random)),
            secret: Secret::from_random(draw(random)),
            state: match aim {
                Aim::Hold | Aim::Wait(_) => held,
                Aim::Book if approval => State::Pending,
                Aim::Book => State::Confirmed,
            },
            guest: request.guest,
            wanted,
            limits,
            wait: match aim {
                Aim::Wait(wait) => Some(wait),
                Aim::Hold | Aim::Book => None,
            },
            currency: catalogue.venue.currency.clone(),
            idempotency: idempotency.clone(),
            lease: None,
        };
        match self.shared.section.reserve(keys, reserve).await {
            Ok(receipt) => {
                self.shared.held.notify_one();
                Ok(receipt)
            }
            // What is in the way may be this very request, sent twice at once.
            Err(refusal) if refusal.is_occupied() => {
                self.repeated(idempotency.as_ref()).await?.ok_or(refusal)
            }
            Err(refusal) => Err(refusal),
        }
    }

    async fn repeated(
        &self,
        idempotency: Option<&Idempotency>,
    ) -> Result<Option<Receipt>, Refusal> {
        match idempotency {
            Some(idempotency) => {
                let repeated = self.shared.reader.repeated(idempotency).await;
                repeated.map_err(|stop| stop.refusal())
            }
            None => Ok(None),
        }
    }

    /// Turns a hold into a booking. One that has ended is confirmed as well if its place is still
    /// free and its time has not begun; confirming twice changes nothing.
    ///
    /// # Errors
    /// [`Refusal::Unknown`]; [`Refusal::Expired`] when the place is gone; [`Refusal::Closed`] with a
    /// limit on what one guest may book.
    pub async fn confirm(
        &self,
        reference: &Reference,
        secret: &Secret,
        guest: Guest,
    ) -> Result<Booking, Refusal> {
        let found = self.find(reference, secret).await?;
        let catalogue = self.offers();
        let (limits, approval) = self.limits(&catalogue, found.items.iter())?;
        let confirm = Confirm {
            reference: reference.clone(),
            secret: secret.clone(),
            guest,
            approval,
            limits,
            lease: None,
        };
        let keys = keys(&catalogue, found.items.iter());
        let confirmed = self.shared.section.confirm(keys, confirm).await;
        self.counted("confirm", confirmed, |booking| &booking.state)
    }

    /// Exchanges what is booked or held for other places, which may be of other offers. All of them
    /// are had or nothing changes.
    ///
    /// # Errors
    /// Any [`Refusal`]; [`Refusal::Closed`] when the deadline has passed, [`Refusal::Expired`] when
    /// there is nothing left to exchange.
    pub async fn reschedule(
        &self,
        reference: &Reference,
        secret: &Secret,
        asked: &[ItemRequest],
    ) -> Result<Booking, Refusal> {
        let found = self.find(reference, secret).await?;
        let moved = self.exchange(found, By::Guest(secret.clone()), asked).await;
        self.counted("reschedule", moved, |booking| &booking.state)
    }

    pub(super) async fn exchange(
        &self,
        found: Booking,
        by: By,
        asked: &[ItemRequest],
    ) -> Result<Booking, Refusal> {
        let catalogue = self.offers();
        if let By::Guest(_) = by {
            self.check_passes(&catalogue, asked, &found.items).await?;
        }
        let plan = self.plan(&catalogue, asked, &found.items)?;
        // Whoever waits for what is given up is served under the same locks.
        let mut keys = keys(&catalogue, found.items.iter());
        keys.extend(plan.keys);
        keys.sort_unstable();
        keys.dedup();
        let reschedule = Reschedule {
            reference: found.reference,
            by,
            wanted: plan.wanted,
            limits: plan.limits,
            approval: plan.approval,
            catalogue,
            lease: None,
        };
        let booking = self.shared.section.reschedule(keys, reschedule).await?;
        self.shared.held.notify_one();
        Ok(booking)
    }

    /// Gives a booking, a hold or a place in line up. Cancelling twice changes nothing.
    ///
    /// # Errors
    /// [`Refusal::Unknown`]; [`Refusal::Closed`] once it has begun or the deadline has passed.
    pub async fn cancel(&self, reference: &Reference, secret: &Secret) -> Result<Booking, Refusal> {
        let cancelled = self.give_up(reference, By::Guest(secret.clone())).await;
        self.counted("cancel", cancelled, |booking| &booking.state)
    }

    pub(super) async fn give_up(&self, reference: &Reference, by: By) -> Result<Booking, Refusal> {
        let cancel = Cancel { reference: reference.clone(), by, catalogue: self.offers() };
        let booking = self.shared.writer.write(cancel).await?;
        // A place that came free may be held for one who waited.
        self.shared.held.notify_one();
        Ok(booking)
    }

    /// Records what time has ended and gives it to those who wait, which the sweeper does on its own.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn sweep(&self) -> Result<(), Refusal> {
        self.shared.writer.write(Sweep).await?;
        self.shared.held.notify_one();
        Ok(())
    }

    /// A booking as it is now.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for a reference or a secret; the two are not told apart.
    pub async fn find(&self, reference: &Reference, secret: &Secret) -> Result<Booking, Refusal> {
        let found = self.shared.reader.find(reference, secret, self.now()).await;
        let mut booking = found.map_err(|stop| stop.refusal())?;
        booking.state = booking.state_at(self.now());
        Ok(booking)
    }

    /// Whether the cells of a booking are free for it to be confirmed late.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn is_free(&self, items: &[Item]) -> Result<bool, Refusal> {
        match self.shared.source.check(items).await {
            Ok(()) => {
                let now = self.now();
                Ok(items.iter().filter_map(Item::begins_at).all(|start| start > now))
            }
            Err(refusal) if refusal.is_occupied() => Ok(false),
            Err(refusal) => Err(refusal),
        }
    }
}

/// What a request is to become.
#[derive(Debug, Clone, Copy)]
enum Aim {
    Hold,
    Book,
    Wait(Wait),
}

fn has_guest(request: &Request) -> Result<(), Refusal> {
    if request.guest.is_none() {
        return Err(Refusal::field("guest", "Please say who is booking."));
    }
    Ok(())
}
