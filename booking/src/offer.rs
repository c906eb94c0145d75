//! What the owner sells, and from what.

use crate::{
    Appointment, CellRange, Item, KindName, Occupancy, OfferId, Refusal, Resource, ResourceId,
    Rules, Session, Slot, Stay, Stock, UnixMillis, Wish, Zone,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Venue {
    pub name: String,
    pub zone: Zone,
    /// ISO 4217, e.g. `EUR`.
    pub currency: String,
}

/// Something a guest can book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub id: OfferId,
    pub title: String,
    #[serde(default)]
    pub description: String,
    /// Of one appointment, place, night or unit, where the kind says nothing else.
    pub price: Option<Price>,
    #[serde(default)]
    pub rules: Rules,
    pub kind: Kind,
}

/// What kind of thing it is, with the rules of that kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Kind {
    Appointment(Appointment),
    Session(Session),
    Stay(Stay),
    Stock(Stock),
}

/// An amount in the minor unit of the venue's currency (cents).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Price(pub u64);

impl Price {
    /// What so many cost.
    #[must_use]
    pub const fn times(self, quantity: u32) -> u64 {
        self.0.saturating_mul(quantity as u64)
    }

    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// What an offer's rules are applied to.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub zone: &'a Zone,
    /// All resources of the venue.
    pub resources: &'a [Resource],
    pub now: UnixMillis,
}

impl<'a> Scene<'a> {
    #[must_use]
    pub fn today(&self) -> Date {
        self.zone.date(self.now)
    }

    pub(crate) fn resource(&self, id: &ResourceId) -> Option<&'a Resource> {
        self.resources.iter().find(|resource| resource.id == *id)
    }
}

impl Offer {
    #[must_use]
    pub const fn kind_name(&self) -> KindName {
        match self.kind {
            Kind::Appointment(_) => KindName::Appointment,
            Kind::Session(_) => KindName::Session,
            Kind::Stay(_) => KindName::Stay,
            Kind::Stock(_) => KindName::Stock,
        }
    }

    /// What it is made of, in the order guests see it.
    #[must_use]
    pub fn resources(&self) -> &[ResourceId] {
        match &self.kind {
            Kind::Appointment(appointment) => &appointment.resources,
            Kind::Session(session) => std::slice::from_ref(&session.resource),
            Kind::Stay(stay) => std::slice::from_ref(&stay.resource),
            Kind::Stock(stock) => std::slice::from_ref(&stock.resource),
        }
    }

    /// How long it takes, in minutes: the first of an appointment's durations. Stays and stock say
    /// nothing of it.
    #[must_use]
    pub fn duration_minutes(&self) -> Option<u32> {
        match &self.kind {
            Kind::Appointment(appointment) => Some(appointment.duration(None)?.minutes),
            Kind::Session(session) => Some(session.duration_minutes),
            Kind::Stay(_) | Kind::Stock(_) => None,
        }
    }

    /// The most that can be asked for at once. A person can be asked for once, whatever the rules.
    #[must_use]
    pub fn max_quantity(&self, resources: &[Resource]) -> u32 {
        let most = match &self.kind {
            Kind::Appointment(appointment) => appointment.most_at_once(resources),
            Kind::Session(_) | Kind::Stay(_) | Kind::Stock(_) => u32::MAX,
        };
        self.rules.max_quantity.min(most)
    }

    /// All slots that start on the dates `from` to `to`, both included, and can still be booked by
    /// the rules, in order of start and then of [`Self::resources`]; those that are occupied have
    /// nothing left. Appointments are of the first duration. Stock has one slot, on today's date.
    #[must_use]
    pub fn slots(
        &self,
        scene: Scene<'_>,
        from: Date,
        to: Date,
        occupancy: &Occupancy,
    ) -> Vec<Slot> {
        self.slots_of(scene, from, to, occupancy, None)
    }

    /// As [`Self::slots`], for appointments of so many minutes; there are none where the offer does
    /// not have that duration.
    #[must_use]
    pub fn slots_of(
        &self,
        scene: Scene<'_>,
        from: Date,
        to: Date,
        occupancy: &Occupancy,
        duration: Option<u32>,
    ) -> Vec<Slot> {
        let dates = (from.max(scene.today()), to.min(self.last_date(scene)));
        let mut slots = match &self.kind {
            Kind::Appointment(appointment) => {
                appointment.slots(self, scene, dates, occupancy, duration)
            }
            Kind::Session(session) => session.slots(self, scene, dates, occupancy),
            Kind::Stay(stay) => stay.slots(self, scene, dates, occupancy),
            Kind::Stock(stock) => stock.slots(scene, dates, occupancy),
        };
        // Dates are not always in order of time: a clock put back soon after midnight shows the
        // evening before once more.
        slots.sort_by_key(|slot| slot.start);
        slots
    }

    /// What a wish means, whatever occupies it, if the rules allow booking it now. Where any of
    /// several resources will do there is an item for each, in the offer's order.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] when this offer never has such a slot by its form or resource;
    /// [`Refusal::Closed`] with the rule, [`Refusal::Invalid`] for a field of the item, otherwise.
    pub fn items(
        &self,
        scene: Scene<'_>,
        wish: &Wish,
        quantity: u32,
    ) -> Result<Vec<Item>, Refusal> {
        match &self.kind {
            Kind::Appointment(appointment) => appointment.items(self, scene, wish, quantity),
            Kind::Session(session) => session.items(self, scene, wish, quantity),
            Kind::Stay(stay) => stay.items(self, scene, wish, quantity),
            Kind::Stock(stock) => stock.items(self, scene, wish, quantity),
        }
    }

    /// The last date on which a slot may start.
    #[must_use]
    pub fn last_date(&self, scene: Scene<'_>) -> Date {
        match self.kind {
            Kind::Stock(_) => scene.today(),
            _ => self.rules.last_date(scene.today()),
        }
    }

    /// The cells that decide over slots on the dates `from` to `to`, both included.
    #[must_use]
    pub fn cells(&self, scene: Scene<'_>, from: Date, to: Date) -> Vec<(ResourceId, CellRange)> {
        match &self.kind {
            Kind::Appointment(appointment) => appointment.cells(scene, from, to),
            Kind::Session(session) => session.cells(scene, from, to),
            Kind::Stay(stay) => stay.cells(from, to),
            Kind::Stock(stock) => stock.cells(),
        }
    }

    /// The first and last date whose slots may touch some cells of a resource; `None` when the offer
    /// is not of that resource.
    #[must_use]
    pub fn dates(
        &self,
        scene: Scene<'_>,
        resource: &ResourceId,
        cells: CellRange,
    ) -> Option<(Date, Date)> {
        let resource = scene.resource(resource).filter(|r| self.resources().contains(&r.id))?;
        match &self.kind {
            Kind::Appointment(appointment) => appointment.dates(scene.zone, resource, cells),
            Kind::Session(_) => Session::dates(scene.zone, cells),
            Kind::Stay(_) => Stay::dates(cells),
            Kind::Stock(_) => Some((scene.today(), scene.today())),
        }
    }
}
