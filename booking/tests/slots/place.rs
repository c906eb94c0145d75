//! Where and when: mostly near a change of the clocks.

use crate::setting::{Setting, Taken};
use booking::{Offer, Resource, UnixMillis, Zone};
use jiff::civil::{Date, date};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use proptest::sample::select;

pub const MINUTE: i64 = 60_000;

/// Zones, each with local dates on or beside which its clocks change.
pub const ZONES: [(&str, &[Date]); 12] = [
    ("Europe/Berlin", &[date(2026, 3, 29), date(2026, 10, 25)]),
    ("America/New_York", &[date(2026, 3, 8), date(2026, 11, 1)]),
    ("Australia/Lord_Howe", &[date(2026, 4, 5), date(2026, 10, 4)]),
    ("Africa/Casablanca", &[date(2026, 2, 15), date(2026, 3, 22)]),
    ("Pacific/Apia", &[date(2011, 12, 30), date(2011, 9, 24)]),
    ("Africa/Cairo", &[date(2026, 4, 24), date(2026, 10, 29)]),
    ("Asia/Kathmandu", &[date(1986, 1, 1), date(2026, 6, 1)]),
    // Repeats the last hour before midnight, and skips the first after it.
    ("America/Sao_Paulo", &[date(2018, 2, 17), date(2018, 11, 4)]),
    // Goes back a minute after midnight: the evening before comes again after the new day began.
    ("America/St_Johns", &[date(2010, 11, 6), date(2010, 11, 7), date(2010, 3, 14)]),
    // Skips the last hour before midnight.
    ("America/Nuuk", &[date(2026, 3, 28), date(2026, 10, 24)]),
    ("Antarctica/Troll", &[date(2026, 3, 29), date(2026, 10, 25)]),
    ("UTC", &[date(2026, 2, 28)]),
];

#[derive(Debug, Clone)]
pub struct Place {
    pub zone: &'static str,
    pub from: Date,
    pub to: Date,
    /// Often some days before the dates, sometimes among them.
    pub now: UnixMillis,
}

impl Place {
    /// Of an offer at this place.
    pub fn setting(&self, offer: Offer, resources: Vec<Resource>, taken: Vec<Taken>) -> Setting {
        let zone = TimeZone::get(self.zone).unwrap();
        Setting {
            zone: Zone::parse(self.zone).unwrap(),
            offer,
            resources,
            from: self.from,
            to: self.to,
            now: self.now,
            today: local(&zone, self.now).date(),
            taken,
        }
    }
}

pub fn any() -> impl Strategy<Value = Place> {
    let near = select(&ZONES[..]).prop_flat_map(|(zone, dates)| {
        let days = prop_oneof![6 => -1i64..=0, 1 => -3i64..=3, 1 => -200i64..200];
        (Just(zone), select(dates), days)
    });
    let now = prop_oneof![
        4 => -20 * 86_400_000i64..0,
        1 => -86_400_000i64..3 * 86_400_000,
        // To the quarter of an hour, where a start can be now itself.
        1 => (-96i64..3 * 96).prop_map(|quarter| quarter * 900_000),
    ];
    (near, 2i64..=3, now).prop_map(|((zone, date, offset), days, now_ms)| {
        let from = date.saturating_add(offset.days());
        Place {
            zone,
            from,
            to: from.saturating_add((days - 1).days()),
            now: UnixMillis(utc_midnight(from) + now_ms),
        }
    })
}

/// Milliseconds since 1970.
pub fn utc_midnight(date: Date) -> i64 {
    Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).unwrap().as_millisecond()
}

/// What a clock shows, by jiff's own account.
pub fn local(zone: &TimeZone, instant: UnixMillis) -> jiff::civil::DateTime {
    zone.to_datetime(Timestamp::from_millisecond(instant.0).unwrap())
}

/// For what walks through minutes; `PROPTEST_CASES` raises it as well.
pub fn fewer() -> ProptestConfig {
    let default = ProptestConfig::default();
    let cases = default.cases.div_ceil(3);
    ProptestConfig { cases, ..default }
}

/// Every minute of some dates, of three UTC days before and of `after` after them, with what a clock
/// shows.
pub fn minutes(
    zone: &str,
    (from, to): (Date, Date),
    after: i64,
) -> impl Iterator<Item = (UnixMillis, jiff::civil::DateTime)> {
    let zone = TimeZone::get(zone).unwrap();
    let first = utc_midnight(from.saturating_sub(3.days())) / MINUTE;
    let end = utc_midnight(to.saturating_add(after.days())) / MINUTE;
    (first..end).map(move |minute| {
        let start = UnixMillis(minute * MINUTE);
        (start, local(&zone, start))
    })
}
