//! Appointments: a length of time of a person, or of one of several alike.

use crate::{
    AppointmentSlot, Assignment, CellRange, Closed, Duration, Item, Occupancy, Offer, Refusal,
    Resource, ResourceId, Scene, Schedule, Slot, UnixMillis, Wish, Zone,
};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The rules of an appointment. The appointment itself lies within opening hours; its buffers may
/// reach beyond them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// At least one. The first is meant wherever none is named.
    pub durations: Vec<Duration>,
    /// Starts are offered every so many minutes of local time from each opening on.
    pub step_minutes: u16,
    /// Time the resource needs before and after; claimed with the appointment.
    #[serde(default)]
    pub buffer_before_minutes: u32,
    #[serde(default)]
    pub buffer_after_minutes: u32,
    pub schedule: Schedule,
    /// Who can give it, in the order guests see them.
    pub resources: Vec<ResourceId>,
    #[serde(default)]
    pub assignment: Assignment,
}

/// A resource that appointments can be cut from.
#[derive(Clone, Copy)]
struct Chair<'a> {
    resource: &'a Resource,
    tick_minutes: u32,
}

impl Appointment {
    /// The duration of so many minutes, or the first.
    #[must_use]
    pub fn duration(&self, minutes: Option<u32>) -> Option<&Duration> {
        match minutes {
            None => self.durations.first(),
            Some(minutes) => self.durations.iter().find(|duration| duration.minutes == minutes),
        }
    }

    pub(crate) fn slots(
        &self,
        offer: &Offer,
        scene: Scene<'_>,
        (from, to): (Date, Date),
        occupancy: &Occupancy,
        minutes: Option<u32>,
    ) -> Vec<Slot> {
        let Some(duration) = self.duration(minutes) else { return Vec::new() };
        let chairs: Vec<Chair> = self.chairs(scene).collect();
        let mut slots = Vec::new();
        for date in from.series(1.day()).take_while(|date| *date <= to) {
            for start in self.starts(scene.zone, date, duration) {
                if !offer.rules.is_open(start, scene.now) {
                    continue;
                }
                let slot = |chair: &Chair, resource: Option<&ResourceId>| {
                    self.slot(offer, chair, duration, date, start, resource)
                };
                let room = |chair: &Chair| {
                    let cells = self.claimed(chair, start, duration);
                    occupancy.room(&chair.resource.id, cells)
                };
                match self.assignment {
                    Assignment::GuestChooses => slots.extend(chairs.iter().filter_map(|chair| {
                        Some(slot(chair, Some(&chair.resource.id))?.settle(room(chair)))
                    })),
                    Assignment::LeastBusy => slots.extend(chairs.first().and_then(|first| {
                        let together = chairs.iter().map(room).reduce(|a, b| a.or(b))?;
                        Some(slot(first, None)?.settle(together))
                    })),
                }
            }
        }
        slots
    }

    pub(crate) fn items(
        &self,
        offer: &Offer,
        scene: Scene<'_>,
        wish: &Wish,
        quantity: u32,
    ) -> Result<Vec<Item>, Refusal> {
        let wished = AppointmentSlot::parse(wish.slot()?).ok_or(Refusal::Unknown)?;
        let duration = self.duration(wished.minutes).ok_or(Refusal::Unknown)?;
        let wanted = |id| wished.resource.as_ref().is_none_or(|wished| wished == id);
        let mut chairs: Vec<Chair> =
            self.chairs(scene).filter(|chair| wanted(&chair.resource.id)).collect();
        if chairs.is_empty() {
            return Err(Refusal::Unknown);
        }
        let date = scene.zone.date(wished.start);
        offer.rules.check_start(scene, wished.start, date)?;
        if !self.starts(scene.zone, date, duration).contains(&wished.start) {
            return Err(Refusal::Closed { reason: Closed::OutsideHours });
        }
        if quantity > 1 {
            chairs.retain(|chair| chair.resource.capacity > 1);
            if chairs.is_empty() {
                let message = "An appointment is for one; please enter 1.";
                return Err(Refusal::field("quantity", message));
            }
        }
        offer.rules.check_quantity(quantity)?;
        // The guest is told what was booked by the name under which it is listed.
        let anyone = wished.resource.is_none() && self.assignment == Assignment::LeastBusy;
        let item = |chair: &Chair| {
            let id = (!anyone).then_some(&chair.resource.id);
            let slot = self.slot(offer, chair, duration, date, wished.start, id)?;
            Some(slot.into_item(offer, quantity))
        };
        chairs.iter().map(|chair| item(chair).ok_or(Refusal::Unknown)).collect()
    }

