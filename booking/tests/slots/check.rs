use crate::{world, world::World};
use booking::{
    Appointment, Cells, DaySet, Duration, Kind, NightPrices, Offer, OfferError, Resource,
    ResourceId, Rules, Session, Stay, Stock,
};
use jiff::civil::{date, time};

fn id() -> ResourceId {
    ResourceId::parse("it").unwrap()
}

fn resource(cells: Cells, capacity: u32) -> Resource {
    Resource { id: id(), title: "It".to_owned(), cells, capacity }
}

fn appointment() -> Appointment {
    let world: World = world::fixed();
    Appointment { resources: vec![id()], ..world.appointment().clone() }
}

fn session() -> Session {
    Session {
        resource: id(),
        duration_minutes: 60,
        week: Vec::new(),
        dates: [date(2026, 11, 23).at(18, 0, 0, 0)].into(),
        exceptions: [].into(),
    }
}

fn stay() -> Stay {
    Stay {
        resource: id(),
        check_in: time(15, 0, 0, 0),
        check_out: time(11, 0, 0, 0),
        min_nights: 1,
        max_nights: 14,
        closed_nights: [].into(),
        closed_to_arrival: DaySet::default(),
        closed_to_departure: DaySet::default(),
        turnover_nights: 1,
        prices: NightPrices::default(),
    }
}

fn offer(kind: Kind) -> Offer {
    world::offer(kind, Rules::default(), None)
}

fn kinds() -> [(Offer, Resource); 4] {
    [
        (offer(Kind::Appointment(appointment())), resource(Cells::Ticks { minutes: 15 }, 1)),
        (offer(Kind::Session(session())), resource(Cells::Starts, 50_000)),
        (offer(Kind::Stay(stay())), resource(Cells::Nights, 6)),
        (offer(Kind::Stock(Stock { resource: id() })), resource(Cells::One, 5)),
    ]
}

#[test]
fn each_kind_has_its_cells() {
    for (i, (offer, _)) in kinds().iter().enumerate() {
        for (j, (_, resource)) in kinds().into_iter().enumerate() {
            let resource = Resource { capacity: 5, ..resource };
            let is_right = offer.check(&[resource]).is_ok();
            assert_eq!(is_right, i == j, "{:?} of the cells of kind {j}", offer.kind_name());
        }
        assert_eq!(offer.check(&[]), Err(OfferError::MissingResource(id())));
    }
}

#[test]
fn capacities_have_their_bounds() {
    for (cells, most) in [
        (Cells::Ticks { minutes: 15 }, 1_000),
        (Cells::Nights, 1_000),
        (Cells::Starts, 1_000_000),
        (Cells::One, 1_000_000),
    ] {
        for (capacity, is_right) in [(0, true), (most, true), (most + 1, false)] {
            assert_eq!(resource(cells, capacity).check().is_ok(), is_right, "{capacity} {cells:?}");
        }
    }
    for (minutes, is_right) in
        [(0, false), (1, true), (5, true), (10, false), (15, true), (30, false)]
    {
        assert_eq!(resource(Cells::Ticks { minutes }, 1).check().is_ok(), is_right, "{minutes}");
    }
}

#[test]
fn what_breaks_a_rule_says_which() {
    let person = [resource(Cells::Ticks { minutes: 15 }, 1)];
    let minutes = |minutes| Duration { minutes, price: None };
    type Change = fn(&mut Appointment);
    let changes: [(&str, Change); 8] = [
        ("at least one duration", |a| a.durations.clear()),
        ("24 hours", |a| a.durations[0].minutes = 0),
        ("24 hours", |a| a.durations[0].minutes = 1441),
        ("twice", |a| a.durations.push(a.durations[0].clone())),
        ("apart", |a| a.step_minutes = 0),
        ("buffer", |a| a.buffer_after_minutes = 1441),
        ("at least one resource", |a| a.resources.clear()),
        ("twice", |a| a.resources.push(a.resources[0].clone())),
    ];
    for (word, change) in changes {
        let mut broken = appointment();
        change(&mut broken);
        let error = offer(Kind::Appointment(broken)).check(&person).unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }
    let several = Appointment { durations: [30, 60, 90].map(minutes).into(), ..appointment() };
    assert_eq!(offer(Kind::Appointment(several)).check(&person), Ok(()));

    let rooms = [resource(Cells::Nights, 6)];
    for (word, min_nights, max_nights) in
        [("at least one", 0, 5), ("shortest", 3, 2), ("366", 1, 367)]
    {
        let broken = Stay { min_nights, max_nights, ..stay() };
        let error = offer(Kind::Stay(broken)).check(&rooms).unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }

    let class = [resource(Cells::Starts, 12)];
    let late = Session { dates: [date(2026, 11, 23).at(18, 0, 30, 0)].into(), ..session() };
    let error = offer(Kind::Session(late)).check(&class).unwrap_err().to_string();
    assert!(error.contains("full minute"), "{error}");
    for duration_minutes in [0, 14 * 24 * 60 + 1] {
        let broken = Session { duration_minutes, ..session() };
        assert!(offer(Kind::Session(broken)).check(&class).is_err());
    }
}

#[test]
fn rules_have_their_bounds_whatever_the_kind() {
    for (offer, resource) in kinds() {
        let resources = [resource];
        assert_eq!(offer.check(&resources), Ok(()));
        for rules in [
            Rules { max_quantity: 0, ..Rules::default() },
            Rules { max_quantity: 1_001, ..Rules::default() },
            Rules { horizon_days: 733, ..Rules::default() },
        ] {
            assert!(Offer { rules, ..offer.clone() }.check(&resources).is_err());
        }
    }
}
