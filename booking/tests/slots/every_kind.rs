//! What holds of offers whatever their kind.

use crate::setting::{Setting, Taken};
use crate::{sessions, stays, stock, world};
use booking::{
    Appointment, Cell, CellRange, CellUse, Duration, Kind, NightPrices, Price, Rules, SlotId, Stay,
    UnixMillis, Wish,
};
use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn any() -> impl Strategy<Value = Setting> {
    prop_oneof![
        world::any().prop_map(|world| world.setting).boxed(),
        sessions::any().boxed(),
        stays::any().boxed(),
        stock::any().boxed(),
    ]
}

fn cell(cell: Cell) -> CellRange {
    CellRange { first: cell, end: Cell(cell.0 + 1) }
}

/// Whether a night by itself is a stay.
fn can_be_alone(setting: &Setting, night: Date) -> bool {
    match &setting.offer.kind {
        Kind::Stay(stay) => {
            let leaves = night.tomorrow().unwrap();
            stay.min_nights == 1
                && !stay.closed_to_arrival.contains(night)
                && !stay.closed_to_departure.contains(leaves)
        }
        _ => true,
    }
}

proptest! {
    #[test]
    fn what_is_listed_can_be_booked(setting in any()) {
        for slot in setting.slots() {
            if !can_be_alone(&setting, slot.date) {
                continue;
            }
            let items = setting.items_of(&slot.id, 1).unwrap();
            let first = &items[0];
            prop_assert_eq!(&first.slot, &slot.id);
            prop_assert_eq!(&first.resource, &slot.resource);
            prop_assert_eq!(first.cells, slot.cells);
            prop_assert_eq!((first.start, first.end), (slot.start, slot.end));
            let price = slot.price.or(setting.offer.price);
            prop_assert_eq!(first.amount, price.map(|price| price.0));
            for item in &items {
                prop_assert_eq!((&item.slot, item.start, item.kind), (&slot.id, slot.start, setting.offer.kind_name()));
                let (from, to) = setting.offer.dates(setting.scene(), &item.resource, item.cells).unwrap();
                prop_assert!((from..=to).contains(&slot.date), "{:?} in {from} to {to}", item);
            }
        }
    }

    /// What the engine reads of the ledger is enough to settle every slot.
    #[test]
    fn the_cells_of_the_dates_decide(setting in any()) {
        let cells = setting.offer.cells(setting.scene(), setting.from, setting.to);
        let read = |taken: &&Taken| {
            cells.iter().any(|(id, cells)| *id == taken.resource && cells.contains(taken.cell_use.cell))
        };
        let slots = setting.slots_among(setting.taken.iter().filter(read));
        prop_assert_eq!(slots, setting.slots());
    }

    /// A claim changes no slot of a date that the feed would not look at again.
    #[test]
    fn a_claim_touches_the_dates_it_names(setting in any()) {
        let slots = setting.slots();
        for changed in &setting.taken {
            let others = setting.taken.iter().filter(|taken| !std::ptr::eq(*taken, changed));
            let before = setting.slots_among(others);
            prop_assert_eq!(before.len(), slots.len());
            let range = cell(changed.cell_use.cell);
            let dates = setting.offer.dates(setting.scene(), &changed.resource, range);
            for (before, after) in before.iter().zip(&slots).filter(|(before, after)| before != after) {
                let (from, to) = dates.unwrap();
                prop_assert!((from..=to).contains(&after.date), "{:?} was {:?}", after, before);
            }
        }
    }

    /// Once the rules close a slot it stays so, and until then time alone changes nothing.
    #[test]
    fn a_slot_is_listed_until_it_closes(mut setting in any()) {
        let slots = setting.slots();
        let Some(slot) = slots.first() else { return Ok(()) };
        let Some(closes_at) = slot.closes_at else { return Ok(()) };
        prop_assert!(setting.now < closes_at);
        setting.now = UnixMillis(closes_at.0 - 1);
        prop_assert!(setting.slots().iter().any(|listed| listed.id == slot.id));
        setting.now = closes_at;
        prop_assert!(setting.slots().iter().all(|listed| listed.id != slot.id));
        prop_assert!(setting.items_of(&slot.id, 1).is_err());
    }

    #[test]
    fn slots_are_in_order_and_each_comes_once(setting in any()) {
        let slots = setting.slots();
        prop_assert!(slots.is_sorted_by_key(|slot| slot.start));
        let ids: BTreeSet<&SlotId> = slots.iter().map(|slot| &slot.id).collect();
        prop_assert_eq!(ids.len(), slots.len());
        prop_assert!(slots.iter().all(|slot| slot.held_until.is_none() || slot.left == 0));
        prop_assert!(slots.iter().all(|slot| slot.left <= slot.capacity));
    }

    /// Dates that are the wrong way round are no dates.
    #[test]
    fn no_dates_have_no_slots(mut setting in any()) {
        (setting.from, setting.to) = (setting.to, setting.from.yesterday().unwrap());
        prop_assert_eq!(setting.slots(), []);
        if !matches!(setting.offer.kind, Kind::Stock(_)) {
            prop_assert_eq!(setting.offer.cells(setting.scene(), setting.from, setting.to), []);
        }
    }

    #[test]
    fn an_offer_is_stored_as_it_is(setting in any()) {
        let stored = serde_json::to_string(&setting.offer).unwrap();
        prop_assert_eq!(serde_json::from_str::<booking::Offer>(&stored).unwrap(), setting.offer);
    }
}

