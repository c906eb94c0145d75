//! Appointments to look at.

use crate::place::{self, MINUTE, Place};
use crate::setting::{Setting, Taken};
use booking::{
    Appointment, Assignment, Cell, CellUse, Cells, Duration, Kind, Offer, OfferId, Opening, Price,
    Resource, ResourceId, Rules, Schedule, Slot, UnixMillis, WeekHours,
};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use std::collections::BTreeMap;
use std::ops::Deref;

/// From and to, in minutes of a clock's day.
pub type Hours = Vec<(u16, u16)>;

#[derive(Debug, Clone)]
pub struct World {
    pub setting: Setting,
    /// The duration that is asked for.
    pub asked: Option<u32>,
    week: [Hours; 7],
    exceptions: BTreeMap<Date, Hours>,
}

impl Deref for World {
    type Target = Setting;
    fn deref(&self) -> &Setting {
        &self.setting
    }
}

impl World {
    /// What the schedule was made from: its own types do not show their minutes.
    pub fn openings(&self, date: Date) -> &[(u16, u16)] {
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap();
        self.exceptions.get(&date).unwrap_or(&self.week[weekday])
    }

    pub fn appointment(&self) -> &Appointment {
        match &self.offer.kind {
            Kind::Appointment(appointment) => appointment,
            other => panic!("{other:?}"),
        }
    }

    /// The duration that is meant, if there is such a one.
    pub fn duration(&self) -> Option<&Duration> {
        let durations = &self.appointment().durations;
        match self.asked {
            None => durations.first(),
            Some(minutes) => durations.iter().find(|duration| duration.minutes == minutes),
        }
    }

    /// Of the duration asked for.
    pub fn listed(&self) -> Vec<Slot> {
        let occupancy = self.occupancy(self.taken.iter());
        self.offer.slots_of(self.scene(), self.from, self.to, &occupancy, self.asked)
    }
}

#[derive(Debug, Clone)]
struct Plan {
    durations: Vec<Duration>,
    asked: Option<u32>,
    step: u16,
    before: u32,
    after: u32,
    rules: Rules,
    price: Option<Price>,
    week: [Hours; 7],
    ticks: [u32; 3],
    capacities: [u32; 3],
    named: Vec<usize>,
    assignment: Assignment,
}

/// Resource, first minute, minutes, seats, minutes from now at which the hold among them ends.
type Claim = (usize, i64, i64, u32, Option<u32>);

pub fn any() -> impl Strategy<Value = World> {
    let claim = (0usize..3, -400i64..4 * 1440, 1i64..100, 1u32..=3, held());
    (place::any(), plan(), exceptions(), vec(claim, 0..12)).prop_map(
        |(place, plan, exceptions, claims)| {
            let exceptions = exceptions
                .into_iter()
                .map(|(day, hours)| (place.from.saturating_add(day.days()), hours))
                .collect();
            build(&place, plan, exceptions, &claims)
        },
    )
}

/// Always the same, near no change of the clocks and with plenty of time.
pub fn fixed() -> World {
    let from = date(2026, 6, 1);
    let now = UnixMillis(place::utc_midnight(from) + 8 * 3_600_000);
    let place = Place { zone: "UTC", from, to: from, now };
    let plan = Plan {
        durations: vec![Duration { minutes: 30, price: None }],
        asked: None,
        step: 30,
        before: 0,
        after: 0,
        rules: Rules { horizon_days: 10, ..Rules::default() },
        price: None,
        week: std::array::from_fn(|_| vec![(9 * 60, 17 * 60)]),
        ticks: [15; 3],
        capacities: [1; 3],
        named: vec![0],
        assignment: Assignment::GuestChooses,
    };
    build(&place, plan, BTreeMap::new(), &[])
}

fn durations() -> impl Strategy<Value = Vec<Duration>> {
    let minutes =
        prop_oneof![6 => select(vec![15u32, 30, 45, 60, 90]), 2 => 1u32..200, 1 => 200u32..1600];
    vec((minutes, price()), 1..=3).prop_map(|all| {
        let mut durations: Vec<Duration> = Vec::new();
        for (minutes, price) in all {
            if durations.iter().all(|duration| duration.minutes != minutes) {
                durations.push(Duration { minutes, price });
            }
        }
        durations
    })
}

pub fn price() -> impl Strategy<Value = Option<Price>> {
    proptest::option::of((0u64..10_000).prop_map(Price))
}

