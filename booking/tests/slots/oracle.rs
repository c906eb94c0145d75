//! The rules of an appointment, applied minute by minute with nothing but jiff's answer to what a
//! clock shows at an instant.

use crate::place::{self, MINUTE};
use crate::setting::Setting;
use crate::world::World;
use booking::{
    Assignment, Cell, CellRange, Closed, Duration, Resource, ResourceId, Room, Slot, SlotId,
    UnixMillis,
};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

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
        let mut hours = OpenHours::of(world, world.from);
        // Two days on either side hold a date whole, whatever its offset; one more for the runs.
        let mut minutes: Vec<Minute> = place::minutes(world.zone.name(), (world.from, world.to), 3)
            .map(|(start, local)| {
                if hours.date != local.date() {
                    hours = OpenHours::of(world, local.date());
                }
                hours.minute(start, local)
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
        Self { date, since_opening, step: usize::from(world.appointment().step_minutes) }
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

/// What the rules that know no kind say of a start; `last` is the date of its last part.
pub fn in_time(setting: &Setting, start: UnixMillis, last: Date) -> Verdict {
    let rules = &setting.offer.rules;
    if start.0 <= setting.now.0 {
        Verdict::Closed(Closed::Past)
    } else if start.0 < setting.now.0 + i64::from(rules.notice_minutes) * MINUTE {
        Verdict::Closed(Closed::Notice { minutes: rules.notice_minutes })
    } else if last > setting.today.saturating_add(i64::from(rules.horizon_days).days()) {
        Verdict::Closed(Closed::Horizon { days: rules.horizon_days })
    } else {
        Verdict::Offered
    }
}

pub fn verdict(world: &World, minute: &Minute, duration: &Duration) -> Verdict {
    match in_time(&world.setting, minute.start, minute.date) {
        Verdict::Offered if minute.on_step && minute.open_for >= i64::from(duration.minutes) => {
            Verdict::Offered
        }
        Verdict::Offered => Verdict::Closed(Closed::OutsideHours),
        closed => closed,
    }
}

/// All slots of the world's dates, in order.
pub fn slots(world: &World, minutes: &Minutes) -> Vec<Slot> {
    let mut slots = Vec::new();
    let Some(duration) = world.duration() else { return slots };
    for minute in minutes.all() {
        let in_range = (world.from..=world.to).contains(&minute.date);
        if !in_range || verdict(world, minute, duration) != Verdict::Offered {
            continue;
        }
        let all = world.appointment().resources.iter().map(|id| {
            let cells = cells(world, minute.start, duration, world.resource(id));
            slot(world, minute, duration, id, world.room(id, cells.into_iter()))
        });
        let all: Vec<Slot> = all.collect();
        if world.appointment().assignment == Assignment::GuestChooses {
            slots.extend(all);
            continue;
        }
        let left = all.iter().map(|slot| slot.left).sum();
        let freed = all.iter().filter_map(|slot| slot.held_until).min();
        slots.push(Slot {
            id: slot_id(world, minute.start, duration, None),
            left,
            capacity: all.iter().map(|slot| slot.capacity).sum(),
            held_until: freed.filter(|_| left == 0),
            ..all[0].clone()
        });
    }
    slots
}

pub fn slot(
    world: &World,
    minute: &Minute,
    duration: &Duration,
    resource: &ResourceId,
    room: Room,
) -> Slot {
    let start = minute.start;
    let notice = i64::from(world.offer.rules.notice_minutes) * MINUTE;
    let cells = cells(world, start, duration, world.resource(resource));
    Slot {
        id: slot_id(world, start, duration, Some(resource)),
        resource: resource.clone(),
        date: minute.date,
        start,
        end: UnixMillis(start.0 + i64::from(duration.minutes) * MINUTE),
        cells: CellRange { first: Cell(cells[0]), end: Cell(cells[cells.len() - 1] + 1) },
        left: room.left,
        capacity: room.capacity,
        held_until: room.held_until,
        price: duration.price.filter(|price| Some(*price) != world.offer.price),
        is_arrival: true,
        closes_at: Some(UnixMillis(if notice == 0 { start.0 } else { start.0 - notice + 1 })),
    }
}

fn cells(world: &World, start: UnixMillis, duration: &Duration, resource: &Resource) -> Vec<i64> {
    let appointment = world.appointment();
    let start = start.0 / MINUTE;
    let end = start + i64::from(duration.minutes);
    let tick = i64::from(resource.cells.tick_minutes().unwrap());
    let occupied = start - i64::from(appointment.buffer_before_minutes)
        ..end + i64::from(appointment.buffer_after_minutes);
    let mut cells: Vec<i64> = occupied.map(|m| m.div_euclid(tick)).collect();
    cells.dedup();
    cells
}

pub fn slot_id(
    world: &World,
    start: UnixMillis,
    duration: &Duration,
    resource: Option<&ResourceId>,
) -> SlotId {
    let is_first = world.appointment().durations[0].minutes == duration.minutes;
    let minutes = if is_first { String::new() } else { format!("_{}", duration.minutes) };
    let resource = resource.map_or(String::new(), |resource| format!("-{resource}"));
    SlotId::parse(&format!("{}{minutes}{resource}", utc_minute(start))).unwrap()
}

pub fn utc_minute(start: UnixMillis) -> String {
    let utc = Offset::UTC.to_datetime(jiff::Timestamp::from_millisecond(start.0).unwrap());
    format!(
        "{:04}{:02}{:02}T{:02}{:02}Z",
        utc.year(),
        utc.month(),
        utc.day(),
        utc.hour(),
        utc.minute()
    )
}
