//! Offers, dates and claims to look at, most of them near a change of the clocks.

use booking::{
    Appointment, Cell, Opening, Resource, ResourceId, Schedule, UnixMillis, WeekHours, Zone,
};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::Offset;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use std::collections::BTreeMap;

/// Zones, each with local dates on or beside which its clocks change.
const ZONES: [(&str, &[Date]); 10] = [
    ("Europe/Berlin", &[date(2026, 3, 29), date(2026, 10, 25)]),
    ("America/New_York", &[date(2026, 3, 8), date(2026, 11, 1)]),
    ("Australia/Lord_Howe", &[date(2026, 4, 5), date(2026, 10, 4)]),
    ("Africa/Casablanca", &[date(2026, 2, 15), date(2026, 3, 22)]),
    ("Pacific/Apia", &[date(2011, 12, 30), date(2011, 9, 24)]),
    ("Africa/Cairo", &[date(2026, 4, 24), date(2026, 10, 29)]),
    ("Asia/Kathmandu", &[date(1986, 1, 1), date(2026, 6, 1)]),
    // Repeats the last hour before midnight, and skips the first after it.
    ("America/Sao_Paulo", &[date(2018, 2, 17), date(2018, 11, 4)]),
    ("Antarctica/Troll", &[date(2026, 3, 29), date(2026, 10, 25)]),
    ("UTC", &[date(2026, 2, 28)]),
];

/// From and to, in minutes of a clock's day.
pub type Hours = Vec<(u16, u16)>;

#[derive(Debug, Clone)]
pub struct Claim {
    pub resource: ResourceId,
    pub cell: Cell,
    pub until: Option<UnixMillis>,
}

#[derive(Debug)]
pub struct World {
    pub zone: Zone,
    pub appointment: Appointment,
    pub resources: Vec<Resource>,
    pub from: Date,
    pub to: Date,
    pub now: UnixMillis,
    pub claims: Vec<Claim>,
    week: [Hours; 7],
    exceptions: BTreeMap<Date, Hours>,
}

impl World {
    /// What the schedule was made from: its own types do not show their minutes.
    pub fn openings(&self, date: Date) -> &[(u16, u16)] {
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap();
        self.exceptions.get(&date).unwrap_or(&self.week[weekday])
    }
}

#[derive(Debug, Clone)]
struct Rules {
    duration: u32,
    step: u16,
    before: u32,
    after: u32,
    notice: u32,
    horizon: u32,
    week: [Hours; 7],
    ticks: [u32; 3],
    named: Vec<usize>,
}

/// Where in time, relative to the first date's midnight in UTC.
#[derive(Debug, Clone)]
struct Place {
    zone: &'static str,
    from: Date,
    days: i64,
    now_ms: i64,
}

pub fn any() -> impl Strategy<Value = World> {
    let claim = (0usize..3, -400i64..4 * 1440, 1i64..100, held());
    (place(), rules(), exceptions(), vec(claim, 0..12)).prop_map(
        |(place, rules, exceptions, claims)| {
            let exceptions = exceptions
                .into_iter()
                .map(|(day, hours)| (place.from.saturating_add(day.days()), hours))
                .collect();
            build(&place, rules, exceptions, &claims)
        },
    )
}

/// Always the same, near no change of the clocks and with plenty of time.
pub fn fixed() -> World {
    let place = Place { zone: "UTC", from: date(2026, 6, 1), days: 1, now_ms: 8 * 3_600_000 };
    let rules = Rules {
        duration: 30,
        step: 30,
        before: 0,
        after: 0,
        notice: 0,
        horizon: 10,
        week: std::array::from_fn(|_| vec![(9 * 60, 17 * 60)]),
        ticks: [15; 3],
        named: vec![0],
    };
    build(&place, rules, BTreeMap::new(), &[])
}

fn place() -> impl Strategy<Value = Place> {
    let near = select(&ZONES[..]).prop_flat_map(|(zone, dates)| {
        let days = prop_oneof![6 => -1i64..=0, 1 => -3i64..=3, 1 => -200i64..200];
        (Just(zone), select(dates), days)
    });
    let now = prop_oneof![
        4 => -20 * 86_400_000i64..0,
        1 => -86_400_000i64..3 * 86_400_000,
        // To the quarter of an hour, where a start can be now itself.
        1 => (-96i64..3 * 96).prop_map(|quarter| quarter * 900_000),
    ];
    (near, 2i64..=3, now).prop_map(|((zone, date, offset), days, now_ms)| Place {
        zone,
        from: date.saturating_add(offset.days()),
        days,
        now_ms,
    })
}

