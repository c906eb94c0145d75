//! The month calendar: which days have room.

use super::words;
use crate::model::{Month, MonthDay};
use booking::{OfferId, Refusal, Slot};
use engine::Engine;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::HashMap;

/// Days looked through at a time for the next free one.
const STRIDE: i64 = 14;

/// Reads `2026-11`; the date is the first of the month.
pub(super) fn parse_month(text: &str) -> Option<Date> {
    let (year, month) = text.split_once('-')?;
    let digits = |text: &str, len| text.len() == len && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(year, 4) || !digits(month, 2) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()
}

/// The first slot that can be booked on the date `from` or later.
pub(super) async fn next_free(
    engine: &Engine,
    offer: &OfferId,
    from: Date,
) -> Result<Option<Slot>, Refusal> {
    let (first, last) = engine.dates(offer)?;
    let mut from = from.max(first);
    while from <= last {
        let to = from.saturating_add((STRIDE - 1).days()).min(last);
        let found = engine.slots(offer, from, to).await?;
        if let Some(slot) = found.iter().find(|slot| slot.is_bookable()).cloned() {
            return Ok(Some(slot));
        }
        from = to.saturating_add(1.day());
    }
    Ok(None)
}

/// The month that `first` begins, brought to the months in which the offer can be booked, and the
/// sequence of the ledger it shows.
pub(super) async fn month(
    engine: &Engine,
    offer: &OfferId,
    first: Date,
) -> Result<(Month, i64), Refusal> {
    let (earliest, latest) = engine.dates(offer)?;
    let first = first.clamp(earliest.first_of_month(), latest.first_of_month());
    let last = first.last_of_month();
    let found = engine.slots(offer, first, last).await?;
    let mut left: HashMap<Date, u32> = HashMap::new();
    for slot in found.iter().filter(|slot| slot.is_bookable()) {
        *left.entry(slot.date).or_default() += 1;
    }
    let name = |day: Date| day.strftime("%Y-%m").to_string();
    let previous = first.yesterday().ok().filter(|day| *day >= earliest.first_of_month());
    let next = last.tomorrow().ok().filter(|day| *day <= latest);
    let today = engine.offers().venue.zone.date(engine.now());
    let month_day = |day: Date| MonthDay {
        date: day.to_string(),
        number: u8::try_from(day.day()).unwrap_or(0),
        label: words::date(day).replacen(',', "", 1),
        left: left.get(&day).copied().unwrap_or(0),
        in_month: day.month() == first.month(),
        is_today: day == today,
    };
    let month = Month {
        month: name(first),
        title: first.strftime("%B %Y").to_string(),
        previous: previous.map(name),
        next: next.map(name),
        weeks: weeks(first, last)
            .into_iter()
            .map(|week| week.into_iter().map(month_day).collect())
            .collect(),
    };
    Ok((month, found.seq))
}

/// The weeks that touch a month, Monday first.
fn weeks(first: Date, last: Date) -> Vec<Vec<Date>> {
    let monday = first.saturating_sub(i64::from(first.weekday().to_monday_zero_offset()).days());
    let mondays = monday.series(7.days()).take_while(|monday| *monday <= last);
    mondays.map(|monday| monday.series(1.day()).take(7).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weeks_are_whole_and_cover_the_month() {
        let weeks = weeks(date(2026, 11, 1), date(2026, 11, 30));
        assert_eq!(weeks.len(), 6);
        assert!(weeks.iter().all(|week| week.len() == 7));
        assert_eq!(weeks[0][0], date(2026, 10, 26));
        assert_eq!(weeks[5][0], date(2026, 11, 30));
    }

    #[test]
    fn a_month_is_four_digits_and_two() {
        assert_eq!(parse_month("2026-11"), Some(date(2026, 11, 1)));
        for bad in ["", "2026", "2026-13", "2026-1", "+026-11", "2026-11-01", "-001-01"] {
            assert_eq!(parse_month(bad), None, "{bad}");
        }
    }
}
