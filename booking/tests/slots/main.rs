//! What an appointment offers, against an oracle that walks through the minutes one by one.

mod oracle;
mod world;

use booking::{
    Appointment, AppointmentSlot, CellRange, Closed, Occupancy, Refusal, ResourceId, Slot, SlotId,
    UnixMillis,
};
use jiff::ToSpan;
use oracle::{Minutes, Verdict};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::collections::HashSet;
use world::{Claim, World};

fn listed(world: &World) -> Vec<Slot> {
    slots_among(world, world.claims.iter())
}

fn slots_among<'a>(world: &'a World, claims: impl Iterator<Item = &'a Claim>) -> Vec<Slot> {
    let claims = claims.map(|claim| (claim.resource.clone(), claim.cell, claim.until));
    world.appointment.slots(
        &world.zone,
        &world.resources,
        world.from,
        world.to,
        world.now,
        &Occupancy::new(claims),
    )
}

fn find(world: &World, id: &SlotId) -> Result<Slot, Refusal> {
    world.appointment.slot(&world.zone, &world.resources, id, world.now)
}

fn id(start: UnixMillis, resource: &ResourceId) -> SlotId {
    let resource = resource.clone();
    AppointmentSlot { start, resource }.id().unwrap()
}

/// For what takes long; `PROPTEST_CASES` raises it as well.
fn fewer() -> ProptestConfig {
    let default = ProptestConfig::default();
    let cases = default.cases.div_ceil(3);
    ProptestConfig { cases, ..default }
}

fn slots_of(offer: &Appointment, world: &World) -> usize {
    let none = Occupancy::default();
    let (from, to) = (world.from, world.to);
    offer.slots(&world.zone, &world.resources, from, to, world.now, &none).len()
}

proptest! {
    /// None outside hours, none overlapping a claim counted as left, none lost, all in order.
    #[test]
    fn slots_are_those_of_the_oracle(world in world::any()) {
        let minutes = Minutes::walk(&world);
        prop_assert_eq!(listed(&world), oracle::slots(&world, &minutes));
    }

    /// What the engine reads of the ledger is enough to settle every slot.
    #[test]
    fn the_cells_of_the_dates_decide(world in world::any()) {
        let (from, to) = (world.from, world.to);
        let cells = |id: &ResourceId| {
            let resource = world.resources.iter().find(|resource| resource.id == *id)?;
            world.appointment.cells(&world.zone, resource, from, to)
        };
        let read = |claim: &&Claim| {
            cells(&claim.resource).is_some_and(|cells: CellRange| cells.contains(claim.cell))
        };
        let slots = slots_among(&world, world.claims.iter().filter(read));
        prop_assert_eq!(slots, listed(&world));
    }

    /// A claim concerns no slot of a date that the feed would not look at again.
    #[test]
    fn a_claim_touches_the_dates_it_names(world in world::any()) {
        for slot in listed(&world) {
            let resource = world.resources.iter().find(|r| r.id == slot.resource).unwrap();
            let meets = |claim: &&Claim| claim.resource == slot.resource && slot.cells.contains(claim.cell);
            for claim in world.claims.iter().filter(meets) {
                let cells = CellRange { first: claim.cell, end: booking::Cell(claim.cell.0 + 1) };
                let (first, last) = world.appointment.dates(&world.zone, resource, cells);
                prop_assert!((first..=last).contains(&slot.date), "{slot:?} not in {first} to {last}");
            }
        }
    }
}

