//! Dates, times and prices as people say them.

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
    let (today, day) = (zone.date(now), zone.date(instant));
    let day = if day == today {
        "Today".to_owned()
    } else if Some(day) == today.checked_add(1.day()).ok() {
        "Tomorrow".to_owned()
    } else {
        date(day)
    };
    format!("{day}, {}", clock(zone, instant))
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

/// `€35.00`, or `35.00 SEK` for a currency without a sign everybody knows. Currencies without
/// minor units are those of ISO 4217 with exponent 0.
pub(super) fn price(price: Price, currency: &str) -> String {
    const NO_MINOR_UNIT: [&str; 8] = ["JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF"];
    let amount = if NO_MINOR_UNIT.contains(&currency) {
        price.0.to_string()
    } else {
        format!("{}.{:02}", price.0 / 100, price.0 % 100)
    };
    match currency {
        "EUR" => format!("€{amount}"),
        "GBP" => format!("£{amount}"),
        "USD" => format!("${amount}"),
        "JPY" => format!("¥{amount}"),
        other => format!("{amount} {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as civil;

    #[test]
    fn says_dates_and_prices_as_people_do() {
        assert_eq!(date_and_year(civil(2026, 11, 3)), "Tuesday, 3 November 2026");
        assert_eq!(price(Price(3505), "EUR"), "€35.05");
        assert_eq!(price(Price(3500), "JPY"), "¥3500");
        assert_eq!(price(Price(3500), "SEK"), "35.00 SEK");
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