    pub(crate) fn cells(
        &self,
        scene: Scene<'_>,
        from: Date,
        to: Date,
    ) -> Vec<(ResourceId, CellRange)> {
        let Some((start, end)) = scene.zone.span(from, to) else { return Vec::new() };
        let cells = |chair: Chair| {
            (chair.resource.id.clone(), self.with_buffers(start, end, chair.tick_minutes))
        };
        self.chairs(scene).map(cells).collect()
    }

    /// The first and last date whose slots may touch some cells of a resource.
    pub(crate) fn dates(
        &self,
        zone: &Zone,
        resource: &Resource,
        cells: CellRange,
    ) -> Option<(Date, Date)> {
        let (start, end) = cells.tick_span(resource.cells.tick_minutes()?);
        // The appointment itself, all of it on one date, meets the cells widened by the buffers.
        Some(zone.dates(
            start.minus_minutes(self.buffer_after_minutes),
            end.plus_minutes(self.buffer_before_minutes),
        ))
    }

    /// The most places that one booking can have, as far as the resources decide.
    pub(crate) fn most_at_once(&self, resources: &[Resource]) -> u32 {
        let named = resources.iter().filter(|resource| self.resources.contains(&resource.id));
        named.map(|resource| resource.capacity).fold(1, u32::max)
    }

    fn chairs<'a>(&'a self, scene: Scene<'a>) -> impl Iterator<Item = Chair<'a>> {
        self.resources.iter().filter_map(move |id| {
            let resource = scene.resource(id)?;
            // No cell is zero minutes long.
            let tick_minutes = resource.cells.tick_minutes().filter(|minutes| *minutes > 0)?;
            Some(Chair { resource, tick_minutes })
        })
    }

    fn starts(&self, zone: &Zone, date: Date, duration: &Duration) -> Vec<UnixMillis> {
        self.schedule.day(zone, date).starts(self.step_minutes, duration.minutes)
    }

    fn claimed(&self, chair: &Chair, start: UnixMillis, duration: &Duration) -> CellRange {
        self.with_buffers(start, start.plus_minutes(duration.minutes), chair.tick_minutes)
    }

    fn with_buffers(&self, start: UnixMillis, end: UnixMillis, tick_minutes: u32) -> CellRange {
        CellRange::of_ticks(
            start.minus_minutes(self.buffer_before_minutes),
            end.plus_minutes(self.buffer_after_minutes),
            tick_minutes,
        )
    }

    /// `named` is whom the slot's id names.
    fn slot(
        &self,
        offer: &Offer,
        chair: &Chair,
        duration: &Duration,
        date: Date,
        start: UnixMillis,
        named: Option<&ResourceId>,
    ) -> Option<Slot> {
        let is_first =
            self.durations.first().is_some_and(|first| first.minutes == duration.minutes);
        let id = AppointmentSlot {
            start,
            minutes: (!is_first).then_some(duration.minutes),
            resource: named.cloned(),
        };
        Some(Slot {
            id: id.id()?,
            resource: chair.resource.id.clone(),
            date,
            start,
            end: start.plus_minutes(duration.minutes),
            cells: self.claimed(chair, start, duration),
            left: 0,
            capacity: 0,
            held_until: None,
            price: duration.price.filter(|price| Some(*price) != offer.price),
            is_arrival: true,
            closes_at: Some(offer.rules.closes_at(start)),
        })
    }
}
