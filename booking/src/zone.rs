//! The venue's time zone, and the only place where local time and instants meet.
//!
//! No gap or fold is ever resolved by a rule of thumb. A local date is cut into *stretches* of
//! constant UTC offset; inside a stretch local time and instants differ by a constant, so a local
//! time that the clock skips is in no stretch and one that it repeats is in two.

use crate::UnixMillis;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};
use std::fmt;

/// An IANA time zone, by name.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    zone: TimeZone,
    name: String,
}

/// A name that is no time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no IANA time zone; try one like 'Europe/Berlin'")]
pub struct ZoneError(String);

/// The part of a local date between two changes of the UTC offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) start: UnixMillis,
    pub(crate) end: UnixMillis,
    offset: Offset,
}

impl Stretch {
    /// The instant at which clocks of this stretch would show `local`; it may lie outside of it.
    pub(crate) fn instant(&self, local: DateTime) -> Option<UnixMillis> {
        self.offset.to_timestamp(local).ok().map(millis)
    }

    /// The instant in this stretch at which clocks show `local`.
    pub(crate) fn showing(&self, local: DateTime) -> Option<UnixMillis> {
        self.instant(local).filter(|instant| (self.start..self.end).contains(instant))
    }
}

impl Zone {
    /// # Errors
    /// When the zone database has no such name.
    pub fn parse(name: &str) -> Result<Self, ZoneError> {
        let unknown = || ZoneError(name.chars().take(64).collect());
        let zone = TimeZone::get(name).map_err(|_| unknown())?;
        let name = zone.iana_name().ok_or_else(unknown)?.to_owned();
        Ok(Self { zone, name })
    }

