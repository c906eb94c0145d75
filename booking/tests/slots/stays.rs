use crate::oracle::{self, Verdict};
use crate::place::{self, MINUTE, Place};
use crate::sessions::times;
use crate::setting::{Setting, Taken};
use crate::world;
use booking::{
    Cell, CellRange, CellUse, Cells, Closed, DaySet, Item, Kind, KindName, NightPrices, Price,
    Refusal, Resource, ResourceId, Rules, Slot, SlotId, Stay, UnixMillis, Weekday, Wish,
};
use jiff::civil::{Date, DateTime, Time, date, time};
use jiff::{ToSpan, Unit};
use proptest::collection::{btree_map, btree_set};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::collections::BTreeMap;

fn id() -> ResourceId {
    ResourceId::parse("double").unwrap()
}

fn days(from: Date) -> impl Strategy<Value = Date> {
    (-1i64..8).prop_map(move |day| from.saturating_add(day.days()))
}

fn day_set(from: Date) -> impl Strategy<Value = DaySet> {
    let weekdays = btree_set((0usize..7).prop_map(|day| Weekday::ALL[day]), 0..2);
    (weekdays, btree_set(days(from), 0..2)).prop_map(|(weekdays, dates)| DaySet { weekdays, dates })
}

fn stay(from: Date) -> impl Strategy<Value = Stay> {
    let nights = (1u32..4, 0u32..6);
    let week: [_; 7] = std::array::from_fn(|_| world::price());
    let dates = btree_map(days(from), (0u64..10_000).prop_map(Price), 0..4);
    let prices = prop_oneof![
        1 => Just(NightPrices::default()),
        3 => (week, dates).prop_map(|(week, dates)| NightPrices { week, dates }),
    ];
    let closed = (btree_set(days(from), 0..3), day_set(from), day_set(from));
    let turnover = prop_oneof![2 => Just(0u32), 1 => 1u32..3];
    ((times(), times()), nights, closed, turnover, prices).prop_map(
        |((check_in, check_out), (min_nights, more), closed, turnover_nights, prices)| Stay {
            resource: id(),
            check_in,
            check_out,
            min_nights,
            max_nights: min_nights + more,
            closed_nights: closed.0,
            closed_to_arrival: closed.1,
            closed_to_departure: closed.2,
            turnover_nights,
            prices,
        },
    )
}

pub fn any() -> impl Strategy<Value = Setting> {
    place::any().prop_flat_map(|place| {
        let taken = btree_map(-1i64..8, (1u32..=3, world::held()), 0..6);
        let offer = (stay(place.from), world::rules(), world::price());
        (Just(place), offer, 1u32..=3, taken)
            .prop_map(|(place, offer, capacity, taken)| build(&place, offer, capacity, &taken))
    })
}

fn build(
    place: &Place,
    (stay, rules, price): (Stay, Rules, Option<Price>),
    capacity: u32,
    taken: &BTreeMap<i64, (u32, Option<u32>)>,
) -> Setting {
    let first = number(place.from);
    let taken = taken.iter().map(|(night, (used, held))| Taken {
        resource: id(),
        cell_use: CellUse {
            cell: Cell(first + night),
            used: *used,
            hold_ends: held.map(|held| place.now.plus_minutes(held)),
        },
    });
    let rooms = Resource { id: id(), title: String::new(), cells: Cells::Nights, capacity };
    let offer = world::offer(Kind::Stay(stay), rules, price);
    place.setting(offer, vec![rooms], taken.collect())
}

fn of(setting: &Setting) -> &Stay {
    match &setting.offer.kind {
        Kind::Stay(stay) => stay,
        other => panic!("{other:?}"),
    }
}

/// The number of a date: days since 1970.
fn number(day: Date) -> i64 {
    i64::from(date(1970, 1, 1).until((Unit::Day, day)).unwrap().get_days())
}

/// What the clocks show, minute by minute, from some days before the dates to some after.
struct Clock(Vec<(UnixMillis, DateTime)>);

impl Clock {
    fn of(setting: &Setting) -> Self {
        let dates = (setting.from, setting.to);
        Self(place::minutes(setting.zone.name(), dates, 12).collect())
    }