fn dates() -> impl Strategy<Value = Date> {
    let any = (-9999i16..=9999, 1i8..=12, 1i8..=28);
    prop_oneof![
        any.prop_map(|(year, month, day)| Date::new(year, month, day).unwrap()),
        (0i64..4).prop_map(|days| Date::MAX.saturating_sub(days.days())),
        (0i64..4).prop_map(|days| Date::MIN.saturating_add(days.days())),
    ]
}

fn wishes() -> impl Strategy<Value = Wish> {
    let slot = "[0-9TZa-c_-]{1,80}|stock|[0-9]{8}T[0-9]{4}Z(_[0-9]{1,10})?(-ana|-c_3)?|[0-9]{4}-[01][0-9]-[0-3][0-9](_[0-9]{4}-[01][0-9]-[0-3][0-9])?|9999-12-(29|30|31)(_9999-12-31)?|(0000|9999)(0101|1231)T(0000|2359)Z(-ana)?";
    prop_oneof![
        slot.prop_map(|text| Wish::Slot(SlotId::parse(&text).unwrap())),
        (dates(), dates()).prop_map(|(from, to)| Wish::Nights { from, to }),
    ]
}

/// Numbers as large as they come, in every place where an owner can put one.
fn exaggerate(setting: &mut Setting) {
    setting.offer.price = Some(Price(u64::MAX));
    setting.offer.rules = Rules {
        notice_minutes: setting.offer.rules.notice_minutes,
        horizon_days: u32::MAX,
        max_quantity: u32::MAX,
        ..Rules::default()
    };
    match &mut setting.offer.kind {
        Kind::Appointment(Appointment {
            durations,
            buffer_before_minutes,
            buffer_after_minutes,
            ..
        }) => {
            durations.push(Duration { minutes: u32::MAX, price: Some(Price(u64::MAX)) });
            *buffer_before_minutes = u32::MAX;
            *buffer_after_minutes = u32::MAX;
        }
        Kind::Session(session) => session.duration_minutes = u32::MAX,
        Kind::Stay(Stay { max_nights, turnover_nights, prices, .. }) => {
            *max_nights = u32::MAX;
            *turnover_nights = u32::MAX;
            *prices = NightPrices { week: [Some(Price(u64::MAX)); 7], ..NightPrices::default() };
        }
        Kind::Stock(_) => {}
    }
}

proptest! {
    #[test]
    fn no_wish_is_too_odd(mut setting in any(), wish in wishes(), quantity: u32, now: Option<i64>, large: bool) {
        if large {
            exaggerate(&mut setting);
        }
        if let Some(now) = now {
            setting.now = UnixMillis(now);
        }
        let _ = setting.items(&wish, quantity);
        if let Wish::Nights { from, to } = wish {
            let _ = setting.offer.cells(setting.scene(), from, to);
        }
    }

    #[test]
    fn no_number_is_too_large(mut setting in any(), quantity: u32, cells: (i64, i64), now in dates()) {
        exaggerate(&mut setting);
        for slot in setting.slots() {
            if let Ok(items) = setting.items_of(&slot.id, quantity) {
                prop_assert!(items.iter().all(|item| item.start <= item.end));
                let _ = items.iter().map(booking::Item::claims).max();
            }
        }
        let cells = CellRange { first: Cell(cells.0), end: Cell(cells.1) };
        for resource in &setting.resources {
            let _ = setting.offer.dates(setting.scene(), &resource.id, cells);
            let _ = setting.occupancy([].iter()).room(&resource.id, cells);
        }
        // At either end of the calendar too.
        setting.now = jiff::tz::Offset::UTC.to_timestamp(now.at(0, 0, 0, 0)).map_or(UnixMillis(i64::MAX), |t| UnixMillis(t.as_millisecond()));
        (setting.from, setting.to) = (now, now.saturating_add(2.days()));
        let _ = setting.slots();
        let _ = setting.offer.cells(setting.scene(), Date::MIN, Date::MAX);
    }

    #[test]
    fn what_is_not_there_is_unknown(mut setting in any()) {
        setting.resources.clear();
        let stale = setting.slots();
        prop_assert_eq!(stale, []);
        let wish = match setting.offer.kind {
            Kind::Stay(_) => Wish::Nights { from: setting.from, to: setting.from.tomorrow().unwrap() },
            Kind::Stock(_) => Wish::Slot(SlotId::parse("stock").unwrap()),
            _ => Wish::Slot(SlotId::parse("20261123T0800Z").unwrap()),
        };
        prop_assert_eq!(setting.items(&wish, 1), Err(booking::Refusal::Unknown));
    }

    #[test]
    fn what_is_taken_leaves_less(setting in any(), more in 1u32..3) {
        let fuller: Vec<Taken> = setting.taken.iter().map(|taken| Taken {
            cell_use: CellUse { used: taken.cell_use.used + more, ..taken.cell_use },
            ..taken.clone()
        }).collect();
        for (before, after) in setting.slots().iter().zip(setting.slots_among(fuller.iter())) {
            prop_assert_eq!(&before.id, &after.id);
            prop_assert!(after.left <= before.left);
        }
    }
}
