//! Appointments: a length of one person's time.

use crate::{
    CellRange, Closed, Occupancy, Refusal, Resource, ResourceId, Schedule, Slot, SlotId,
    UnixMillis, Zone,
};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

/// The rules of an appointment. The appointment itself lies within opening hours; its buffers may
/// reach beyond them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    pub duration_minutes: u32,
    /// Starts are offered every so many minutes of local time from each opening on.
    pub step_minutes: u16,
    /// Time the resource needs before and after; claimed with the appointment.
    #[serde(default)]
    pub buffer_before_minutes: u32,
    #[serde(default)]
    pub buffer_after_minutes: u32,
    /// The latest booking is this long before the start.
    #[serde(default)]
    pub notice_minutes: u32,
    /// The furthest bookable date is today, at the venue, and so many days.
    pub horizon_days: u32,
    pub schedule: Schedule,
    /// Who can give it, in the order guests see them.
    pub resources: Vec<ResourceId>,
}

/// What an appointment's [`SlotId`] says: `20261123T0800Z-ana` is 08:00 UTC with Ana.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentSlot {
    pub start: UnixMillis,
    pub resource: ResourceId,
}

impl AppointmentSlot {
    const START_LEN: usize = "20261123T0800Z".len();

    #[must_use]
    pub fn parse(id: &SlotId) -> Option<Self> {
        let (start, resource) = id.as_str().split_at_checked(Self::START_LEN)?;
        let resource = resource.strip_prefix('-')?;
        let start = start.strip_suffix('Z')?;
        if !start.bytes().all(|b| b.is_ascii_digit() || b == b'T') {
            return None;
        }
        let start = DateTime::strptime("%Y%m%dT%H%M", start).ok()?;
        let start = Offset::UTC.to_timestamp(start).ok()?;
        Some(Self {
            start: UnixMillis(start.as_millisecond()),
            resource: ResourceId::parse(resource).ok()?,
        })
    }

    /// `None` outside the years 0 to 9999.
    #[must_use]
    pub fn id(&self) -> Option<SlotId> {
        let start = jiff::Timestamp::from_millisecond(self.start.0).ok()?;
        let start = Offset::UTC.to_datetime(start);
        let text = format!("{}Z-{}", start.strftime("%Y%m%dT%H%M"), self.resource);
        SlotId::parse(&text).ok()
    }
}

impl Appointment {
    /// All slots that start on the dates `from` to `to`, both included, and can still be booked by
    /// the rules at `now`, in order of start and then of `self.resources`; those that are occupied
    /// have nothing left.
    #[must_use]
    pub fn slots(
        &self,
        zone: &Zone,
        resources: &[Resource],
        from: Date,
        to: Date,
        now: UnixMillis,
        occupancy: &Occupancy,
    ) -> Vec<Slot> {
        let mut slots = Vec::new();
        let last = to.min(self.last_date(zone, now));
        let mut date = from.max(zone.date(now));
        while date <= last {
            for start in self.starts(zone, date) {
                if start < now.plus_minutes(self.notice_minutes) || start <= now {
                    continue;
                }
                let slot = |id: &ResourceId| {
                    let resource = resources.iter().find(|resource| resource.id == *id)?;
                    Some(occupancy.settle(self.slot_at(resource, date, start)?))
                };
                slots.extend(self.resources.iter().filter_map(slot));
            }
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
        slots
    }

    /// The slot an id names, whatever occupies it, if the rules allow booking it at `now`.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] when this offer never has such a slot by its form or resource;
    /// [`Refusal::Closed`] with the rule otherwise.
    pub fn slot(
        &self,
        zone: &Zone,
        resources: &[Resource],
        id: &SlotId,
        now: UnixMillis,
    ) -> Result<Slot, Refusal> {
        let named = AppointmentSlot::parse(id).ok_or(Refusal::Unknown)?;
        let known = |resource: &&Resource| resource.id == named.resource;
        let resource = resources
            .iter()
            .find(known)
            .filter(|resource| self.resources.contains(&resource.id))
            .ok_or(Refusal::Unknown)?;
        let closed = |reason| Err(Refusal::Closed { reason });
        let date = zone.date(named.start);
        if named.start <= now {
            return closed(Closed::Past);
        }
        if named.start < now.plus_minutes(self.notice_minutes) {
            return closed(Closed::Notice { minutes: self.notice_minutes });
        }
        if date > self.last_date(zone, now) {
            return closed(Closed::Horizon { days: self.horizon_days });
        }
        if !self.starts(zone, date).contains(&named.start) {
            return closed(Closed::OutsideHours);
        }
        self.slot_at(resource, date, named.start).ok_or(Refusal::Unknown)
    }

    /// The last date on which a slot may start.
    #[must_use]
    pub fn last_date(&self, zone: &Zone, now: UnixMillis) -> Date {
        let today = zone.date(now);
        today.saturating_add(i64::from(self.horizon_days.min(36_500)).days())
    }

    /// The cells of a resource that decide over slots on the dates `from` to `to`.
    #[must_use]
    pub fn cells(
        &self,
        zone: &Zone,
        resource: &Resource,
        from: Date,
        to: Date,
    ) -> Option<CellRange> {
        let (start, end) = zone.span(from, to)?;
        Some(CellRange::of_ticks(
            start.minus_minutes(self.buffer_before_minutes),
            end.plus_minutes(self.buffer_after_minutes),
            resource.tick_minutes,
        ))
    }

    /// The first and last date whose slots may touch some cells of a resource.
    #[must_use]
    pub fn dates(&self, zone: &Zone, resource: &Resource, cells: CellRange) -> (Date, Date) {
        let (start, end) = cells.tick_span(resource.tick_minutes);
        (
            zone.date(start.minus_minutes(self.buffer_after_minutes)),
            zone.date(end.plus_minutes(self.buffer_before_minutes)),
        )
    }

    fn starts(&self, zone: &Zone, date: Date) -> Vec<UnixMillis> {
        let day = self.schedule.day(zone, date);
        day.starts(self.step_minutes, self.duration_minutes)
    }

    fn slot_at(&self, resource: &Resource, date: Date, start: UnixMillis) -> Option<Slot> {
        let end = start.plus_minutes(self.duration_minutes);
        let id = AppointmentSlot { start, resource: resource.id.clone() };
        Some(Slot {
            id: id.id()?,
            resource: resource.id.clone(),
            date,
            start,
            end,
            cells: CellRange::of_ticks(
                start.minus_minutes(self.buffer_before_minutes),
                end.plus_minutes(self.buffer_after_minutes),
                resource.tick_minutes,
            ),
            left: 1,
            capacity: 1,
            held_until: None,
        })
    }
}
