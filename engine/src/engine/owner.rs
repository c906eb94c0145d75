//! What the owner does. Whoever calls this has made sure that it is the owner.

use super::Engine;
use crate::ledger::{By, CapacityChange, Decide, Decision, SetCapacity};
use crate::request::ItemRequest;
use booking::{Booking, Reference, Refusal, ResourceId};

impl Engine {
    /// Sets the seats of each cell of a resource, or adds new ones (stock that came in). Answers the
    /// capacity it has now; pages show it at once.
    ///
    /// # Errors
    /// [`Refusal::Unknown`]; [`Refusal::Invalid`] with the number sold when that is more.
    pub async fn set_capacity(
        &self,
        resource: &ResourceId,
        change: CapacityChange,
    ) -> Result<u32, Refusal> {
        let catalogue = self.offers();
        let found = catalogue.resources.iter().find(|known| known.id == *resource);
        let found = found.ok_or(Refusal::Unknown)?;
        let from = found.cells.current(&catalogue.venue.zone, self.now());
        let set = SetCapacity { resource: resource.clone(), change, from };
        let capacity = self.shared.writer.write(set).await?;
        self.shared.held.notify_one();
        Ok(capacity)
    }

    /// Decides about a booking. Deciding the same again changes nothing.
    ///
    /// # Errors
    /// [`Refusal::Unknown`]; [`Refusal::Invalid`] when its state does not allow it.
    pub async fn decide(
        &self,
        reference: &Reference,
        decision: Decision,
    ) -> Result<Booking, Refusal> {
        let decide = Decide { reference: reference.clone(), decision };
        let booking = self.shared.writer.write(decide).await?;
        self.shared.held.notify_one();
        Ok(booking)
    }

    /// As [`Engine::reschedule`], without a secret and past a guest's deadline.
    ///
    /// # Errors
    /// Any [`Refusal`]; nothing was changed then.
    pub async fn reschedule_for_guest(
        &self,
        reference: &Reference,
        asked: &[ItemRequest],
    ) -> Result<Booking, Refusal> {
        let found = self.find_for_owner(reference).await?;
        self.exchange(found, By::Owner, asked).await
    }

    /// As [`Engine::cancel`], without a secret and past a guest's deadline.
    ///
    /// # Errors
    /// [`Refusal::Unknown`]; [`Refusal::Closed`] once it has begun.
    pub async fn cancel_for_guest(&self, reference: &Reference) -> Result<Booking, Refusal> {
        self.give_up(reference, By::Owner).await
    }

    /// A booking as it is now.
    ///
    /// # Errors
    /// [`Refusal::Unknown`].
    pub async fn find_for_owner(&self, reference: &Reference) -> Result<Booking, Refusal> {
        let found = self.shared.reader.find_any(reference, self.now()).await;
        let mut booking = found.map_err(|stop| stop.refusal())?;
        booking.state = booking.state_at(self.now());
        Ok(booking)
    }
}
