use crate::oracle::{self, Minute, Minutes, Verdict};
use crate::place;
use crate::setting::Setting;
use crate::world::{self, World};
use booking::{
    AppointmentSlot, Assignment, Cell, CellRange, Closed, Duration, Item, Kind, KindName, Opening,
    Price, Refusal, ResourceId, Room, Slot, SlotId, UnixMillis, WeekHours, Wish, Zone,
};
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::collections::HashSet;

fn id(start: UnixMillis, minutes: Option<u32>, resource: Option<&ResourceId>) -> SlotId {
    AppointmentSlot { start, minutes, resource: resource.cloned() }.id().unwrap()
}

fn item(
    world: &World,
    minute: &Minute,
    duration: &Duration,
    resource: &ResourceId,
    slot: SlotId,
    quantity: u32,
) -> Item {
    let whatever = Room { left: 0, capacity: 0, held_until: None };
    let listed = oracle::slot(world, minute, duration, resource, whatever);
    let price = duration.price.or(world.offer.price);
    Item {
        offer: world.offer.id.clone(),
        kind: KindName::Appointment,
        slot,
        start: listed.start,
        end: listed.end,
        quantity,
        resource: resource.clone(),
        cells: listed.cells,
        amount: price.map(|Price(price)| price * u64::from(quantity)),
    }
}

/// What booking a minute with one of the offer's resources, or with anyone, comes to.
fn expected(
    world: &World,
    minute: &Minute,
    duration: &Duration,
    resource: Option<&ResourceId>,
    quantity: u32,
) -> Result<Vec<Item>, Refusal> {
    if let Verdict::Closed(reason) = oracle::verdict(world, minute, duration) {
        return Err(Refusal::Closed { reason });
    }
    let wanted = world.appointment().resources.iter();
    let wanted = wanted.filter(|id| resource.is_none_or(|resource| resource == *id));
    let fits = |id: &&ResourceId| quantity <= 1 || world.resource(id).capacity > 1;
    let fitting: Vec<&ResourceId> = wanted.filter(fits).collect();
    if fitting.is_empty() {
        let message = "An appointment is for one; please enter 1.";
        return Err(Refusal::field("quantity", message));
    }
    let max = world.offer.rules.max_quantity;
    if quantity == 0 {
        return Err(Refusal::field("quantity", "Please enter at least 1."));
    }
    if quantity > max {
        return Err(Refusal::Closed { reason: Closed::Quantity { max } });
    }
    let anyone = resource.is_none() && world.appointment().assignment == Assignment::LeastBusy;
    let items = fitting.into_iter().map(|id| {
        let slot = oracle::slot_id(world, minute.start, duration, (!anyone).then_some(id));
        item(world, minute, duration, id, slot, quantity)
    });
    Ok(items.collect())
}

proptest! {
    /// None outside hours, none overlapping a claim counted as left, none lost, all in order.
    #[test]
    fn slots_are_those_of_the_oracle(world in world::any()) {
        let minutes = Minutes::walk(&world);
        prop_assert_eq!(world.listed(), oracle::slots(&world, &minutes));
    }

    #[test]
    fn without_a_wish_for_a_duration_it_is_the_first(mut world in world::any()) {
        world.asked = None;
        prop_assert_eq!(world.slots(), world.listed());
        let first = world.appointment().durations[0].minutes;
        prop_assert_eq!(world.offer.duration_minutes(), Some(first));
        world.asked = Some(first);
        prop_assert_eq!(world.slots(), world.listed());
    }
}

