//! From what a guest asks for to what is claimed and locked.

use super::Engine;
use crate::catalogue::Catalogue;
use crate::lock::LockKey;
use crate::request::{ItemRequest, Request};
use booking::{Item, Kind, OfferId, Refusal, Slot, SlotId};

impl Engine {
    pub(super) fn items(&self, wanted: &[ItemRequest]) -> Result<Vec<Item>, Refusal> {
        if wanted.is_empty() {
            return Err(Refusal::field("items", "Please choose at least one time."));
        }
        if wanted.len() > Request::ITEMS_MAX {
            return Err(Refusal::field("items", "Please choose at most 20 times at once."));
        }
        let catalogue = self.offers();
        wanted.iter().enumerate().map(|(i, wanted)| self.item(&catalogue, i, wanted)).collect()
    }

    fn item(
        &self,
        catalogue: &Catalogue,
        index: usize,
        wanted: &ItemRequest,
    ) -> Result<Item, Refusal> {
        let offer = catalogue.offer(&wanted.offer)?;
        let slot = self.slot(catalogue, &wanted.offer, &wanted.slot)?;
        if wanted.quantity != 1 {
            let field = format!("items.{index}.quantity");
            return Err(Refusal::field(&field, "An appointment is for one; please enter 1."));
        }
        Ok(Item {
            offer: offer.id.clone(),
            slot: slot.id,
            start: slot.start,
            end: slot.end,
            quantity: wanted.quantity,
            resource: slot.resource,
            cells: slot.cells,
        })
    }

    fn slot(&self, catalogue: &Catalogue, offer: &OfferId, slot: &SlotId) -> Result<Slot, Refusal> {
        let Kind::Appointment(appointment) = &catalogue.offer(offer)?.kind;
        appointment.slot(&catalogue.venue.zone, &catalogue.resources, slot, self.now())
    }

    /// The locks that serialize whoever wants one of these items: every resource on every date, at
    /// the venue, that its cells touch.
    pub(super) fn keys(&self, items: &[Item]) -> Vec<LockKey> {
        let catalogue = self.offers();
        let mut keys: Vec<LockKey> =
            items.iter().flat_map(|item| catalogue.lock_keys(item)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