    /// The first minute at which they show so much or more.
    fn reaches(&self, local: DateTime) -> UnixMillis {
        self.0.iter().find(|(_, shown)| *shown >= local).unwrap().0
    }

    fn has(&self, date: Date) -> bool {
        self.0.iter().any(|(_, shown)| shown.date() == date)
    }
}

fn price(setting: &Setting, night: Date) -> Option<Price> {
    let prices = &of(setting).prices;
    let weekday = usize::try_from(night.weekday().to_monday_zero_offset()).unwrap();
    prices.dates.get(&night).copied().or(prices.week[weekday]).or(setting.offer.price)
}

fn is_in(set: &DaySet, day: Date) -> bool {
    set.dates.contains(&day) || set.weekdays.iter().any(|weekday| *weekday == Weekday::of(day))
}

fn slot(setting: &Setting, clock: &Clock, night: Date) -> Slot {
    let stay = of(setting);
    let cell = number(night);
    let room = setting.room(&id(), [cell].into_iter());
    let start = clock.reaches(night.to_datetime(stay.check_in));
    let notice = i64::from(setting.offer.rules.notice_minutes) * MINUTE;
    Slot {
        id: SlotId::parse(&night.to_string()).unwrap(),
        resource: id(),
        date: night,
        start,
        end: clock.reaches(night.tomorrow().unwrap().to_datetime(stay.check_out)),
        cells: CellRange {
            first: Cell(cell),
            end: Cell(cell + 1 + i64::from(stay.turnover_nights)),
        },
        left: room.left,
        capacity: room.capacity,
        held_until: room.held_until,
        price: price(setting, night),
        is_arrival: !is_in(&stay.closed_to_arrival, night),
        closes_at: Some(UnixMillis(if notice == 0 { start.0 } else { start.0 - notice + 1 })),
    }
}

/// What a stay comes to, night by night.
fn expected(
    setting: &Setting,
    clock: &Clock,
    (from, to): (Date, Date),
    quantity: u32,
) -> Result<Vec<Item>, Refusal> {
    let stay = of(setting);
    let mut nights = Vec::new();
    let mut night = from;
    while night < to {
        nights.push(night);
        night = night.tomorrow().unwrap();
    }
    let closed = |reason| Err(Refusal::Closed { reason });
    let start = clock.reaches(from.to_datetime(stay.check_in));
    if let Verdict::Closed(reason) = oracle::in_time(setting, start, *nights.last().unwrap()) {
        return closed(reason);
    }
    let count = u32::try_from(nights.len()).unwrap();
    if count < stay.min_nights {
        return closed(Closed::MinNights { nights: stay.min_nights });
    }
    if count > stay.max_nights {
        return closed(Closed::MaxNights { nights: stay.max_nights });
    }
    if is_in(&stay.closed_to_arrival, from) {
        return closed(Closed::ClosedToArrival);
    }
    if is_in(&stay.closed_to_departure, to) {
        return closed(Closed::ClosedToDeparture);
    }
    if nights.iter().any(|night| stay.closed_nights.contains(night) || !clock.has(*night)) {
        return closed(Closed::ClosedNight);
    }
    if quantity == 0 {
        return Err(Refusal::field("quantity", "Please enter at least 1."));
    }
    let max = setting.offer.rules.max_quantity;
    if quantity > max {
        return closed(Closed::Quantity { max });
    }
    let mut amount = None;
    for night in &nights {
        if let Some(Price(price)) = price(setting, *night) {
            amount = Some(amount.unwrap_or(0) + price * u64::from(quantity));
        }
    }
    let slot = if count == 1 { from.to_string() } else { format!("{from}_{to}") };
    Ok(vec![Item {
        offer: setting.offer.id.clone(),
        kind: KindName::Stay,
        slot: SlotId::parse(&slot).unwrap(),
        start,
        end: clock.reaches(to.to_datetime(stay.check_out)),
        quantity,
        resource: id(),
        cells: CellRange {
            first: Cell(number(from)),
            end: Cell(number(to) + i64::from(stay.turnover_nights)),
        },
        amount,
    }])
}

