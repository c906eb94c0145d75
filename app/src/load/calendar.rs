//! The month calendar: which days have room.

use super::found::Found;
use super::words;
use crate::model::{Money, Month, MonthDay};
use booking::{KindName, Offer, OfferId, Refusal, Slot};
use engine::Engine;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::HashMap;

/// Days looked through at a time for the next free one.
const STRIDE: i64 = 62;

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

/// All slots of an offer while there are no more than `most`, else none: then they are better looked
/// through by date.
pub(super) async fn few(
    engine: &Engine,
    offer: &OfferId,
    most: usize,
) -> Result<Option<Found>, Refusal> {
    let (mut from, last) = engine.dates(offer)?;
    let mut all = Found { seq: u64::MAX, slots: Vec::new() };
    while from <= last {
        let to = from.saturating_add((STRIDE - 1).days()).min(last);
        let found = Found::of(engine, offer, (from, to), None).await?;
        all.seq = all.seq.min(found.seq);
        all.slots.extend(found.slots);
        if all.slots.len() > most {
            return Ok(None);
        }
        from = to.saturating_add(1.day());
    }
    Ok(Some(all))
}

/// What a date of the calendar says.
#[derive(Default)]
struct Says {
    left: u32,
    price: Option<String>,
    is_arrival: bool,
}

/// The month that `first` begins, brought to the months in which the offer can be booked, and the
/// sequence of the ledger it shows.
pub(super) async fn month(
    engine: &Engine,
    offer: &Offer,
    first: Date,
    minutes: Option<u32>,
) -> Result<(Month, u64), Refusal> {
    let (earliest, latest) = engine.dates(&offer.id)?;
    let first = first.clamp(earliest.first_of_month(), latest.first_of_month());
    let last = first.last_of_month();
    let found = Found::of(engine, &offer.id, (first, last), minutes).await?;
    let money = Money::of(&engine.offers().venue.currency);
    let kind = offer.kind_name();
    let mut days: HashMap<Date, Says> = HashMap::new();
    for slot in &found.slots {
        let day = days.entry(slot.date).or_default();
        // An appointment is one time, whoever may give it; elsewhere it is places that count.
        day.left += match kind {
            KindName::Appointment => u32::from(slot.is_bookable()),
            _ => slot.left,
        };
        if kind == KindName::Stay {
            day.price = slot.price.map(|price| money.brief(price.0));
        }
        day.is_arrival = slot.is_arrival;
    }
    let name = |day: Date| day.strftime("%Y-%m").to_string();
    let previous = first.yesterday().ok().filter(|day| *day >= earliest.first_of_month());
    let next = last.tomorrow().ok().filter(|day| *day <= latest);
    let today = engine.offers().venue.zone.date(engine.now());
    let mut month_day = |day: Date| {
        let says = days.remove(&day);
        let is_offered = says.is_some();
        let Says { left, price, is_arrival } = says.unwrap_or_default();
        MonthDay {
            date: day.to_string(),
            number: u8::try_from(day.day()).unwrap_or(0),
            label: words::plain_date(day),
            left,
            is_offered,
            is_arrival,
            price,
            in_month: day.month() == first.month(),
            is_today: day == today,
        }
    };
    let month = Month {
        month: name(first),
        title: first.strftime("%B %Y").to_string(),
        previous: previous.map(name),
        next: next.map(name),
        weeks: weeks(first, last)
            .into_iter()
            .map(|week| week.into_iter().map(&mut month_day).collect())
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
