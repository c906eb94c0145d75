//! Making, changing and finding bookings.

use super::Engine;
use crate::ledger::{Cancel, Confirm, Reserve};
use crate::random::draw;
use crate::receipt::{Idempotency, Receipt};
use crate::request::Request;
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
        let hold = i64::try_from(self.shared.config.hold.as_millis()).unwrap_or(i64::MAX);
        let state = State::Held { expires_at: UnixMillis(self.now().0.saturating_add(hold)) };
        let receipt = self.reserve(request, state, idempotency).await?;
        self.shared.held.notify_one();
        Ok(receipt)
    }

    /// Takes places for good.
    ///
    /// # Errors
    /// Any [`Refusal`]; nothing was taken then.
    pub async fn book(
        &self,
        request: Request,
        idempotency: Option<Idempotency>,
    ) -> Result<Receipt, Refusal> {
        if request.guest.is_none() {
            return Err(Refusal::field("guest", "Please say who is booking."));
        }
        self.reserve(request, State::Confirmed, idempotency).await
    }

    async fn reserve(
        &self,
        request: Request,
        state: State,
        idempotency: Option<Idempotency>,
    ) -> Result<Receipt, Refusal> {
        if let Some(receipt) = self.repeated(idempotency.as_ref()).await? {
            return Ok(receipt);
        }
        let items = self.items(&request.items)?;
        if let Err(refusal) = self.shared.source.check(&items).await {
            // What is in the way may be this very request, sent twice at once.
            return self.repeated(idempotency.as_ref()).await?.ok_or(refusal);
        }
        let keys = self.keys(&items);
        let random = &*self.shared.config.random;
        let reserve = Reserve {
            reference: Reference::from_random(draw(random)),
            secret: Secret::from_random(draw(random)),
            state,
            guest: request.guest,
            items,
            idempotency,
            lease: None,
        };
        self.shared.section.reserve(keys, reserve).await
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
    /// [`Refusal::Unknown`]; [`Refusal::Expired`] when the place is gone.
    pub async fn confirm(
        &self,
        reference: &Reference,
        secret: &Secret,
        guest: Guest,
    ) -> Result<Booking, Refusal> {
        let found = self.find(reference, secret).await?;
        let confirm =
            Confirm { reference: reference.clone(), secret: secret.clone(), guest, lease: None };
        self.shared.section.confirm(self.keys(&found.items), confirm).await
    }

    /// Gives a booking or a hold up. Cancelling twice changes nothing.
    ///
    /// # Errors
    /// [`Refusal::Unknown`]; [`Refusal::Closed`] once it has begun.
    pub async fn cancel(&self, reference: &Reference, secret: &Secret) -> Result<Booking, Refusal> {
        let cancel = Cancel { reference: reference.clone(), secret: secret.clone() };
        self.shared.writer.write(cancel).await
    }

    /// A booking as it is now.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for a reference or a secret; the two are not told apart.
    pub async fn find(&self, reference: &Reference, secret: &Secret) -> Result<Booking, Refusal> {
        let found = self.shared.reader.find(reference, secret).await;
        let mut booking = found.map_err(|stop| stop.refusal())?;
        booking.state = booking.state.at(self.now());
        Ok(booking)
    }

    /// Whether the cells of a booking are free for it to be confirmed late.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn is_free(&self, items: &[Item]) -> Result<bool, Refusal> {
        match self.shared.source.check(items).await {
            Ok(()) => Ok(items.iter().all(|item| item.start > self.now())),
            Err(Refusal::Taken | Refusal::Held { .. }) => Ok(false),
            Err(refusal) => Err(refusal),
        }
    }
}