fn rules() -> impl Strategy<Value = Rules> {
    let duration =
        prop_oneof![6 => select(vec![15u32, 30, 45, 60, 90]), 2 => 1u32..200, 1 => 200u32..1600];
    let step = prop_oneof![3 => select(vec![5u16, 15, 20, 30, 60]), 1 => 1u16..=1440];
    let buffer = || prop_oneof![Just(0u32), Just(10), 0u32..120];
    let notice = prop_oneof![Just(0u32), Just(60), 0u32..3000];
    let horizon = prop_oneof![4 => 20u32..400, 1 => 0u32..20];
    let week: [_; 7] = std::array::from_fn(|_| hours());
    let ticks: [_; 3] = std::array::from_fn(|_| select(vec![1u32, 3, 5, 15]));
    let named = subsequence(vec![0usize, 1, 2], 1..=2).prop_shuffle();
    (duration, step, (buffer(), buffer()), notice, horizon, week, ticks, named).prop_map(
        |(duration, step, (before, after), notice, horizon, week, ticks, named)| Rules {
            duration,
            step,
            before,
            after,
            notice,
            horizon,
            week,
            ticks,
            named,
        },
    )
}

/// One to three openings; each but the first may lie anywhere, touch the one before or overlap it.
fn hours() -> impl Strategy<Value = Hours> {
    let minute = prop_oneof![3 => (0u16..96).prop_map(|n| n * 15), 1 => 0u16..1440];
    // The clocks change at night.
    let start = prop_oneof![1 => minute, 2 => (0u16..12).prop_map(|n| n * 15), 1 => 1200u16..1440];
    let length =
        prop_oneof![2 => (1u16..50).prop_map(|n| n * 15), 1 => 1u16..400, 1 => 400u16..1440];
    let opening = (start, length, 0u8..3, 0u16..60);
    vec(opening, 1..=3).prop_map(|openings| {
        let mut hours: Hours = Vec::new();
        for (start, length, relation, back) in openings {
            let from = match (hours.last(), relation) {
                (Some((_, to)), 1) => *to,
                (Some((_, to)), 2) => to.saturating_sub(back),
                _ => start,
            };
            let from = from.min(1439);
            hours.push((from, (from + length).min(1440)));
        }
        hours
    })
}

fn exceptions() -> impl Strategy<Value = BTreeMap<i64, Hours>> {
    let hours = prop_oneof![1 => Just(Vec::new()), 3 => hours()];
    btree_map(-1i64..4, hours, 0..3)
}

/// Minutes from now at which a hold ends; a permanent claim has none.
fn held() -> impl Strategy<Value = Option<u32>> {
    prop_oneof![Just(None), (1u32..10).prop_map(Some)]
}

fn build(
    place: &Place,
    rules: Rules,
    exceptions: BTreeMap<Date, Hours>,
    claims: &[(usize, i64, i64, Option<u32>)],
) -> World {
    let names = ["ana", "Ben-2", "c_3"].map(|name| ResourceId::parse(name).unwrap());
    let midnight = Offset::UTC.to_timestamp(place.from.at(0, 0, 0, 0)).unwrap();
    let midnight = midnight.as_millisecond();
    let now = UnixMillis(midnight + place.now_ms);
    let opening = |(from, to): &(u16, u16)| Opening::new(*from, *to).unwrap();
    let openings = |hours: &Hours| hours.iter().map(opening).collect::<Vec<_>>();
    let mut cells: BTreeMap<(usize, i64), Option<UnixMillis>> = BTreeMap::new();
    for (resource, offset, minutes, held) in claims {
        let first = midnight / 60_000 + offset;
        for minute in first..first + minutes {
            let cell = minute.div_euclid(i64::from(rules.ticks[*resource]));
            let until = held.map(|held| now.plus_minutes(held));
            cells.entry((*resource, cell)).or_insert(until);
        }
    }
    let claim = |((resource, cell), until): ((usize, i64), _)| Claim {
        resource: names[resource].clone(),
        cell: Cell(cell),
        until,
    };
    World {
        zone: Zone::parse(place.zone).unwrap(),
        appointment: Appointment {
            duration_minutes: rules.duration,
            step_minutes: rules.step,
            buffer_before_minutes: rules.before,
            buffer_after_minutes: rules.after,
            notice_minutes: rules.notice,
            horizon_days: rules.horizon,
            schedule: Schedule {
                week: WeekHours::new(std::array::from_fn(|day| openings(&rules.week[day]))),
                exceptions: exceptions
                    .iter()
                    .map(|(date, hours)| (*date, openings(hours)))
                    .collect(),
            },
            resources: rules.named.iter().map(|i| names[*i].clone()).collect(),
        },
        resources: (names.iter().zip(rules.ticks))
            .map(|(id, tick_minutes)| Resource {
                id: id.clone(),
                title: id.to_string(),
                tick_minutes,
            })
            .collect(),
        from: place.from,
        to: place.from.saturating_add((place.days - 1).days()),
        now,
        claims: cells.into_iter().map(claim).collect(),
        week: rules.week,
        exceptions,
    }
}
