use crate::oracle::{self, Verdict};
use crate::place::{self, MINUTE, Place};
use crate::setting::{Setting, Taken};
use crate::world;
use booking::{
    Cell, CellRange, CellUse, Cells, Closed, Item, Kind, KindName, Price, Refusal, Resource,
    ResourceId, Rules, Session, Slot, SlotId, UnixMillis, Weekday, WeeklyStart, Zone,
};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, date, time};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The clocks change at night.
pub fn times() -> impl Strategy<Value = Time> {
    let minute = prop_oneof![3 => (0i8..12).prop_map(|n| i16::from(n) * 15), 1 => 0i16..1440, 1 => 1380i16..1440];
    minute.prop_map(|minute| {
        time(i8::try_from(minute / 60).unwrap(), i8::try_from(minute % 60).unwrap(), 0, 0)
    })
}

fn session(from: Date) -> impl Strategy<Value = Session> {
    let week = vec((0usize..7, times()), 0..12);
    let week = week.prop_map(|week| {
        let start = |(day, time): (usize, Time)| WeeklyStart { weekday: Weekday::ALL[day], time };
        week.into_iter().map(start).collect()
    });
    let day = move || (-1i64..4).prop_map(move |day| from.saturating_add(day.days()));
    let dates = btree_set((day(), times()).prop_map(|(day, time)| day.to_datetime(time)), 2..9);
    let exceptions = btree_map(day(), vec(times(), 0..3), 0..3);
    (week, dates, exceptions, 1u32..300).prop_map(|(week, dates, exceptions, duration_minutes)| {
        Session { resource: id(), duration_minutes, week, dates, exceptions }
    })
}

fn id() -> ResourceId {
    ResourceId::parse("class").unwrap()
}

pub fn any() -> impl Strategy<Value = Setting> {
    place::any().prop_flat_map(|place| {
        // Each of the quarters of an hour may have been sold to.
        let taken = btree_map(-96i64..4 * 96, (1u32..=3, world::held()), 0..200);
        let offer = (session(place.from), world::rules(), world::price());
        (Just(place), offer, 1u32..=3, taken)
            .prop_map(|(place, offer, capacity, taken)| build(&place, offer, capacity, &taken))
    })
}

fn build(
    place: &Place,
    (session, rules, price): (Session, Rules, Option<Price>),
    capacity: u32,
    taken: &BTreeMap<i64, (u32, Option<u32>)>,
) -> Setting {
    let first = place::utc_midnight(place.from) / MINUTE;
    let taken = taken.iter().map(|(quarter, (used, held))| Taken {
        resource: id(),
        cell_use: CellUse {
            cell: Cell(first + quarter * 15),
            used: *used,
            hold_ends: held.map(|held| place.now.plus_minutes(held)),
        },
    });
    let class = Resource { id: id(), title: String::new(), cells: Cells::Starts, capacity };
    let offer = world::offer(Kind::Session(session), rules, price);
    place.setting(offer, vec![class], taken.collect())
}

fn of(setting: &Setting) -> &Session {
    match &setting.offer.kind {
        Kind::Session(session) => session,
        other => panic!("{other:?}"),
    }
}

/// Whether something starts when a clock shows this, told from the plan in no clever way.
fn is_planned(session: &Session, local: DateTime) -> bool {
    let (date, time) = (local.date(), local.time());
    let weekday = Weekday::ALL[usize::try_from(date.weekday().to_monday_zero_offset()).unwrap()];
    session.dates.contains(&local)
        || match session.exceptions.get(&date) {
            Some(times) => times.contains(&time),
            None => session.week.iter().any(|w| w.weekday == weekday && w.time == time),
        }
}

/// Every minute with its date, and whether the session takes place then.
fn walk(setting: &Setting) -> Vec<(UnixMillis, Date, bool)> {
    let mut shown = HashSet::new();
    let minutes = place::minutes(setting.zone.name(), (setting.from, setting.to), 3);
    let minutes = minutes.map(|(start, local)| {
        (start, local.date(), shown.insert(local) && is_planned(of(setting), local))
    });
    minutes.collect()
}

