//! A venue that sells something of every kind, in UTC.

use booking::{
    Appointment, Assignment, Cells, Duration, Guest, GuestInput, Kind, Offer, OfferId, Opening,
    Resource, ResourceId, Rules, Schedule, Session, SlotId, Stay, Stock, UnixMillis, Venue,
    WeekHours, Wish, Zone,
};
use engine::{Catalogue, ItemRequest, Request};
use jiff::ToSpan;
use jiff::civil::{Date, date, time};
use std::collections::{BTreeMap, BTreeSet};

/// A Monday. The clock starts at 06:00.
pub const MONDAY: Date = date(2026, 11, 23);
pub const SIX: UnixMillis = UnixMillis(1_795_413_600_000);

/// `haircut` with Ana or Ben as the guest likes, `advice` with whoever is less busy, `court` from a
/// pool of 3, `class` with 4 places every evening, `concert` with 500 tickets, `room` of which there
/// are 3, and `vinyl`, 5 in stock.
pub fn catalogue() -> Catalogue {
    let ticks = Cells::Ticks { minutes: 15 };
    let resources = vec![
        resource("ana", ticks, 1),
        resource("ben", ticks, 1),
        resource("courts", ticks, 3),
        resource("studio", Cells::Starts, 4),
        resource("hall", Cells::Starts, 500),
        resource("rooms", Cells::Nights, 3),
        resource("records", Cells::One, 5),
    ];
    let evenings = (0..30).map(|day| evening(MONDAY.saturating_add(day.days())));
    let concert = date(2026, 12, 5).to_datetime(time(20, 0, 0, 0));
    let offers = vec![
        appointment("haircut", 45, 10, &["ana", "ben"], Assignment::GuestChooses),
        appointment("advice", 30, 0, &["ana", "ben"], Assignment::LeastBusy),
        appointment("court", 60, 0, &["courts"], Assignment::GuestChooses),
        sell("class", Kind::Session(session("studio", evenings.collect()))),
        sell("concert", Kind::Session(session("hall", BTreeSet::from([concert])))),
        sell("room", Kind::Stay(stay("rooms"))),
        sell("vinyl", Kind::Stock(Stock { resource: id("records") })),
    ];
    let venue = Venue {
        name: "Test".to_owned(),
        zone: Zone::parse("UTC").unwrap(),
        currency: "EUR".to_owned(),
    };
    Catalogue { venue, resources, offers }
}

fn evening(date: Date) -> jiff::civil::DateTime {
    date.to_datetime(time(18, 0, 0, 0))
}

/// Sets what a resource begins with.
pub fn seats(catalogue: &mut Catalogue, resource: &str, capacity: u32) {
    let found = catalogue.resources.iter_mut().find(|found| found.id.as_str() == resource);
    found.unwrap().capacity = capacity;
}

pub fn id(text: &str) -> ResourceId {
    ResourceId::parse(text).unwrap()
}

fn resource(name: &str, cells: Cells, capacity: u32) -> Resource {
    Resource { id: id(name), title: name.to_owned(), cells, capacity }
}

fn sell(name: &str, kind: Kind) -> Offer {
    Offer {
        id: OfferId::parse(name).unwrap(),
        title: name.to_owned(),
        description: String::new(),
        price: None,
        rules: Rules { horizon_days: 40, ..Rules::default() },
        kind,
    }
}

fn appointment(
    name: &str,
    minutes: u32,
    buffer: u32,
    people: &[&str],
    assignment: Assignment,
) -> Offer {
    let open = || vec![Opening::parse("09:00-17:00").unwrap()];
    sell(
        name,
        Kind::Appointment(Appointment {
            durations: vec![Duration { minutes, price: None }],
            step_minutes: 15,
            buffer_before_minutes: 0,
            buffer_after_minutes: buffer,
            schedule: Schedule {
                week: WeekHours::new(std::array::from_fn(|_| open())),
                exceptions: BTreeMap::new(),
            },
            resources: people.iter().map(|name| id(name)).collect(),
            assignment,
        }),
    )
}

fn session(resource: &str, dates: BTreeSet<jiff::civil::DateTime>) -> Session {
    Session {
        resource: id(resource),
        duration_minutes: 90,
        week: Vec::new(),
        dates,
        exceptions: BTreeMap::new(),
    }
}

fn stay(resource: &str) -> Stay {
    Stay {
        resource: id(resource),
        check_in: time(15, 0, 0, 0),
        check_out: time(10, 0, 0, 0),
        min_nights: 1,
        max_nights: 28,
        closed_nights: BTreeSet::new(),
        closed_to_arrival: booking::DaySet::default(),
        closed_to_departure: booking::DaySet::default(),
        turnover_nights: 0,
        prices: booking::NightPrices::default(),
    }
}

pub fn item(offer: &str, slot: &str, quantity: u32) -> ItemRequest {
    let wish = Wish::Slot(SlotId::parse(slot).unwrap());
    ItemRequest { offer: OfferId::parse(offer).unwrap(), wish, quantity }
}

/// Rooms from check-in on `from`, for so many nights.
pub fn nights(from: Date, nights: i64, quantity: u32) -> ItemRequest {
    let to = from.saturating_add(nights.days());
    let wish = Wish::Nights { from, to };
    ItemRequest { offer: OfferId::parse("room").unwrap(), wish, quantity }
}

/// The class on the evening of a date.
pub fn class(date: Date, quantity: u32) -> ItemRequest {
    item("class", &date.strftime("%Y%m%dT1800Z").to_string(), quantity)
}

pub fn ask(items: &[ItemRequest]) -> Request {
    Request { items: items.to_vec(), guest: Some(guest("Ada")) }
}

pub fn guest(name: &str) -> Guest {
    Guest::parse(&GuestInput {
        name: name.to_owned(),
        email: format!("{}@example.com", name.to_lowercase()),
        ..GuestInput::default()
    })
    .unwrap()
}
