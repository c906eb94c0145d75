//! A venue with something of every kind.

use booking::{
    Appointment, Assignment, Cells, DaySet, Duration, Guest, GuestInput, Kind, NightPrices, Offer,
    OfferId, Opening, Price, Resource, ResourceId, Rules, Schedule, Session, Stay, Stock, Venue,
    WeekHours, Weekday, WeeklyStart, Zone,
};
use engine::Catalogue;
use jiff::ToSpan;
use jiff::civil::{Date, Time};
use std::collections::{BTreeMap, BTreeSet};

pub const PEOPLE: u32 = 20;
pub const HALL: u32 = 500;
pub const ROOMS: u32 = 6;
pub const UNITS: u32 = 1_000_000;
/// Where places are many and none overlaps another: quarters of an hour, all day and night.
const DESKS: usize = 20;
const DAYS: usize = 58;
const QUARTERS: usize = 96;
/// How many places there are at the desks.
pub const PLACES: usize = DESKS * DAYS * QUARTERS;

pub fn catalogue() -> Catalogue {
    let people = (0..PEOPLE).map(|i| resource(&person(i), Cells::Ticks { minutes: 15 }, 1));
    let others = [
        resource("hall", Cells::Starts, HALL),
        resource("room", Cells::Nights, ROOMS),
        resource("record", Cells::One, UNITS),
    ];
    let desks = (0..DESKS).map(|i| resource(&desk(i), Cells::Ticks { minutes: 15 }, 1));
    Catalogue {
        venue: Venue {
            name: "Bench".to_owned(),
            zone: Zone::parse("Europe/Berlin").expect("constant"),
            currency: "EUR".to_owned(),
        },
        resources: people.chain(others).chain(desks).collect(),
        offers: vec![appointment(), session(), stay(), stock(), desk_offer()],
    }
}

pub fn person(index: u32) -> String {
    format!("person-{index:02}")
}

fn desk(index: usize) -> String {
    format!("desk-{index:02}")
}

/// The slot of the `index`th place at the desks. Those that follow one another are at other desks or on
/// other days, so that neither a seat nor a lock is shared.
///
/// # Panics
/// From [`PLACES`] on.
pub fn place(today: Date, index: usize) -> String {
    assert!(index < PLACES, "there are {PLACES} places");
    let rest = index / DESKS;
    place_at(today, index % DESKS, rest % DAYS, rest / DAYS)
}

/// Four places for each round: two that share a lock with no other, and two that share one.
///
/// # Panics
/// When there are no more.
pub fn neighbours(today: Date, round: usize) -> [String; 4] {
    let (day, quarter) = (round % DAYS, round / DAYS * 2);
    assert!(quarter + 1 < QUARTERS, "there are no more places");
    [(0, 0), (1, 0), (2, 0), (2, 1)]
        .map(|(desk, later)| place_at(today, desk, day, quarter + later))
}

fn place_at(today: Date, desk_index: usize, day: usize, quarter: usize) -> String {
    let date = today.saturating_add((day as i64 + 2).days());
    let (hour, minute) = (quarter / 4, quarter % 4 * 15);
    format!("{}T{hour:02}{minute:02}Z-{}", date.strftime("%Y%m%d"), desk(desk_index))
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

fn desk_offer() -> Offer {
    let open = || vec![Opening::parse("00:00-24:00").expect("constant")];
    let kind = Kind::Appointment(Appointment {
        durations: vec![Duration { minutes: 15, price: None }],
        step_minutes: 15,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        schedule: Schedule {
            week: WeekHours::new(std::array::from_fn(|_| open())),
            exceptions: BTreeMap::new(),
        },
        resources: (0..DESKS).map(|i| ResourceId::parse(&desk(i)).expect("constant")).collect(),
        assignment: Assignment::GuestChooses,
    });
    offer("desk", kind)
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

#[cfg(test)]
mod tests {
    use super::{DAYS, DESKS, PLACES, QUARTERS, neighbours, place};
    use jiff::civil::date;
    use std::collections::HashSet;

    /// A lock is for one resource on one date; at the desks a slot says both.
    fn lock(slot: &str) -> (String, String) {
        let (time, desk) = slot.split_once('-').unwrap();
        (time[..8].to_owned(), desk.to_owned())
    }

    #[test]
    fn no_place_comes_twice_and_those_that_follow_share_no_lock() {
        let today = date(2026, 11, 21);
        let places: Vec<_> = (0..PLACES).map(|index| place(today, index)).collect();
        assert_eq!(places.iter().collect::<HashSet<_>>().len(), DESKS * DAYS * QUARTERS);
        for near in places.chunks(DESKS * DAYS) {
            let locks: HashSet<_> = near.iter().map(|slot| lock(slot)).collect();
            assert_eq!(locks.len(), near.len());
        }
    }

    #[test]
    fn two_of_four_neighbours_share_a_lock() {
        let mut seen = HashSet::new();
        for round in 0..2 * DAYS {
            let slots = neighbours(date(2026, 11, 21), round);
            let [a, b, c, d] = slots.clone().map(|slot| lock(&slot));
            assert!(c == d && a != b && a != c && b != c);
            assert!(slots.into_iter().all(|slot| seen.insert(slot)), "each place once");
        }
    }
}
