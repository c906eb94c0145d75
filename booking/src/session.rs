//! Sessions: classes, events and whatever else has places at fixed times.

use crate::{
    Cell, CellRange, Closed, Item, Occupancy, Offer, Refusal, ResourceId, Scene, Slot, SlotId,
    UnixMillis, Weekday, Wish, Zone, utc_minute,
};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// When a session takes place. All times are the venue's, to the minute. One that the clocks skip
/// does not take place; one that they show twice takes place once, at the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Whose places are sold anew for each start.
    pub resource: ResourceId,
    pub duration_minutes: u32,
    #[serde(default)]
    pub week: Vec<WeeklyStart>,
    /// Starts that belong to no week.
    #[serde(default)]
    pub dates: BTreeSet<DateTime>,
    /// The starts on a date that hold instead of the weekly ones; none calls these off.
    #[serde(default)]
    pub exceptions: BTreeMap<Date, Vec<Time>>,
}

/// A start that comes every week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyStart {
    pub weekday: Weekday,
    pub time: Time,
}

impl Session {
    const MINUTE: i64 = 60_000;

    pub(crate) fn slots(
        &self,
        offer: &Offer,
        scene: Scene<'_>,
        (from, to): (Date, Date),
        occupancy: &Occupancy,
    ) -> Vec<Slot> {
        let mut slots = Vec::new();
        if scene.resource(&self.resource).is_none() {
            return slots;
        }
        for date in from.series(1.day()).take_while(|date| *date <= to) {
            let starts = self.starts(scene.zone, date).into_iter();
            let open = starts.filter(|start| offer.rules.is_open(*start, scene.now));
            slots.extend(open.filter_map(|start| {
                let slot = self.slot(offer, date, start)?;
                let room = occupancy.room(&slot.resource, slot.cells);
                Some(slot.settle(room))
            }));
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
        let start = utc_minute::parse(wish.slot()?.as_str()).ok_or(Refusal::Unknown)?;
        scene.resource(&self.resource).ok_or(Refusal::Unknown)?;
        let date = scene.zone.date(start);
        offer.rules.check_start(scene, start, date)?;
        if !self.starts(scene.zone, date).contains(&start) {
            return Err(Refusal::Closed { reason: Closed::OutsideHours });
        }
        offer.rules.check_quantity(quantity)?;
        let slot = self.slot(offer, date, start).ok_or(Refusal::Unknown)?;
        Ok(vec![slot.into_item(offer, quantity)])
    }

    pub(crate) fn cells(
        &self,
        scene: Scene<'_>,
        from: Date,
        to: Date,
    ) -> Vec<(ResourceId, CellRange)> {
        let Some((start, end)) = scene.zone.span(from, to) else { return Vec::new() };
        vec![(self.resource.clone(), CellRange::of_ticks(start, end, 1))]
    }

    /// The first and last date whose slots may touch some cells.
    pub(crate) fn dates(zone: &Zone, cells: CellRange) -> Option<(Date, Date)> {
        let (start, end) = cells.tick_span(1);
        Some(zone.dates(start, end))
    }

    /// The starts on a date, in order.
    fn starts(&self, zone: &Zone, date: Date) -> BTreeSet<UnixMillis> {
        let mut times: BTreeSet<Time> = match self.exceptions.get(&date) {
            Some(times) => times.iter().copied().collect(),
            None => {
                let weekday = Weekday::of(date);
                let weekly = self.week.iter().filter(|weekly| weekly.weekday == weekday);
                weekly.map(|weekly| weekly.time).collect()
            }
        };
        let single = self.dates.range(date.to_datetime(Time::MIN)..=date.to_datetime(Time::MAX));
        times.extend(single.map(|start| start.time()));
        times.into_iter().filter_map(|time| zone.first_showing(date.to_datetime(time))).collect()
    }

    fn slot(&self, offer: &Offer, date: Date, start: UnixMillis) -> Option<Slot> {
        let cell = start.0.div_euclid(Self::MINUTE);
        Some(Slot {
            id: SlotId::parse(&utc_minute::format(start)?).ok()?,
            resource: self.resource.clone(),
            date,
            start,
            end: start.plus_minutes(self.duration_minutes),
            cells: CellRange { first: Cell(cell), end: Cell(cell + 1) },
            left: 0,
            capacity: 0,
            held_until: None,
            price: None,
            is_arrival: true,
            closes_at: Some(offer.rules.closes_at(start)),
        })
    }
}