pub fn rules() -> impl Strategy<Value = Rules> {
    let notice = prop_oneof![Just(0u32), Just(60), 0u32..3000];
    let horizon = prop_oneof![4 => 20u32..400, 1 => 0u32..20];
    (notice, horizon, 1u32..4).prop_map(|(notice_minutes, horizon_days, max_quantity)| Rules {
        notice_minutes,
        horizon_days,
        max_quantity,
        ..Rules::default()
    })
}

fn plan() -> impl Strategy<Value = Plan> {
    let asked = prop_oneof![
        3 => Just(None),
        3 => proptest::option::of(0usize..3).prop_map(|index| index.map(Ok)),
        1 => (1u32..1600).prop_map(|minutes| Some(Err(minutes))),
    ];
    let step = prop_oneof![3 => select(vec![5u16, 15, 20, 30, 60]), 1 => 1u16..=1440];
    let buffer = || prop_oneof![Just(0u32), Just(10), 0u32..120];
    let week: [_; 7] = std::array::from_fn(|_| hours());
    let ticks: [_; 3] = std::array::from_fn(|_| select(vec![1u32, 3, 5, 15]));
    let capacities: [_; 3] = std::array::from_fn(|_| select(vec![1u32, 1, 1, 2, 3]));
    let named = subsequence(vec![0usize, 1, 2], 1..=3).prop_shuffle();
    let assignment = select(vec![Assignment::GuestChooses, Assignment::LeastBusy]);
    let resources = (ticks, capacities, named, assignment);
    ((durations(), asked), step, (buffer(), buffer()), (rules(), price()), week, resources)
        .prop_map(|((durations, asked), step, (before, after), (rules, price), week, resources)| {
            let asked = asked.map(|asked: Result<usize, u32>| match asked {
                Ok(index) => durations[index % durations.len()].minutes,
                Err(minutes) => minutes,
            });
            let (ticks, capacities, named, assignment) = resources;
            Plan {
                durations,
                asked,
                step,
                before,
                after,
                rules,
                price,
                week,
                ticks,
                capacities,
                named,
                assignment,
            }
        })
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
pub fn held() -> impl Strategy<Value = Option<u32>> {
    prop_oneof![Just(None), (1u32..10).prop_map(Some)]
}

fn build(place: &Place, plan: Plan, exceptions: BTreeMap<Date, Hours>, claims: &[Claim]) -> World {
    let names = ["ana", "Ben-2", "c_3"].map(|name| ResourceId::parse(name).unwrap());
    let opening = |(from, to): &(u16, u16)| Opening::new(*from, *to).unwrap();
    let openings = |hours: &Hours| hours.iter().map(opening).collect::<Vec<_>>();
    let mut cells: BTreeMap<(usize, i64), (u32, Option<UnixMillis>)> = BTreeMap::new();
    for (resource, offset, minutes, used, held) in claims {
        let first = place::utc_midnight(place.from) / MINUTE + offset;
        for minute in first..first + minutes {
            let cell = minute.div_euclid(i64::from(plan.ticks[*resource]));
            let until = held.map(|held| place.now.plus_minutes(held));
            cells.entry((*resource, cell)).or_insert((*used, until));
        }
    }
    let taken = |((resource, cell), (used, hold_ends)): ((usize, i64), _)| Taken {
        resource: names[resource].clone(),
        cell_use: CellUse { cell: Cell(cell), used, hold_ends },
    };
    let resources = names.iter().zip(plan.ticks).zip(plan.capacities);
    let resources = resources.map(|((id, minutes), capacity)| Resource {
        id: id.clone(),
        title: id.to_string(),
        cells: Cells::Ticks { minutes },
        capacity,
    });
    let appointment = Appointment {
        durations: plan.durations,
        step_minutes: plan.step,
        buffer_before_minutes: plan.before,
        buffer_after_minutes: plan.after,
        schedule: Schedule {
            week: WeekHours::new(std::array::from_fn(|day| openings(&plan.week[day]))),
            exceptions: exceptions.iter().map(|(date, hours)| (*date, openings(hours))).collect(),
        },
        resources: plan.named.iter().map(|i| names[*i].clone()).collect(),
        assignment: plan.assignment,
    };
    World {
        setting: place.setting(
            offer(Kind::Appointment(appointment), plan.rules, plan.price),
            resources.collect(),
            cells.into_iter().map(taken).collect(),
        ),
        asked: plan.asked,
        week: plan.week,
        exceptions,
    }
}

pub fn offer(kind: Kind, rules: Rules, price: Option<Price>) -> Offer {
    Offer {
        id: OfferId::parse("it").unwrap(),
        title: "It".to_owned(),
        description: String::new(),
        price,
        rules,
        kind,
    }
}