proptest! {
    #![proptest_config(place::fewer())]

    /// A slot by its id and the list say the same of every minute of the dates.
    #[test]
    fn one_slot_agrees_with_the_list(world in world::any(), offset in 0usize..7, quantity in 0u32..5) {
        let minutes = Minutes::walk(&world);
        let listed = world.listed();
        let offered: HashSet<&SlotId> = listed.iter().map(|slot| &slot.id).collect();
        let named = world.appointment().resources.iter().map(Some).chain([None]);
        let Some(duration) = world.duration() else {
            for resource in named {
                let slot = id(world.now.plus_minutes(60), world.asked, resource);
                prop_assert_eq!(world.items_of(&slot, quantity), Err(Refusal::Unknown));
            }
            return Ok(());
        };
        for (i, minute) in minutes.all().enumerate() {
            // Many that are listed, and some of the others.
            let anyone = oracle::slot_id(&world, minute.start, duration, None);
            let first = world.appointment().resources.first();
            let first = oracle::slot_id(&world, minute.start, duration, first);
            let is_listed = offered.contains(&anyone) || offered.contains(&first);
            if i % if is_listed { 7 } else { 31 } != offset {
                continue;
            }
            for resource in named.clone() {
                let slot = oracle::slot_id(&world, minute.start, duration, resource);
                let expected = expected(&world, minute, duration, resource, quantity);
                prop_assert_eq!(world.items_of(&slot, quantity), expected.clone(), "{}", slot);
                // Naming the first duration is another way to say the same.
                let spelled = id(minute.start, Some(duration.minutes), resource);
                prop_assert_eq!(world.items_of(&spelled, quantity), expected, "{}", spelled);
            }
            if (world.from..=world.to).contains(&minute.date) {
                let open = oracle::verdict(&world, minute, duration) == Verdict::Offered;
                prop_assert_eq!(is_listed, open, "{}", anyone);
            }
        }
    }

    /// Nobody is offered what the offer does not name, whoever else there is.
    #[test]
    fn other_resources_are_unknown(world in world::any()) {
        let start = world.listed().first().map_or(world.now, |slot| slot.start);
        let named: HashSet<&ResourceId> = world.appointment().resources.iter().collect();
        let nobody = ResourceId::parse("nobody").unwrap();
        let all = world.resources.iter().map(|resource| &resource.id).chain([&nobody]);
        for resource in all.filter(|id| !named.contains(id)) {
            let slot = id(start, None, Some(resource));
            prop_assert_eq!(world.items_of(&slot, 1), Err(Refusal::Unknown));
        }
    }
}

/// The cases above reach what they are meant for: without this they could agree on nothing.
#[test]
fn the_worlds_are_worth_looking_at() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut offered, mut taken, mut held, mut folded, mut few) = (0, 0, 0, 0, 0);
    for _ in 0..300 {
        let world = world::any().new_tree(&mut runner).unwrap().current();
        let slots = world.listed();
        offered += usize::from(slots.iter().any(Slot::is_bookable));
        held += usize::from(slots.iter().any(|slot| slot.held_until.is_some()));
        taken += usize::from(slots.iter().any(|slot| slot.left == 0 && slot.held_until.is_none()));
        few += usize::from(slots.iter().any(|slot| slot.left > 0 && slot.left < slot.capacity));
        let clocks: Vec<_> =
            slots.iter().map(|slot| (&slot.resource, world.zone.local(slot.start))).collect();
        let distinct: HashSet<_> = clocks.iter().collect();
        folded += usize::from(distinct.len() < clocks.len());
    }
    assert!(offered > 100, "{offered} of 300 worlds offer something");
    assert!(taken > 20, "{taken} of 300 worlds have a taken slot");
    assert!(held > 10, "{held} of 300 worlds have a held slot");
    assert!(folded > 5, "{folded} of 300 worlds offer a time twice");
    assert!(few > 20, "{few} of 300 worlds have a slot of which a part is taken");
}

#[test]
fn the_last_date_counts_days_and_not_hours() {
    let mut world = world::fixed();
    let today = world.zone.date(world.now);
    for days in [0, 1, 60] {
        world.setting.offer.rules.horizon_days = days;
        let last = today.saturating_add(i64::from(days).days());
        assert_eq!(world.offer.last_date(world.scene()), last);
    }
    world.setting.offer.rules.horizon_days = 0;
    world.setting.from = today.tomorrow().unwrap();
    world.setting.to = world.from;
    assert_eq!(world.slots(), []);
    let tomorrow = id(world.now.plus_minutes(25 * 60), None, Some(&world.resources[0].id));
    assert_eq!(
        world.items_of(&tomorrow, 1),
        Err(Refusal::Closed { reason: Closed::Horizon { days: 0 } })
    );
}