    #[must_use]
    pub fn utc() -> Self {
        Self { zone: TimeZone::UTC, name: "UTC".to_owned() }
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a clock and a calendar at the venue show at an instant.
    #[must_use]
    pub fn local(&self, instant: UnixMillis) -> DateTime {
        self.zone.to_datetime(timestamp(instant))
    }

    #[must_use]
    pub fn date(&self, instant: UnixMillis) -> Date {
        self.local(instant).date()
    }

    /// RFC 3339 with the venue's offset at that instant, to the second.
    #[must_use]
    pub fn rfc3339(&self, instant: UnixMillis) -> String {
        let timestamp = timestamp(UnixMillis::from_seconds(instant.seconds()));
        let offset = self.zone.to_offset(timestamp);
        timestamp.display_with_offset(offset).to_string()
    }

    /// From the first instant of the local date `from` to the last of `to`; `None` when the zone
    /// skipped them all.
    #[must_use]
    pub fn span(&self, from: Date, to: Date) -> Option<(UnixMillis, UnixMillis)> {
        let dates = || from.series(1.day()).take_while(|date| *date <= to);
        let start = dates().find_map(|date| self.stretches(date).first().map(|s| s.start))?;
        let mut last = to;
        loop {
            if let Some(stretch) = self.stretches(last).last() {
                return Some((start, stretch.end));
            }
            last = last.yesterday().ok().filter(|date| *date >= from)?;
        }
    }

    /// The first and last date that a calendar at the venue shows from `start` to `end`, the latter
    /// not included. They need not be those of its two ends: a clock put back soon after midnight
    /// shows the evening before once more.
    #[must_use]
    pub fn dates(&self, start: UnixMillis, end: UnixMillis) -> (Date, Date) {
        let last = UnixMillis(end.0.saturating_sub(1)).max(start);
        let changes =
            self.zone.following(timestamp(start)).map(|change| millis(change.timestamp()));
        let changes = changes.take_while(|change| *change <= last);
        let around = changes.flat_map(|change| [UnixMillis(change.0 - 1), change]);
        around
            .map(|instant| self.date(instant))
            .fold((self.date(start), self.date(last)), |(first, last), date| {
                (first.min(date), last.max(date))
            })
    }

    /// The first instant at which clocks show `local`; `None` when they skip it.
    pub(crate) fn first_showing(&self, local: DateTime) -> Option<UnixMillis> {
        self.stretches(local.date()).iter().find_map(|stretch| stretch.showing(local))
    }

    /// The first instant at which clocks show `local`; when they skip it, the first after the gap.
    pub(crate) fn first_from(&self, local: DateTime) -> Option<UnixMillis> {
        let stretches = self.stretches(local.date());
        for stretch in &stretches {
            match stretch.instant(local) {
                // Before the stretch, and in none of those before it: the gap ends with its start.
                Some(instant) if instant < stretch.end => return Some(instant.max(stretch.start)),
                _ => {}
            }
        }
        match stretches.last() {
            Some(last) => Some(last.end),
            None => Some(self.stretches(local.date().tomorrow().ok()?).first()?.start),
        }
    }

    /// Whether the zone has the date: Apia went from the 29th to the 31st of December 2011.
    pub(crate) fn has(&self, date: Date) -> bool {
        !self.stretches(date).is_empty()
    }

    /// The stretches of a local date in order. A date that the zone skipped has none.
    pub(crate) fn stretches(&self, date: Date) -> Vec<Stretch> {
        let (Ok(before), Ok(after)) = (date.yesterday(), date.tomorrow()) else {
            return Vec::new();
        };
        // A UTC offset is less than 26 hours (jiff::tz::Offset), so that the date as counted in UTC
        // with two days added on either side holds it whole.
        let Ok(from) = before.yesterday().and_then(|d| Offset::UTC.to_timestamp(d.at(0, 0, 0, 0)))
        else {
            return Vec::new();
        };
        let Ok(to) = after.tomorrow().and_then(|d| Offset::UTC.to_timestamp(d.at(0, 0, 0, 0)))
        else {
            return Vec::new();
        };
        let mut stretches = Vec::with_capacity(2);
        let mut start = from;
        let mut offset = self.zone.to_offset(from);
        let mut push = |start: Timestamp, end: Timestamp, offset: Offset| {
            let midnight = |date: Date| offset.to_timestamp(date.at(0, 0, 0, 0));
            if let (Ok(first), Ok(last)) = (midnight(date), midnight(after)) {
                let (start, end) = (start.max(first), end.min(last));
                if start < end {
                    stretches.push(Stretch { start: millis(start), end: millis(end), offset });
                }
            }
        };
        for change in self.zone.following(from).take_while(|t| t.timestamp() < to) {
            push(start, change.timestamp(), offset);
            start = change.timestamp();
            offset = change.offset();
        }
        push(start, to, offset);
        stretches
    }
}

/// `minute` of the local day, 0 to 1440; 1440 is the next day's midnight.
pub(crate) fn minute_of(date: Date, minute: u16) -> Option<DateTime> {
    date.at(0, 0, 0, 0).checked_add(i64::from(minute).minutes()).ok()
}

fn millis(timestamp: Timestamp) -> UnixMillis {
    UnixMillis(timestamp.as_millisecond())
}

/// Instants beyond what a calendar can hold (±9999 years) are brought to its ends.
fn timestamp(instant: UnixMillis) -> Timestamp {
    let clamped = instant.0.clamp(Timestamp::MIN.as_millisecond(), Timestamp::MAX.as_millisecond());
    Timestamp::from_millisecond(clamped).unwrap_or_default()
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn hours(zone: &str, date: Date) -> Vec<i64> {
        let zone = Zone::parse(zone).unwrap();
        let stretches = zone.stretches(date);
        stretches.iter().map(|s| (s.end.0 - s.start.0) / 60_000).collect()
    }

    #[test]
    fn a_day_is_as_long_as_it_is() {
        let berlin = "Europe/Berlin";
        assert_eq!(hours(berlin, date(2026, 11, 23)), [24 * 60]);
        assert_eq!(hours(berlin, date(2026, 3, 29)), [2 * 60, 21 * 60]);
        assert_eq!(hours(berlin, date(2026, 10, 25)), [3 * 60, 22 * 60]);
        assert_eq!(hours("Australia/Lord_Howe", date(2026, 4, 5)), [2 * 60, 22 * 60 + 30]);
        assert_eq!(hours("Australia/Lord_Howe", date(2026, 10, 4)), [2 * 60, 21 * 60 + 30]);
        assert_eq!(hours("America/New_York", date(2026, 11, 1)), [2 * 60, 23 * 60]);
    }

    #[test]
    fn dates_may_go_back_for_an_hour() {
        // Until 2011 St. John's put its clocks back from 00:01 to 23:01 of the day before.
        let zone = Zone::parse("America/St_Johns").unwrap();
        let midnight = UnixMillis::from_seconds(1_289_097_000);
        let minute = |minute: u32| midnight.plus_minutes(minute);
        let (evening, day) = (date(2010, 11, 6), date(2010, 11, 7));
        assert_eq!([zone.date(minute(0)), zone.date(minute(1))], [day, evening]);
        assert_eq!(zone.dates(midnight, minute(1)), (day, day));
        assert_eq!(zone.dates(midnight, minute(2)), (evening, day));
        assert_eq!(zone.dates(minute(1), minute(2)), (evening, evening));
        assert_eq!(zone.dates(midnight.minus_minutes(1), minute(2)), (evening, day));
        assert_eq!(zone.dates(midnight, midnight), (day, day));
    }

    #[test]
    fn a_skipped_date_has_no_time() {
        assert_eq!(hours("Pacific/Apia", date(2011, 12, 30)), [] as [i64; 0]);
        assert_eq!(hours("Pacific/Apia", date(2011, 12, 29)), [24 * 60]);
        assert_eq!(hours("Pacific/Apia", date(2011, 12, 31)), [24 * 60]);
    }

    #[test]
    fn midnight_itself_may_be_skipped() {
        // Cairo's clocks go from 00:00 to 01:00 on the last Friday of April.
        assert_eq!(hours("Africa/Cairo", date(2026, 4, 24)), [23 * 60]);
    }

    #[test]
    fn instants_are_shown_with_the_offset_in_force() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        assert_eq!(zone.rfc3339(UnixMillis(0)), "1970-01-01T01:00:00+01:00");
        let summer = UnixMillis::from_seconds(1_782_900_000);
        assert!(zone.rfc3339(summer).ends_with("+02:00"));
    }

    #[test]
    fn a_zone_is_known_by_name_alone() {
        assert!(Zone::parse("Europe/Atlantis").is_err());
        assert!(Zone::parse("").is_err());
        assert_eq!(Zone::parse("europe/berlin").unwrap().name(), "Europe/Berlin");
    }
}