fn slot(setting: &Setting, start: UnixMillis, date: Date) -> Slot {
    let cell = start.0 / MINUTE;
    let room = setting.room(&id(), [cell].into_iter());
    let notice = i64::from(setting.offer.rules.notice_minutes) * MINUTE;
    Slot {
        id: SlotId::parse(&oracle::utc_minute(start)).unwrap(),
        resource: id(),
        date,
        start,
        end: UnixMillis(start.0 + i64::from(of(setting).duration_minutes) * MINUTE),
        cells: CellRange { first: Cell(cell), end: Cell(cell + 1) },
        left: room.left,
        capacity: room.capacity,
        held_until: room.held_until,
        price: None,
        is_arrival: true,
        closes_at: Some(UnixMillis(if notice == 0 { start.0 } else { start.0 - notice + 1 })),
    }
}

fn item(setting: &Setting, slot: Slot, quantity: u32) -> Item {
    Item {
        offer: setting.offer.id.clone(),
        kind: KindName::Session,
        slot: slot.id,
        start: slot.start,
        end: slot.end,
        quantity,
        resource: slot.resource,
        cells: slot.cells,
        amount: setting.offer.price.map(|Price(price)| price * u64::from(quantity)),
    }
}

proptest! {
    #![proptest_config(place::fewer())]

    #[test]
    fn what_is_planned_takes_place_once(setting in any()) {
        let mut expected = Vec::new();
        for (start, date, takes_place) in walk(&setting) {
            let in_range = (setting.from..=setting.to).contains(&date);
            if takes_place && in_range && oracle::in_time(&setting, start, date) == Verdict::Offered {
                expected.push(slot(&setting, start, date));
            }
        }
        prop_assert_eq!(setting.slots(), expected);
    }

    #[test]
    fn a_start_can_be_booked_when_it_is_one(setting in any(), offset in 0usize..31, quantity in 0u32..5) {
        for (i, (start, date, takes_place)) in walk(&setting).into_iter().enumerate() {
            if !takes_place && i % 31 != offset {
                continue;
            }
            let slot = slot(&setting, start, date);
            let max = setting.offer.rules.max_quantity;
            let closed = |reason| Err(Refusal::Closed { reason });
            let expected = match oracle::in_time(&setting, start, date) {
                Verdict::Closed(reason) => closed(reason),
                Verdict::Offered if !takes_place => closed(Closed::OutsideHours),
                Verdict::Offered if quantity == 0 => {
                    Err(Refusal::field("quantity", "Please enter at least 1."))
                }
                Verdict::Offered if quantity > max => closed(Closed::Quantity { max }),
                Verdict::Offered => Ok(vec![item(&setting, slot.clone(), quantity)]),
            };
            prop_assert_eq!(setting.items_of(&slot.id, quantity), expected, "{}", slot.id);
        }
    }

    #[test]
    fn a_session_is_stored_as_it_is(session in session(date(2026, 3, 29))) {
        let stored = serde_json::to_string(&session).unwrap();
        prop_assert_eq!(serde_json::from_str::<Session>(&stored).unwrap(), session);
    }
}

#[test]
fn the_settings_are_worth_looking_at() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut free, mut few, mut held, mut skipped, mut twice) = (0, 0, 0, 0, 0);
    for _ in 0..100 {
        let setting = any().new_tree(&mut runner).unwrap().current();
        let slots = setting.slots();
        free += usize::from(slots.iter().any(Slot::is_bookable));
        few += usize::from(slots.iter().any(|slot| slot.left > 0 && slot.left < slot.capacity));
        held += usize::from(slots.iter().any(|slot| slot.held_until.is_some()));
        let minutes = place::minutes(setting.zone.name(), (setting.from, setting.to), 3);
        let mut shown: BTreeMap<DateTime, u32> = BTreeMap::new();
        for (_, local) in minutes {
            *shown.entry(local).or_default() += 1;
        }
        let planned = of(&setting).dates.iter().map(|start| shown.get(start).copied());
        let planned: Vec<Option<u32>> = planned.collect();
        skipped += usize::from(planned.contains(&None));
        twice += usize::from(planned.contains(&Some(2)));
    }
    assert!(free > 30, "{free} of 100 have a place");
    assert!(few > 0, "{few} of 100 are sold in part");
    assert!(held > 0, "{held} of 100 are held");
    assert!(skipped > 0, "{skipped} of 100 have a single start that the clocks skip");
    assert!(twice > 0, "{twice} of 100 have a single start that the clocks show twice");
}