#[test]
fn a_slot_closes_when_it_can_no_longer_be_booked() {
    for (notice, left) in [(0, 1), (60, 60 * 60_000)] {
        let mut world = world::fixed();
        world.setting.offer.rules.notice_minutes = notice;
        let slot = world.slots().pop().unwrap();
        let closes_at = slot.closes_at.unwrap();
        world.setting.now = UnixMillis(closes_at.0 - 1);
        assert_eq!(world.now.millis_until(slot.start), left);
        assert!(world.slots().contains(&slot));
        assert!(world.items_of(&slot.id, 1).is_ok());
        world.setting.now = closes_at;
        assert!(!world.slots().contains(&slot));
        assert!(matches!(world.items_of(&slot.id, 1), Err(Refusal::Closed { .. })));
    }
}

#[test]
fn slots_are_in_order_of_time_where_dates_are_not() {
    let World { setting, .. } = world::fixed();
    let mut setting = Setting { zone: Zone::parse("America/St_Johns").unwrap(), ..setting };
    let Kind::Appointment(appointment) = &mut setting.offer.kind else { panic!() };
    let all_day = || vec![Opening::new(0, 1440).unwrap()];
    appointment.schedule.week = WeekHours::new(std::array::from_fn(|_| all_day()));
    appointment.durations[0].minutes = 1;
    (setting.from, setting.to) = (date(2010, 11, 6), date(2010, 11, 7));
    setting.now = UnixMillis::from_seconds(1_289_000_000);
    let slots = setting.slots();
    let clock = |slot: &Slot| setting.zone.rfc3339(slot.start);
    let evening = slots.iter().position(|slot| clock(slot) == "2010-11-06T23:30:00-03:30");
    let before = slots[..evening.unwrap()].iter().rev().map(clock);
    assert_eq!(
        before.take(2).collect::<Vec<_>>(),
        ["2010-11-07T00:00:00-02:30", "2010-11-06T23:30:00-02:30"]
    );
}

/// Buffers reach over midnight, into dates that are not the appointment's own.
#[test]
fn a_claim_beyond_midnight_concerns_the_day_whose_buffer_it_meets() {
    let mut world = world::fixed();
    let person = world.resources[0].id.clone();
    let midnight = CellRange::of_ticks(world.now, world.now, 15).first.0 - 8 * 4;
    let dates = |world: &World, cell: i64| {
        let cells = CellRange { first: Cell(cell), end: Cell(cell + 1) };
        world.offer.dates(world.scene(), &person, cells).unwrap()
    };
    let (before, today) = (world.from.yesterday().unwrap(), world.from);
    let Kind::Appointment(appointment) = &mut world.setting.offer.kind else { panic!() };
    appointment.buffer_after_minutes = 30;
    assert_eq!(dates(&world, midnight), (before, today));
    assert_eq!(dates(&world, midnight + 1), (before, today));
    assert_eq!(dates(&world, midnight + 2), (today, today));
    assert_eq!(dates(&world, midnight - 1), (before, before));
    let Kind::Appointment(appointment) = &mut world.setting.offer.kind else { panic!() };
    appointment.buffer_after_minutes = 0;
    appointment.buffer_before_minutes = 30;
    assert_eq!(dates(&world, midnight), (today, today));
    assert_eq!(dates(&world, midnight - 1), (before, today));
    assert_eq!(dates(&world, midnight - 2), (before, today));
    assert_eq!(dates(&world, midnight - 3), (before, before));
}

#[test]
fn nights_are_no_appointment() {
    let world = world::fixed();
    let wish = Wish::Nights { from: world.from, to: world.to };
    match world.items(&wish, 1) {
        Err(Refusal::Invalid { errors }) => assert_eq!(errors[0].field, "slot"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_person_can_be_asked_for_once() {
    let mut world = world::fixed();
    assert_eq!(world.offer.max_quantity(&world.resources), 1);
    world.setting.resources[0].capacity = 4;
    assert_eq!(world.offer.max_quantity(&world.resources), 4);
    world.setting.offer.rules.max_quantity = 3;
    assert_eq!(world.offer.max_quantity(&world.resources), 3);
}
