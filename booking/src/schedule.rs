//! When an offer is open: hours for each weekday, and dates that differ.

use crate::UnixMillis;
use crate::zone::{Stretch, Zone, minute_of};
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A stretch of local time within one day, `from` included and `to` not. Written `09:00-17:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Opening {
    /// Minutes after local midnight, as a clock on the wall shows them.
    from: u16,
    /// At most 1440, the end of the day.
    to: u16,
}

/// A text that is no opening.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("opening hours are written like 09:00-17:30, the end after the start and at most 24:00")]
pub struct OpeningError;

impl Opening {
    /// # Errors
    /// When `to` is not after `from`, or past 1440.
    pub fn new(from_minute: u16, to_minute: u16) -> Result<Self, OpeningError> {
        if from_minute < to_minute && to_minute <= 1440 {
            Ok(Self { from: from_minute, to: to_minute })
        } else {
            Err(OpeningError)
        }
    }

    /// # Errors
    /// When the text is not of the form `HH:MM-HH:MM`.
    pub fn parse(text: &str) -> Result<Self, OpeningError> {
        let minute = |text: &str| -> Option<u16> {
            let (hours, minutes) = text.trim().split_once(':')?;
            let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
            (hours <= 24 && minutes < 60).then_some(hours * 60 + minutes)
        };
        let (from, to) = text.split_once('-').ok_or(OpeningError)?;
        let from = minute(from).ok_or(OpeningError)?;
        Self::new(from, minute(to).ok_or(OpeningError)?)
    }
}

impl TryFrom<String> for Opening {
    type Error = OpeningError;
    fn try_from(text: String) -> Result<Self, OpeningError> {
        Self::parse(&text)
    }
}

impl From<Opening> for String {
    fn from(opening: Opening) -> String {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        format!("{}-{}", clock(opening.from), clock(opening.to))
    }
}

/// Openings of each weekday, Monday first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekHours([Vec<Opening>; 7]);

impl WeekHours {
    #[must_use]
    pub fn new(days: [Vec<Opening>; 7]) -> Self {
        Self(days)
    }

    fn of(&self, weekday: Weekday) -> &[Opening] {
        let index = weekday.to_monday_zero_offset();
        usize::try_from(index).ok().and_then(|i| self.0.get(i)).map_or(&[], Vec::as_slice)
    }
}

/// Weekly hours and the dates on which others hold. A date with no openings is a closed one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    pub week: WeekHours,
    #[serde(default)]
    pub exceptions: BTreeMap<Date, Vec<Opening>>,
}

/// An unbroken stretch of open time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct OpenTime {
    start: UnixMillis,
    end: UnixMillis,
}

/// The open time of one local date, ready to be asked for starts.
pub(crate) struct OpenDay {
    date: Date,
    openings: Vec<Opening>,
    stretches: Vec<Stretch>,
    open: Vec<OpenTime>,
}

impl Schedule {
    pub(crate) fn day(&self, zone: &Zone, date: Date) -> OpenDay {
        let listed =
            self.exceptions.get(&date).map_or_else(|| self.week.of(date.weekday()), Vec::as_slice);
        let openings = joined(listed);
        let stretches = if openings.is_empty() { Vec::new() } else { zone.stretches(date) };
        let open = open_times(date, &openings, &stretches);
        OpenDay { date, openings, stretches, open }
    }
}

impl OpenDay {
    /// The starts at which `minutes` of real time fit into open time, every `step` minutes of local
    /// time from each opening on. In order; a local time that comes twice yields two starts.
    pub(crate) fn starts(&self, step: u16, minutes: u32) -> Vec<UnixMillis> {
        let mut starts = Vec::new();
        for stretch in &self.stretches {
            for opening in &self.openings {
                for minute in (opening.from..opening.to).step_by(usize::from(step.max(1))) {
                    let local = minute_of(self.date, minute);
                    let Some(start) = local.and_then(|local| stretch.showing(local)) else {
                        continue;
                    };
                    if self.is_open(start, start.plus_minutes(minutes)) {
                        starts.push(start);
                    }
                }
            }
        }
        starts
    }

    fn is_open(&self, start: UnixMillis, end: UnixMillis) -> bool {
        self.open.iter().any(|open| open.start <= start && end <= open.end)
    }
}

/// Openings in order, those that touch or overlap made one.
fn joined(openings: &[Opening]) -> Vec<Opening> {
    let mut sorted = openings.to_vec();
    sorted.sort_unstable();
    let mut joined: Vec<Opening> = Vec::with_capacity(sorted.len());
    for opening in sorted {
        match joined.last_mut() {
            Some(last) if opening.from <= last.to => last.to = last.to.max(opening.to),
            _ => joined.push(opening),
        }
    }
    joined
}

fn open_times(date: Date, openings: &[Opening], stretches: &[Stretch]) -> Vec<OpenTime> {
    let mut open: Vec<OpenTime> = Vec::with_capacity(openings.len());
    for stretch in stretches {
        for opening in openings {
            let instant = |minute| minute_of(date, minute).and_then(|local| stretch.instant(local));
            let (Some(from), Some(to)) = (instant(opening.from), instant(opening.to)) else {
                continue;
            };
            let (start, end) = (from.max(stretch.start), to.min(stretch.end));
            if start >= end {
                continue;
            }
            match open.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ => open.push(OpenTime { start, end }),
            }
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn starts(zone: &str, date: Date, hours: &str, step: u16, minutes: u32) -> Vec<String> {
        let zone = Zone::parse(zone).unwrap();
        let openings: Vec<Opening> = hours.split(' ').map(|h| Opening::parse(h).unwrap()).collect();
        let schedule =
            Schedule { week: WeekHours::default(), exceptions: BTreeMap::from([(date, openings)]) };
        let starts = schedule.day(&zone, date).starts(step, minutes);
        let clock = |text: String| format!("{}{}", &text[11..16], &text[19..]);
        starts.iter().map(|start| clock(zone.rfc3339(*start))).collect()
    }

    #[test]
    fn the_last_start_leaves_room_before_closing() {
        let day = starts("Europe/Berlin", date(2026, 11, 23), "09:00-10:30 14:00-14:45", 15, 45);
        assert_eq!(
            day,
            ["09:00+01:00", "09:15+01:00", "09:30+01:00", "09:45+01:00", "14:00+01:00"]
        );
    }

    #[test]
    fn berlin_skips_the_hour_that_does_not_exist() {
        let day = starts("Europe/Berlin", date(2026, 3, 29), "01:00-04:00", 60, 60);
        assert_eq!(day, ["01:00+01:00", "03:00+02:00"]);
    }

    #[test]
    fn new_york_offers_the_repeated_hour_twice() {
        let day = starts("America/New_York", date(2026, 11, 1), "00:00-03:00", 60, 60);
        assert_eq!(day, ["00:00-04:00", "01:00-04:00", "01:00-05:00", "02:00-05:00"]);
    }

    #[test]
    fn lord_howe_moves_by_half_an_hour() {
        let forward = starts("Australia/Lord_Howe", date(2026, 10, 4), "01:00-04:00", 60, 60);
        assert_eq!(forward, ["01:00+10:30", "03:00+11:00"]);
        let back = starts("Australia/Lord_Howe", date(2026, 4, 5), "01:00-03:00", 60, 60);
        assert_eq!(back, ["01:00+11:00", "02:00+10:30"]);
    }

    #[test]
    fn casablanca_pauses_summer_time_for_ramadan() {
        // Clocks go back from 03:00 (+01) to 02:00 (+00) on 15 February 2026.
        let day = starts("Africa/Casablanca", date(2026, 2, 15), "01:00-04:00", 60, 60);
        assert_eq!(day, ["01:00+01:00", "02:00+01:00", "02:00+00:00", "03:00+00:00"]);
    }

    #[test]
    fn apia_never_had_the_thirtieth() {
        assert!(starts("Pacific/Apia", date(2011, 12, 30), "00:00-24:00", 60, 60).is_empty());
        assert_eq!(starts("Pacific/Apia", date(2011, 12, 29), "22:00-24:00", 60, 60).len(), 2);
        assert_eq!(starts("Pacific/Apia", date(2011, 12, 31), "00:00-02:00", 60, 60).len(), 2);
    }

    #[test]
    fn openings_that_touch_are_one() {
        let day = starts("Europe/Berlin", date(2026, 11, 23), "10:00-11:00 09:00-10:00", 60, 90);
        assert_eq!(day, ["09:00+01:00"]);
    }

    #[test]
    fn an_opening_is_read_back_as_written() {
        for text in ["09:00-17:30", "00:00-24:00"] {
            assert_eq!(String::from(Opening::parse(text).unwrap()), text);
        }
        for bad in
            ["", "9-5", "17:00-09:00", "09:00-24:01", "09:60-10:00", "09:00-09:00", "25:00-26:00"]
        {
            assert!(Opening::parse(bad).is_err(), "{bad}");
        }
    }
}