proptest! {
    #![proptest_config(place::fewer())]

    #[test]
    fn nights_are_those_that_are_offered(setting in any()) {
        let clock = Clock::of(&setting);
        let mut expected = Vec::new();
        let mut night = setting.from;
        while night <= setting.to {
            let is_night = !of(&setting).closed_nights.contains(&night) && clock.has(night);
            let slot = slot(&setting, &clock, night);
            if is_night && oracle::in_time(&setting, slot.start, night) == Verdict::Offered {
                expected.push(slot);
            }
            night = night.tomorrow().unwrap();
        }
        prop_assert_eq!(setting.slots(), expected);
    }

    #[test]
    fn a_stay_is_its_nights(setting in any(), first in -1i64..5, nights in 1i64..8, quantity in 0u32..5) {
        let clock = Clock::of(&setting);
        let from = setting.from.saturating_add(first.days());
        let to = from.saturating_add(nights.days());
        let expected = expected(&setting, &clock, (from, to), quantity);
        prop_assert_eq!(setting.items(&Wish::Nights { from, to }, quantity), expected.clone());
        let spelled_out = SlotId::parse(&format!("{from}_{to}")).unwrap();
        prop_assert_eq!(setting.items_of(&spelled_out, quantity), expected.clone());
        if let Ok(items) = expected {
            prop_assert_eq!(setting.items_of(&items[0].slot, quantity), Ok(items));
        }
    }

    #[test]
    fn one_night_is_named_by_its_date(setting in any(), first in -1i64..5) {
        let clock = Clock::of(&setting);
        let from = setting.from.saturating_add(first.days());
        let expected = expected(&setting, &clock, (from, from.tomorrow().unwrap()), 1);
        let night = SlotId::parse(&from.to_string()).unwrap();
        prop_assert_eq!(setting.items_of(&night, 1), expected);
    }

    #[test]
    fn nobody_leaves_before_arriving(setting in any(), nights in 0i64..8) {
        let to = setting.from.saturating_sub(nights.days());
        match setting.items(&Wish::Nights { from: setting.from, to }, 1) {
            Err(Refusal::Invalid { errors }) => prop_assert_eq!(&errors[0].field, "to"),
            other => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn a_stay_is_stored_as_it_is(stay in stay(date(2026, 3, 29))) {
        let stored = serde_json::to_string(&stay).unwrap();
        prop_assert_eq!(serde_json::from_str::<Stay>(&stored).unwrap(), stay);
    }
}

#[test]
fn the_settings_are_worth_looking_at() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut stayed = 0;
    let mut reasons: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..400 {
        let setting = any().new_tree(&mut runner).unwrap().current();
        for nights in 1..6 {
            let to = setting.from.saturating_add(i64::from(nights).days());
            match setting.items(&Wish::Nights { from: setting.from, to }, 1) {
                Ok(_) => stayed += 1,
                Err(Refusal::Closed { reason }) => *reasons.entry(reason.rule()).or_default() += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
    }
    assert!(stayed > 100, "{stayed} of 2000 stays are possible");
    for rule in [
        "past",
        "notice",
        "horizon",
        "min-nights",
        "max-nights",
        "closed-to-arrival",
        "closed-to-departure",
        "closed-night",
    ] {
        assert!(reasons.get(rule).is_some_and(|times| *times > 10), "{rule}: {reasons:?}");
    }
}

fn room(zone: &'static str, from: Date, check_in: Time, check_out: Time) -> Setting {
    let stay = Stay {
        resource: id(),
        check_in,
        check_out,
        min_nights: 1,
        max_nights: 14,
        closed_nights: [].into(),
        closed_to_arrival: DaySet::default(),
        closed_to_departure: DaySet::default(),
        turnover_nights: 0,
        prices: NightPrices::default(),
    };
    let to = from.saturating_add(6.days());
    let now = UnixMillis(place::utc_midnight(from) - 86_400_000);
    let place = Place { zone, from, to, now };
    build(&place, (stay, Rules::default(), Some(Price(10_000))), 6, &BTreeMap::new())
}

#[test]
fn a_night_is_from_check_in_to_check_out() {
    let setting = room("Europe/Berlin", date(2026, 3, 28), time(15, 0, 0, 0), time(11, 0, 0, 0));
    let night = &setting.slots()[0];
    assert_eq!(night.id.as_str(), "2026-03-28");
    assert_eq!(setting.zone.rfc3339(night.start), "2026-03-28T15:00:00+01:00");
    assert_eq!(setting.zone.rfc3339(night.end), "2026-03-29T11:00:00+02:00");
    assert_eq!((night.left, night.capacity), (6, 6));
}

#[test]
fn a_check_in_that_the_clocks_skip_is_after_the_gap() {
    let early = time(2, 30, 0, 0);
    let setting = room("Europe/Berlin", date(2026, 3, 29), early, early);
    let starts: Vec<_> = setting.slots().iter().map(|s| setting.zone.rfc3339(s.start)).collect();
    assert_eq!(starts[..2], ["2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"]);
    // The first hour of the day was skipped, and there is no earlier stretch of it.
    let setting = room("Africa/Cairo", date(2026, 4, 24), time(0, 30, 0, 0), early);
    let start = setting.zone.rfc3339(setting.slots()[0].start);
    assert_eq!(start, "2026-04-24T01:00:00+03:00");
    // The last hour of the day was skipped, and the gap ends with the day.
    let setting = room("America/Nuuk", date(2026, 3, 28), time(23, 30, 0, 0), early);
    let start = setting.zone.rfc3339(setting.slots()[0].start);
    assert_eq!(start, "2026-03-29T00:00:00-01:00");
    // The whole date was skipped: its check-out is as the next one begins.
    let setting = room("Pacific/Apia", date(2011, 12, 29), time(15, 0, 0, 0), early);
    let slots = setting.slots();
    assert_eq!(setting.zone.rfc3339(slots[0].end), "2011-12-31T00:00:00+14:00");
    assert_eq!(slots[1].id.as_str(), "2011-12-31");
}

#[test]
fn a_check_in_that_comes_twice_is_the_first() {
    let early = time(2, 30, 0, 0);
    let setting = room("Europe/Berlin", date(2026, 10, 25), early, early);
    let start = setting.zone.rfc3339(setting.slots()[0].start);
    assert_eq!(start, "2026-10-25T02:30:00+02:00");
}

#[test]
fn tonight_can_be_booked_until_check_in() {
    let mut setting = room("UTC", date(2026, 6, 1), time(15, 0, 0, 0), time(11, 0, 0, 0));
    let check_in = UnixMillis(place::utc_midnight(date(2026, 6, 1)) + 15 * 3_600_000);
    let tonight = SlotId::parse("2026-06-01").unwrap();
    setting.now = UnixMillis(check_in.0 - 1);
    assert!(setting.items_of(&tonight, 1).is_ok());
    assert_eq!(setting.slots()[0].id, tonight);
    setting.now = check_in;
    assert_eq!(setting.items_of(&tonight, 1), Err(Refusal::Closed { reason: Closed::Past }));
    assert_eq!(setting.slots()[0].id.as_str(), "2026-06-02");
}

#[test]
fn each_night_has_its_price() {
    let mut setting = room("UTC", date(2026, 6, 1), time(15, 0, 0, 0), time(11, 0, 0, 0));
    let mut prices = NightPrices::default();
    prices.week[Weekday::Friday.index()] = Some(Price(15_000));
    prices.dates.insert(date(2026, 6, 5), Price(20_000));
    prices.dates.insert(date(2026, 6, 6), Price(0));
    let Kind::Stay(stay) = &mut setting.offer.kind else { panic!() };
    stay.prices = prices;
    // From Thursday to Sunday: the offer's price, a Friday that differs, and a night for nothing.
    let wish = Wish::Nights { from: date(2026, 6, 4), to: date(2026, 6, 7) };
    assert_eq!(setting.items(&wish, 2).unwrap()[0].amount, Some(2 * (10_000 + 20_000)));
    // The next Friday is as others.
    let wish = Wish::Nights { from: date(2026, 6, 12), to: date(2026, 6, 13) };
    assert_eq!(setting.items(&wish, 1).unwrap()[0].amount, Some(15_000));
    setting.offer.price = None;
    let wish = Wish::Nights { from: date(2026, 6, 10), to: date(2026, 6, 12) };
    assert_eq!(setting.items(&wish, 1).unwrap()[0].amount, None);
    let wish = Wish::Nights { from: date(2026, 6, 10), to: date(2026, 6, 13) };
    assert_eq!(setting.items(&wish, 1).unwrap()[0].amount, Some(15_000));
}