fn weekly(
    zone: &str,
    (from, to): (Date, Date),
    weekday: Weekday,
    time: Time,
) -> (Setting, Vec<String>) {
    let session = Session {
        resource: id(),
        duration_minutes: 60,
        week: vec![WeeklyStart { weekday, time }],
        dates: BTreeSet::new(),
        exceptions: BTreeMap::new(),
    };
    let zone = Zone::parse(zone).unwrap().name().to_owned();
    let now = UnixMillis(place::utc_midnight(from) - 86_400_000);
    let place = Place { zone: Box::leak(zone.into_boxed_str()), from, to, now };
    let setting = build(&place, (session, Rules::default(), None), 12, &BTreeMap::new());
    let starts = setting.slots().iter().map(|slot| setting.zone.rfc3339(slot.start)).collect();
    (setting, starts)
}

#[test]
fn a_class_stays_at_its_hour_when_the_clocks_change() {
    let dates = (date(2026, 3, 22), date(2026, 4, 5));
    let (setting, starts) = weekly("Europe/Berlin", dates, Weekday::Sunday, time(18, 0, 0, 0));
    assert_eq!(
        starts,
        ["2026-03-22T18:00:00+01:00", "2026-03-29T18:00:00+02:00", "2026-04-05T18:00:00+02:00"]
    );
    assert_eq!(setting.slots()[1].id.as_str(), "20260329T1600Z");
}

#[test]
fn a_start_that_the_clocks_skip_is_left_out() {
    let dates = (date(2026, 3, 22), date(2026, 4, 5));
    let (_, starts) = weekly("Europe/Berlin", dates, Weekday::Sunday, time(2, 30, 0, 0));
    assert_eq!(starts, ["2026-03-22T02:30:00+01:00", "2026-04-05T02:30:00+02:00"]);
}

#[test]
fn a_start_that_comes_twice_is_its_first() {
    let dates = (date(2026, 10, 25), date(2026, 10, 25));
    let (setting, starts) = weekly("Europe/Berlin", dates, Weekday::Sunday, time(2, 30, 0, 0));
    assert_eq!(starts, ["2026-10-25T02:30:00+02:00"]);
    let second = SlotId::parse("20261025T0130Z").unwrap();
    let closed = Refusal::Closed { reason: Closed::OutsideHours };
    assert_eq!(setting.items_of(&second, 1), Err(closed));
}

#[test]
fn a_weekday_is_stored_by_name() {
    let start = WeeklyStart { weekday: Weekday::Monday, time: time(18, 30, 0, 0) };
    let json = serde_json::to_string(&start).unwrap();
    assert_eq!(json, r#"{"weekday":"monday","time":"18:30:00"}"#);
    let short = r#"{"weekday":"monday","time":"18:30"}"#;
    assert_eq!(serde_json::from_str::<WeeklyStart>(short).unwrap(), start);
}

#[test]
fn no_other_id_names_a_session() {
    let dates = (date(2026, 11, 23), date(2026, 11, 23));
    let (setting, _) = weekly("Europe/Berlin", dates, Weekday::Monday, time(18, 0, 0, 0));
    for text in
        ["20261123T1700", "20261123T1700Z-class", "20261123T1700Z_60", "stock", "2026-11-23"]
    {
        let id = SlotId::parse(text).unwrap();
        assert_eq!(setting.items_of(&id, 1), Err(Refusal::Unknown), "{text}");
    }
    assert!(setting.items_of(&SlotId::parse("20261123T1700Z").unwrap(), 1).is_ok());
}
