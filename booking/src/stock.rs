//! Stock: units of something that has no time.

use crate::{
    Cell, CellRange, Item, Occupancy, Offer, Refusal, ResourceId, Scene, Slot, SlotId, Wish,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Something that is sold by the piece. It is always today's: neither notice nor horizon concerns it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stock {
    pub resource: ResourceId,
}

impl Stock {
    /// The id of the only slot.
    pub const SLOT: &str = "stock";
    const CELLS: CellRange = CellRange { first: Cell(0), end: Cell(1) };

    pub(crate) fn slots(
        &self,
        scene: Scene<'_>,
        (from, to): (Date, Date),
        occupancy: &Occupancy,
    ) -> Vec<Slot> {
        let is_asked = (from..=to).contains(&scene.today());
        let slot = self.slot(scene).filter(|_| is_asked);
        let room = occupancy.room(&self.resource, Self::CELLS);
        slot.map(|slot| slot.settle(room)).into_iter().collect()
    }

    pub(crate) fn items(
        &self,
        offer: &Offer,
        scene: Scene<'_>,
        wish: &Wish,
        quantity: u32,
    ) -> Result<Vec<Item>, Refusal> {
        if wish.slot()?.as_str() != Self::SLOT {
            return Err(Refusal::Unknown);
        }
        let slot = self.slot(scene).ok_or(Refusal::Unknown)?;
        offer.rules.check_quantity(quantity)?;
        Ok(vec![slot.into_item(offer, quantity)])
    }

    pub(crate) fn cells(&self) -> Vec<(ResourceId, CellRange)> {
        vec![(self.resource.clone(), Self::CELLS)]
    }

    fn slot(&self, scene: Scene<'_>) -> Option<Slot> {
        scene.resource(&self.resource)?;
        let date = scene.today();
        let (start, end) = scene.zone.span(date, date)?;
        Some(Slot {
            id: SlotId::parse(Self::SLOT).ok()?,
            resource: self.resource.clone(),
            date,
            start,
            end,
            cells: Self::CELLS,
            left: 0,
            capacity: 0,
            held_until: None,
            price: None,
            is_arrival: true,
            closes_at: None,
        })
    }
}