proptest! {
    #![proptest_config(fewer())]

    /// A slot by its id and the list say the same of every minute of the dates.
    #[test]
    fn one_slot_agrees_with_the_list(world in world::any(), offset in 0usize..11) {
        let minutes = Minutes::walk(&world);
        let slots = listed(&world);
        for slot in &slots {
            let free = Slot { left: 1, held_until: None, ..slot.clone() };
            prop_assert_eq!(find(&world, &slot.id), Ok(free));
        }
        let offered: HashSet<&SlotId> = slots.iter().map(|slot| &slot.id).collect();
        for minute in minutes.all().skip(offset).step_by(11) {
            for resource in &world.appointment.resources {
                let id = id(minute.start, resource);
                let in_range = (world.from..=world.to).contains(&minute.date);
                let expected = match oracle::verdict(&world, minute) {
                    Verdict::Offered => None,
                    Verdict::Closed(reason) => Some(Refusal::Closed { reason }),
                };
                prop_assert_eq!(find(&world, &id).err(), expected.clone(), "{}", id);
                if in_range {
                    prop_assert_eq!(offered.contains(&id), expected.is_none(), "{}", id);
                }
            }
        }
    }

    /// Nobody is offered what the offer does not name, whoever else there is.
    #[test]
    fn other_resources_are_unknown(world in world::any()) {
        let start = listed(&world).first().map_or(world.now, |slot| slot.start);
        let named: HashSet<&ResourceId> = world.appointment.resources.iter().collect();
        for resource in &world.resources {
            if !named.contains(&resource.id) {
                prop_assert_eq!(find(&world, &id(start, &resource.id)), Err(Refusal::Unknown));
            }
        }
        let nobody = ResourceId::parse("nobody").unwrap();
        prop_assert_eq!(find(&world, &id(start, &nobody)), Err(Refusal::Unknown));
    }

    #[test]
    fn an_id_is_read_back(minute in -30_000_000i64..120_000_000, name in "[A-Za-z0-9_-]{1,40}") {
        let slot = AppointmentSlot {
            start: UnixMillis(minute * 60_000),
            resource: ResourceId::parse(&name).unwrap(),
        };
        let id = slot.id().unwrap();
        prop_assert_eq!(AppointmentSlot::parse(&id), Some(slot));
    }

    #[test]
    fn an_id_that_is_none_is_unknown(world in world::any(), text in "[0-9TZa-c_-]{1,80}|20(26|11)[01][0-9T]{6,8}Z-ana") {
        let id = SlotId::parse(&text).unwrap();
        let again = AppointmentSlot::parse(&id).and_then(|slot| slot.id());
        match again {
            // Two ids for one slot would be two names for one thing in links and idempotency keys.
            Some(again) => prop_assert_eq!(again, id),
            None => prop_assert_eq!(find(&world, &id), Err(Refusal::Unknown)),
        }
    }
}

/// The cases above reach what they are meant for: without this they could agree on nothing.
#[test]
fn the_worlds_are_worth_looking_at() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut offered, mut taken, mut held, mut folded) = (0, 0, 0, 0);
    for _ in 0..200 {
        let world = world::any().new_tree(&mut runner).unwrap().current();
        let slots = listed(&world);
        offered += usize::from(slots.iter().any(Slot::is_bookable));
        held += usize::from(slots.iter().any(|slot| slot.held_until.is_some()));
        taken += usize::from(slots.iter().any(|slot| slot.left == 0 && slot.held_until.is_none()));
        let clocks: Vec<_> =
            slots.iter().map(|slot| (&slot.resource, world.zone.local(slot.start))).collect();
        let distinct: HashSet<_> = clocks.iter().collect();
        folded += usize::from(distinct.len() < clocks.len());
    }
    assert!(offered > 80, "{offered} of 200 worlds offer something");
    assert!(taken > 20, "{taken} of 200 worlds have a taken slot");
    assert!(held > 10, "{held} of 200 worlds have a held slot");
    assert!(folded > 5, "{folded} of 200 worlds offer a time twice");
}

#[test]
fn the_last_date_counts_days_and_not_hours() {
    let mut world = world::fixed();
    let today = world.zone.date(world.now);
    for days in [0, 1, 60] {
        world.appointment.horizon_days = days;
        let last = today.saturating_add(i64::from(days).days());
        assert_eq!(world.appointment.last_date(&world.zone, world.now), last);
    }
    world.appointment.horizon_days = 0;
    world.from = today.tomorrow().unwrap();
    world.to = world.from;
    assert_eq!(slots_of(&world.appointment, &world), 0);
    let tomorrow = id(world.now.plus_minutes(24 * 60), &world.resources[0].id);
    assert_eq!(
        find(&world, &tomorrow),
        Err(Refusal::Closed { reason: Closed::Horizon { days: 0 } })
    );
}
