//! Dates, times and prices as people say them.

use crate::model::Money;
use booking::{Price, UnixMillis, Zone};
use jiff::ToSpan;
use jiff::civil::Date;

/// `Monday, 23 November`
pub(super) fn date(date: Date) -> String {
    date.strftime("%A, %-d %B").to_string()
}

/// `Monday, 23 November 2026`
pub(super) fn date_and_year(date: Date) -> String {
    date.strftime("%A, %-d %B %Y").to_string()
}

/// `09:00`
pub(super) fn clock(zone: &Zone, instant: UnixMillis) -> String {
    zone.local(instant).strftime("%H:%M").to_string()
}

/// `Today, 09:00`, `Tomorrow, 09:00` or `Monday, 23 November, 09:00`
pub(super) fn soon(zone: &Zone, now: UnixMillis, instant: UnixMillis) -> String {
    format!("{}, {}", soon_day(zone, now, instant), clock(zone, instant))
}

/// `Today`, `Tomorrow` or `Monday, 23 November`
pub(super) fn soon_day(zone: &Zone, now: UnixMillis, instant: UnixMillis) -> String {
    let (today, day) = (zone.date(now), zone.date(instant));
    if day == today {
        "Today".to_owned()
    } else if Some(day) == today.checked_add(1.day()).ok() {
        "Tomorrow".to_owned()
    } else {
        date(day)
    }
}

/// As [`soon`], within a sentence: `today, 09:00`
pub(super) fn by(zone: &Zone, now: UnixMillis, instant: UnixMillis) -> String {
    soon(zone, now, instant).replacen("To", "to", 1)
}

/// `30 minutes`, `1 hour`, `2 h 30 min`
pub(super) fn span(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, 1) => "1 minute".to_owned(),
        (0, minutes) => format!("{minutes} minutes"),
        (1, 0) => "1 hour".to_owned(),
        (hours, 0) => format!("{hours} hours"),
        _ => duration(minutes),
    }
}

/// `45 min`, `1 h`, `1 h 30 min`
pub(super) fn duration(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// `€35.00`
pub(super) fn price(price: Price, currency: &str) -> String {
    Money::of(currency).say(price.0)
}

/// `2 nights`, `1 night`
pub(super) fn count(number: u32, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// `Monday 23 November`: within a sentence, and for names that are read aloud.
pub(super) fn plain_date(date: Date) -> String {
    date.strftime("%A %-d %B").to_string()
}

/// `Friday 27 to Sunday 29 November`
pub(super) fn dates(from: Date, to: Date) -> String {
    let begin = if from.first_of_month() == to.first_of_month() { "%A %-d" } else { "%A %-d %B" };
    format!("{} to {}", from.strftime(begin), plain_date(to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as civil;

    #[test]
    fn says_dates_and_prices_as_people_do() {
        assert_eq!(date_and_year(civil(2026, 11, 3)), "Tuesday, 3 November 2026");
        assert_eq!(price(Price(3505), "EUR"), "€35.05");
        assert_eq!(count(1, "night"), "1 night");
        assert_eq!(count(2, "night"), "2 nights");
        assert_eq!(
            dates(civil(2026, 11, 27), civil(2026, 11, 29)),
            "Friday 27 to Sunday 29 November"
        );
        let over = dates(civil(2026, 11, 30), civil(2026, 12, 1));
        assert_eq!(over, "Monday 30 November to Tuesday 1 December");
        assert_eq!(duration(45), "45 min");
        assert_eq!(duration(90), "1 h 30 min");
        assert_eq!(span(30), "30 minutes");
        assert_eq!(span(120), "2 hours");
    }

    #[test]
    fn near_days_go_by_their_names() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        // 2026-11-23T12:00:00Z
        let now = UnixMillis::from_seconds(1_795_435_200);
        assert_eq!(soon(&zone, now, now.plus_minutes(60)), "Today, 14:00");
        assert_eq!(by(&zone, now, now.plus_minutes(60)), "today, 14:00");
        assert_eq!(soon(&zone, now, now.plus_minutes(24 * 60)), "Tomorrow, 13:00");
        assert_eq!(soon(&zone, now, now.plus_minutes(48 * 60)), "Wednesday, 25 November, 13:00");
    }
}
