//! A venue to try things on.

use booking::{
    Appointment, Assignment, Cells, DaySet, Duration, Kind, NightPrices, Offer, OfferId, Opening,
    Price, Resource, ResourceId, Rules, Schedule, Session, Stay, Stock, Venue, WeekHours, Weekday,
    WeeklyStart, Zone,
};
use engine::Catalogue;
use jiff::ToSpan;
use jiff::civil::{Date, Time};
use std::collections::{BTreeMap, BTreeSet};

/// The demo's venue and offers, dated from `today` on.
///
/// # Panics
/// Never: what it parses is constant, and a test reads it.
#[must_use]
pub fn catalogue(today: Date) -> Catalogue {
    Catalogue {
        venue: Venue {
            name: "Harbour Street Studio".to_owned(),
            zone: zone(),
            currency: "EUR".to_owned(),
        },
        resources: vec![
            resource("ana", "Ana", Cells::Ticks { minutes: 15 }, 1),
            resource("ben", "Ben", Cells::Ticks { minutes: 15 }, 1),
            resource("yoga", "Studio", Cells::Starts, 12),
            resource("concert", "Main hall", Cells::Starts, 500),
            resource("room", "Double room", Cells::Nights, 6),
            resource("vinyl", "Record", Cells::One, 5),
        ],
        offers: vec![haircut(), yoga(), concert(today), room(), vinyl()],
    }
}

/// The demo venue's time zone.
///
/// # Panics
/// Never: its name is constant.
#[must_use]
pub fn zone() -> Zone {
    Zone::parse("Europe/Berlin").expect("constant")
}

fn haircut() -> Offer {
    let kind = Kind::Appointment(Appointment {
        durations: vec![Duration { minutes: 45, price: None }],
        step_minutes: 15,
        buffer_before_minutes: 0,
        buffer_after_minutes: 10,
        schedule: Schedule {
            week: week("09:00-18:00", "10:00-16:00"),
            exceptions: BTreeMap::new(),
        },
        resources: vec![resource_id("ana"), resource_id("ben")],
        assignment: Assignment::GuestChooses,
    });
    let description = "Wash, cut and finish, with time to talk about what you want.";
    let rules = Rules { notice_minutes: 60, max_quantity: 1, ..Rules::default() };
    offer("haircut", "Haircut", description, 3_800, rules, kind)
}

fn yoga() -> Offer {
    let weekly = |weekday, hour| WeeklyStart { weekday, time: Time::constant(hour, 0, 0, 0) };
    let kind = Kind::Session(Session {
        resource: resource_id("yoga"),
        duration_minutes: 75,
        week: vec![
            weekly(Weekday::Monday, 18),
            weekly(Weekday::Wednesday, 18),
            weekly(Weekday::Saturday, 10),
        ],
        dates: BTreeSet::new(),
        exceptions: BTreeMap::new(),
    });
    let description = "A calm class for all levels. Mats are here; bring warm socks.";
    let rules = Rules { max_quantity: 4, ..Rules::default() };
    offer("yoga", "Yoga class", description, 1_400, rules, kind)
}

/// On the second Saturday from today, so that there is time to sell it out.
fn concert(today: Date) -> Offer {
    let to_saturday = (12 - i64::from(today.weekday().to_monday_zero_offset())) % 7;
    let date = today.saturating_add((to_saturday + 14).days());
    let kind = Kind::Session(Session {
        resource: resource_id("concert"),
        duration_minutes: 150,
        week: Vec::new(),
        dates: BTreeSet::from([date.at(20, 0, 0, 0)]),
        exceptions: BTreeMap::new(),
    });
    let description = "The harbour orchestra plays in the main hall. Doors open at 19:00.";
    offer("concert", "Concert in the main hall", description, 2_400, Rules::default(), kind)
}

fn room() -> Offer {
    let kind = Kind::Stay(Stay {
        resource: resource_id("room"),
        check_in: Time::constant(15, 0, 0, 0),
        check_out: Time::constant(11, 0, 0, 0),
        min_nights: 1,
        max_nights: 14,
        closed_nights: BTreeSet::new(),
        closed_to_arrival: DaySet::default(),
        closed_to_departure: DaySet::default(),
        turnover_nights: 0,
        prices: NightPrices {
            // Friday and Saturday nights cost more.
            week: [None, None, None, None, Some(Price(11_900)), Some(Price(11_900)), None],
            dates: BTreeMap::new(),
        },
    });
    let description = "A quiet double room above the studio, with breakfast.";
    let rules = Rules { horizon_days: 180, max_quantity: 3, ..Rules::default() };
    offer("room", "Double room", description, 8_900, rules, kind)
}

fn vinyl() -> Offer {
    let description = "The studio's own recording, hand-numbered. To be picked up at the desk.";
    let rules = Rules { max_quantity: 5, ..Rules::default() };
    let kind = Kind::Stock(Stock { resource: resource_id("vinyl") });
    offer("vinyl", "Vinyl record", description, 2_900, rules, kind)
}

fn offer(id: &str, title: &str, description: &str, price: u64, rules: Rules, kind: Kind) -> Offer {
    Offer {
        id: OfferId::parse(id).expect("constant"),
        title: title.to_owned(),
        description: description.to_owned(),
        price: Some(Price(price)),
        rules,
        kind,
    }
}

fn resource(id: &str, title: &str, cells: Cells, capacity: u32) -> Resource {
    Resource { id: resource_id(id), title: title.to_owned(), cells, capacity }
}

fn resource_id(id: &str) -> ResourceId {
    ResourceId::parse(id).expect("constant")
}

fn week(weekday: &str, saturday: &str) -> WeekHours {
    let open = |hours| vec![Opening::parse(hours).expect("constant")];
    WeekHours::new([
        open(weekday),
        open(weekday),
        open(weekday),
        open(weekday),
        open(weekday),
        open(saturday),
        Vec::new(),
    ])
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_demo_is_sound_on_any_day() {
        for day in 1..=14 {
            let today = jiff::civil::date(2026, 11, day);
            assert_eq!(super::catalogue(today).check(), Ok(()));
        }
    }
}
