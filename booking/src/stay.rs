//! Stays: nights in a room.

use crate::{
    Cell, CellRange, Closed, DaySet, Item, KindName, NightPrices, Occupancy, Offer, Price, Refusal,
    ResourceId, Scene, Slot, StaySlot, UnixMillis, Wish, Zone, night,
};
use jiff::ToSpan;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The rules of a stay. Check-in and check-out are the venue's time; when the clocks skip it, the
/// first instant after the gap, and when they show it twice, the first. A date that the zone skips
/// has no night.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    /// The rooms of one type.
    pub resource: ResourceId,
    pub check_in: Time,
    pub check_out: Time,
    pub min_nights: u32,
    pub max_nights: u32,
    /// By the dates on which they begin.
    #[serde(default)]
    pub closed_nights: BTreeSet<Date>,
    #[serde(default)]
    pub closed_to_arrival: DaySet,
    #[serde(default)]
    pub closed_to_departure: DaySet,
    /// Nights that the room is kept free after each stay; claimed with it.
    #[serde(default)]
    pub turnover_nights: u32,
    /// The offer's price where there is none.
    #[serde(default)]
    pub prices: NightPrices,
}

impl Stay {
    pub(crate) fn slots(
        &self,
        offer: &Offer,
        scene: Scene<'_>,
        (from, to): (Date, Date),
        occupancy: &Occupancy,
    ) -> Vec<Slot> {
        if scene.resource(&self.resource).is_none() {
            return Vec::new();
        }
        let dates = from.series(1.day()).take_while(|date| *date <= to);
        let slots = dates.filter_map(|date| {
            // The nights of turnover are left out: a longer stay has its turnover elsewhere.
            let room = occupancy.room(&self.resource, night::cells(date, date.tomorrow().ok()?, 0));
            Some(self.slot(offer, scene.zone, date)?.settle(room))
        });
        slots.filter(|slot| offer.rules.is_open(slot.start, scene.now)).collect()
    }

    pub(crate) fn items(
        &self,
        offer: &Offer,
        scene: Scene<'_>,
        wish: &Wish,
        quantity: u32,
    ) -> Result<Vec<Item>, Refusal> {
        let StaySlot { from, to } = match wish {
            Wish::Slot(id) => StaySlot::parse(id).ok_or(Refusal::Unknown)?,
            Wish::Nights { from, to } if from < to => StaySlot { from: *from, to: *to },
            Wish::Nights { .. } => {
                let message = "The day of departure must be after the arrival.";
                return Err(Refusal::field("to", message));
            }
        };
        scene.resource(&self.resource).ok_or(Refusal::Unknown)?;
        let start = self.check_stay(offer, scene, from, to)?;
        offer.rules.check_quantity(quantity)?;
        let prices = nights(from, to).filter_map(|date| self.price(offer, date));
        let price = prices.reduce(Price::plus);
        Ok(vec![Item {
            offer: offer.id.clone(),
            kind: KindName::Stay,
            slot: StaySlot { from, to }.id().ok_or(Refusal::Unknown)?,
            start,
            end: self.check_out(scene.zone, to).ok_or(Refusal::Unknown)?,
            quantity,
            resource: self.resource.clone(),
            cells: night::cells(from, to, self.turnover_nights),
            amount: price.map(|price| price.times(quantity)),
        }])
    }

    pub(crate) fn cells(&self, from: Date, to: Date) -> Vec<(ResourceId, CellRange)> {
        let end = to.tomorrow().unwrap_or(to);
        let cells = night::cells(from, end, 0);
        if cells.is_empty() { Vec::new() } else { vec![(self.resource.clone(), cells)] }
    }

    /// The first and last night among some cells.
    pub(crate) fn dates(cells: CellRange) -> Option<(Date, Date)> {
        let last = Cell(cells.end.0.saturating_sub(1)).max(cells.first);
        Some((night::date_of(cells.first), night::date_of(last)))
    }

    /// The night that begins on a date, if it is offered. Whether a stay can be of this night alone
    /// is not asked.
    fn slot(&self, offer: &Offer, zone: &Zone, date: Date) -> Option<Slot> {
        if !self.has_night(zone, date) {
            return None;
        }
        let next = date.tomorrow().ok()?;
        let start = self.check_in(zone, date)?;
        Some(Slot {
            id: StaySlot { from: date, to: next }.id()?,
            resource: self.resource.clone(),
            date,
            start,
            end: self.check_out(zone, next)?,
            cells: night::cells(date, next, self.turnover_nights),
            left: 0,
            capacity: 0,
            held_until: None,
            price: self.price(offer, date),
            is_arrival: !self.closed_to_arrival.contains(date),
            closes_at: Some(offer.rules.closes_at(start)),
        })
    }

    /// The instant of check-in, if the rules allow the stay.
    fn check_stay(
        &self,
        offer: &Offer,
        scene: Scene<'_>,
        from: Date,
        to: Date,
    ) -> Result<UnixMillis, Refusal> {
        let last = to.yesterday().map_err(|_| Refusal::Unknown)?;
        let closed = |reason| Err(Refusal::Closed { reason });
        if from < scene.today() {
            return closed(Closed::Past);
        }
        let Some(start) = self.check_in(scene.zone, from) else {
            // Only the end of the calendar has no time to come.
            return closed(Closed::Horizon { days: offer.rules.horizon_days });
        };
        offer.rules.check_start(scene, start, last)?;
        let cells = night::cells(from, to, 0);
        if cells.len() < self.min_nights as usize {
            return closed(Closed::MinNights { nights: self.min_nights });
        }
        if cells.len() > self.max_nights as usize {
            return closed(Closed::MaxNights { nights: self.max_nights });
        }
        if self.closed_to_arrival.contains(from) {
            return closed(Closed::ClosedToArrival);
        }
        if self.closed_to_departure.contains(to) {
            return closed(Closed::ClosedToDeparture);
        }
        if !nights(from, to).all(|date| self.has_night(scene.zone, date)) {
            return closed(Closed::ClosedNight);
        }
        Ok(start)
    }

    fn has_night(&self, zone: &Zone, date: Date) -> bool {
        !self.closed_nights.contains(&date) && zone.has(date)
    }

    fn price(&self, offer: &Offer, date: Date) -> Option<Price> {
        self.prices.of(date).or(offer.price)
    }

    fn check_in(&self, zone: &Zone, date: Date) -> Option<UnixMillis> {
        zone.first_from(date.to_datetime(self.check_in))
    }

    fn check_out(&self, zone: &Zone, date: Date) -> Option<UnixMillis> {
        zone.first_from(date.to_datetime(self.check_out))
    }
}

/// The dates on which the nights from `from` to `to` begin, the last not included.
fn nights(from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(1.day()).take_while(move |date| *date < to)
}
