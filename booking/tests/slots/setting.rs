//! An offer, what it is sold from, and how much of that is taken at some instant.

use booking::{
    Cell, CellUse, Item, Occupancy, Offer, Refusal, Resource, ResourceId, Room, Scene, Slot,
    SlotId, UnixMillis, Wish, Zone,
};
use jiff::civil::Date;
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
pub struct Setting {
    pub zone: Zone,
    pub offer: Offer,
    pub resources: Vec<Resource>,
    /// The dates whose slots are asked for.
    pub from: Date,
    pub to: Date,
    pub now: UnixMillis,
    /// The venue's date now, by jiff's own account.
    pub today: Date,
    pub taken: Vec<Taken>,
}

/// How much of a cell is taken; each cell comes once.
#[derive(Debug, Clone)]
pub struct Taken {
    pub resource: ResourceId,
    pub cell_use: CellUse,
}

impl Setting {
    pub fn scene(&self) -> Scene<'_> {
        Scene { zone: &self.zone, resources: &self.resources, now: self.now }
    }

    pub fn occupancy<'a>(&self, taken: impl Iterator<Item = &'a Taken>) -> Occupancy {
        let mut cells: BTreeMap<&ResourceId, Vec<CellUse>> = BTreeMap::new();
        for taken in taken {
            cells.entry(&taken.resource).or_default().push(taken.cell_use);
        }
        let mut occupancy = Occupancy::default();
        for Resource { id, capacity, .. } in &self.resources {
            occupancy.insert(id.clone(), *capacity, cells.remove(id).unwrap_or_default());
        }
        occupancy
    }

    pub fn slots(&self) -> Vec<Slot> {
        self.slots_among(self.taken.iter())
    }

    pub fn slots_among<'a>(&self, taken: impl Iterator<Item = &'a Taken>) -> Vec<Slot> {
        self.offer.slots(self.scene(), self.from, self.to, &self.occupancy(taken))
    }

    pub fn items(&self, wish: &Wish, quantity: u32) -> Result<Vec<Item>, Refusal> {
        self.offer.items(self.scene(), wish, quantity)
    }

    pub fn items_of(&self, slot: &SlotId, quantity: u32) -> Result<Vec<Item>, Refusal> {
        self.items(&Wish::Slot(slot.clone()), quantity)
    }

    pub fn resource(&self, id: &ResourceId) -> &Resource {
        self.resources.iter().find(|resource| resource.id == *id).unwrap()
    }

    /// What is left of some cells, one by one.
    pub fn room(&self, resource: &ResourceId, cells: impl Iterator<Item = i64>) -> Room {
        let capacity = self.resource(resource).capacity;
        let uses = cells.map(|cell| {
            let of_cell = |t: &&Taken| t.resource == *resource && t.cell_use.cell == Cell(cell);
            self.taken.iter().find(of_cell).map(|taken| taken.cell_use)
        });
        let uses: Vec<CellUse> = uses.flatten().collect();
        let full = || uses.iter().filter(|cell_use| cell_use.used >= capacity);
        let most = uses.iter().map(|cell_use| cell_use.used).max().unwrap_or(0);
        let is_held = full().next().is_some() && full().all(|full| full.hold_ends.is_some());
        Room {
            left: capacity.saturating_sub(most),
            capacity,
            held_until: full().filter_map(|full| full.hold_ends).max().filter(|_| is_held),
        }
    }
}
