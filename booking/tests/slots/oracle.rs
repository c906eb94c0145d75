//! The rules of an appointment, applied minute by minute with nothing but jiff's answer to what a
//! clock shows at an instant.

use crate::world::World;
use booking::{Cell, CellRange, Closed, Slot, SlotId, UnixMillis};
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60;

/// One minute of real time and what the rules see in it.
#[derive(Debug, Clone)]
pub struct Minute {
    pub start: UnixMillis,
    pub date: Date,
    /// Whether the hours of its date are open at this time of day.
    is_open: bool,
    /// Whether the step from the beginning of its opening lands on it.
    on_step: bool,
    /// Open minutes of the same date from this one on without a break.
    open_for: i64,
}

/// The minutes of some dates and of the days around them.
pub struct Minutes(Vec<Minute>);

/// What the rules say of a start, whoever occupies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Offered,
    Closed(Closed),
}

impl Minutes {
    pub fn walk(world: &World) -> Self {
        let zone = TimeZone::get(world.zone.name()).unwrap();
        let midnight = |date: Date| Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).unwrap();
        // Two days on either side hold a date whole, whatever its offset; one more for the runs.
        let first = midnight(world.from.saturating_sub(3.days())).as_millisecond() / MINUTE;
        let end = midnight(world.to.saturating_add(3.days())).as_millisecond() / MINUTE;
        let mut hours = OpenHours::of(world, world.from);
        let mut minutes: Vec<Minute> = (first..end)
            .map(|minute| {
                let local = local(&zone, minute * MINUTE);
                if hours.date != local.date() {
                    hours = OpenHours::of(world, local.date());
                }
                hours.minute(UnixMillis(minute * MINUTE), local)
            })
            .collect();
        for i in (0..minutes.len()).rev() {
            let after = minutes.get(i + 1).filter(|m| m.date == minutes[i].date);
            let after = after.map_or(0, |next| next.open_for);
            minutes[i].open_for = if minutes[i].is_open { after + 1 } else { 0 };
        }
        Self(minutes)
    }

    /// Without the outermost day, whose runs are cut off.
    pub fn all(&self) -> impl Iterator<Item = &Minute> {
        let day = usize::try_from(DAY).unwrap();
        self.0.iter().skip(day).take(self.0.len() - 2 * day)
    }
}

/// The hours of one clock's day.
struct OpenHours {
    date: Date,
    /// For each minute that is open, where in its opening it is.
    since_opening: [Option<usize>; DAY as usize],
    step: usize,
}

impl OpenHours {
    /// Openings that touch or overlap become one by themselves.
    fn of(world: &World, date: Date) -> Self {
        let mut open = [false; DAY as usize];
        for (from, to) in world.openings(date) {
            open[usize::from(*from)..usize::from(*to)].fill(true);
        }
        let mut since_opening = [None; DAY as usize];
        for minute in (0..open.len()).filter(|minute| open[*minute]) {
            let before = minute.checked_sub(1).and_then(|m| since_opening[m]);
            since_opening[minute] = Some(before.map_or(0, |before: usize| before + 1));
        }
        Self { date, since_opening, step: usize::from(world.appointment.step_minutes) }
    }

    fn minute(&self, start: UnixMillis, local: DateTime) -> Minute {
        let of_day = i64::from(local.hour()) * 60 + i64::from(local.minute());
        let since = self.since_opening[usize::try_from(of_day).unwrap()];
        Minute {
            start,
            date: self.date,
            is_open: since.is_some(),
            on_step: since.is_some_and(|since| since.is_multiple_of(self.step)),
            open_for: 0,
        }
    }
}

fn local(zone: &TimeZone, instant: i64) -> DateTime {
    zone.to_datetime(Timestamp::from_millisecond(instant).unwrap())
}

pub fn verdict(world: &World, minute: &Minute) -> Verdict {
    let offer = &world.appointment;
    let zone = TimeZone::get(world.zone.name()).unwrap();
    let today = local(&zone, world.now.0).date();
    let last = today.saturating_add(i64::from(offer.horizon_days).days());
    let notice = i64::from(offer.notice_minutes) * MINUTE;
    if minute.start.0 <= world.now.0 {
        Verdict::Closed(Closed::Past)
    } else if minute.start.0 < world.now.0 + notice {
        let minutes = offer.notice_minutes;
        Verdict::Closed(Closed::Notice { minutes })
    } else if minute.date > last {
        let days = offer.horizon_days;
        Verdict::Closed(Closed::Horizon { days })
    } else if minute.on_step && minute.open_for >= i64::from(offer.duration_minutes) {
        Verdict::Offered
    } else {
        Verdict::Closed(Closed::OutsideHours)
    }
}

/// All slots of the world's dates, in order.
pub fn slots(world: &World, minutes: &Minutes) -> Vec<Slot> {
    let mut slots = Vec::new();
    for minute in minutes.all() {
        let in_range = (world.from..=world.to).contains(&minute.date);
        if !in_range || verdict(world, minute) != Verdict::Offered {
            continue;
        }
        for id in &world.appointment.resources {
            let resource = world.resources.iter().find(|r| r.id == *id).unwrap();
            slots.push(slot(world, minute, resource));
        }
    }
    slots
}

fn slot(world: &World, minute: &Minute, resource: &booking::Resource) -> Slot {
    let offer = &world.appointment;
    let start = minute.start.0 / MINUTE;
    let end = start + i64::from(offer.duration_minutes);
    let tick = i64::from(resource.tick_minutes);
    let occupied =
        start - i64::from(offer.buffer_before_minutes)..end + i64::from(offer.buffer_after_minutes);
    let mut cells: Vec<i64> = occupied.map(|m| m.div_euclid(tick)).collect();
    cells.dedup();
    let met = world
        .claims
        .iter()
        .filter(|claim| claim.resource == resource.id && cells.contains(&claim.cell.0));
    let met: Vec<Option<UnixMillis>> = met.map(|claim| claim.until).collect();
    let for_good = met.contains(&None);
    Slot {
        id: slot_id(minute.start, resource.id.as_str()),
        resource: resource.id.clone(),
        date: minute.date,
        start: minute.start,
        end: UnixMillis(end * MINUTE),
        cells: CellRange { first: Cell(cells[0]), end: Cell(cells[cells.len() - 1] + 1) },
        left: u32::from(met.is_empty()),
        capacity: 1,
        held_until: met.into_iter().flatten().max().filter(|_| !for_good),
    }
}

fn slot_id(start: UnixMillis, resource: &str) -> SlotId {
    let utc = Offset::UTC.to_datetime(Timestamp::from_millisecond(start.0).unwrap());
    let text = format!(
        "{:04}{:02}{:02}T{:02}{:02}Z-{resource}",
        utc.year(),
        utc.month(),
        utc.day(),
        utc.hour(),
        utc.minute()
    );
    SlotId::parse(&text).unwrap()
}
