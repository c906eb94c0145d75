//! A venue with something of every kind.

use booking::{
    Appointment, Assignment, Cells, DaySet, Duration, Guest, GuestInput, Kind, NightPrices, Offer,
    OfferId, Opening, Price, Resource, ResourceId, Rules, Schedule, Session, Stay, Stock, Venue,
    WeekHours, Weekday, WeeklyStart, Zone,
};
use engine::Catalogue;
use jiff::civil::Time;
use std::collections::{BTreeMap, BTreeSet};

pub const PEOPLE: u32 = 20;
pub const HALL: u32 = 500;
pub const ROOMS: u32 = 6;
pub const UNITS: u32 = 1_000_000;

pub fn catalogue() -> Catalogue {
    let people = (0..PEOPLE).map(|i| resource(&person(i), Cells::Ticks { minutes: 15 }, 1));
    let others = [
        resource("hall", Cells::Starts, HALL),
        resource("room", Cells::Nights, ROOMS),
        resource("record", Cells::One, UNITS),
    ];
    Catalogue {
        venue: Venue {
            name: "Bench".to_owned(),
            zone: Zone::parse("Europe/Berlin").expect("constant"),
            currency: "EUR".to_owned(),
        },
        resources: people.chain(others).collect(),
        offers: vec![appointment(), session(), stay(), stock()],
    }
}

pub fn person(index: u32) -> String {
    format!("person-{index:02}")
}

pub fn offer_id(id: &str) -> OfferId {
    OfferId::parse(id).expect("constant")
}

pub fn guest() -> Guest {
    let input = GuestInput {
        name: "Ada".to_owned(),
        email: "ada@example.com".to_owned(),
        ..GuestInput::default()
    };
    Guest::parse(&input).expect("constant")
}

fn resource(id: &str, cells: Cells, capacity: u32) -> Resource {
    let id = ResourceId::parse(id).expect("constant");
    Resource { title: id.to_string(), id, cells, capacity }
}

fn offer(id: &str, kind: Kind) -> Offer {
    Offer {
        id: offer_id(id),
        title: id.to_owned(),
        description: String::new(),
        price: Some(Price(1000)),
        rules: Rules::default(),
        kind,
    }
}

fn appointment() -> Offer {
    let open = || vec![Opening::parse("08:00-20:00").expect("constant")];
    let kind = Kind::Appointment(Appointment {
        durations: vec![Duration { minutes: 45, price: None }],
        step_minutes: 15,
        buffer_before_minutes: 0,
        buffer_after_minutes: 10,
        schedule: Schedule {
            week: WeekHours::new(std::array::from_fn(|_| open())),
            exceptions: BTreeMap::new(),
        },
        resources: (0..PEOPLE).map(|i| ResourceId::parse(&person(i)).expect("constant")).collect(),
        assignment: Assignment::GuestChooses,
    });
    offer("appointment", kind)
}

fn session() -> Offer {
    let start = |weekday| WeeklyStart { weekday, time: Time::constant(19, 0, 0, 0) };
    let kind = Kind::Session(Session {
        resource: ResourceId::parse("hall").expect("constant"),
        duration_minutes: 90,
        week: Weekday::ALL.map(start).to_vec(),
        dates: BTreeSet::new(),
        exceptions: BTreeMap::new(),
    });
    offer("session", kind)
}

fn stay() -> Offer {
    let kind = Kind::Stay(Stay {
        resource: ResourceId::parse("room").expect("constant"),
        check_in: Time::constant(15, 0, 0, 0),
        check_out: Time::constant(11, 0, 0, 0),
        min_nights: 1,
        max_nights: 14,
        closed_nights: BTreeSet::new(),
        closed_to_arrival: DaySet::default(),
        closed_to_departure: DaySet::default(),
        turnover_nights: 0,
        prices: NightPrices::default(),
    });
    offer("stay", kind)
}

fn stock() -> Offer {
    offer("stock", Kind::Stock(Stock { resource: ResourceId::parse("record").expect("constant") }))
}
