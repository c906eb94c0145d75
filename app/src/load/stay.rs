//! Nights: what some of them come to, and which others could be had.

use super::found::Found;
use super::{offer_id, words};
use crate::model::{Choice, ChoiceState, Money, Quote};
use booking::{Offer, OfferId, Refusal, Scene, Slot, StaySlot, Wish};
use engine::Engine;
use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// How far around the wished arrival others are looked for, in days.
const AROUND: i64 = 10;
/// Stays shown to a guest who came too late.
const NEAREST: usize = 4;
/// Nights read at a time.
const STRIDE: i64 = 62;

/// What the nights from `from` to `to` come to for so many rooms.
///
/// # Errors
/// [`Refusal::Unknown`] for the offer or for dates that are none.
pub async fn quote(
    engine: &Engine,
    offer: &str,
    from: &str,
    to: &str,
    quantity: u32,
) -> Result<Quote, Refusal> {
    let date = |text: &str| text.parse::<Date>().map_err(|_| Refusal::Unknown);
    let (from, to) = (date(from)?, date(to)?);
    let catalogue = engine.offers();
    let offer = catalogue.offer(&offer_id(offer)?)?;
    quote_of(engine, offer, StaySlot { from, to }, quantity).await
}

pub(super) async fn quote_of(
    engine: &Engine,
    offer: &Offer,
    stay: StaySlot,
    quantity: u32,
) -> Result<Quote, Refusal> {
    let catalogue = engine.offers();
    let wish = Wish::Nights { from: stay.from, to: stay.to };
    let scene =
        Scene { zone: &catalogue.venue.zone, resources: &catalogue.resources, now: engine.now() };
    let nights = u32::try_from(count(stay)).unwrap_or(0);
    let title = match nights {
        0 => words::dates(stay.from, stay.to),
        nights => {
            format!("{}, {}", words::count(nights, "night"), words::dates(stay.from, stay.to))
        }
    };
    let items = match offer.items(scene, &wish, quantity) {
        Ok(items) => items,
        Err(refusal) => {
            let problem = Some(super::taking::said(&refusal));
            return Ok(Quote { title, amount: None, left: 0, problem, is_full: false });
        }
    };
    let left = left(engine, &offer.id, stay).await?;
    let money = Money::of(&catalogue.venue.currency);
    let amount = items.first().and_then(|item| item.amount).map(|amount| money.say(amount));
    let problem = match left {
        0 => Some("These nights are fully booked.".to_owned()),
        left if left < quantity => Some(format!(
            "Only {} free on all of these nights.",
            match left {
                1 => "1 room is".to_owned(),
                left => format!("{left} rooms are"),
            }
        )),
        _ => None,
    };
    Ok(Quote { title, amount, left, is_full: problem.is_some(), problem })
}

/// Free stays of the same length close to a wished one.
pub(super) async fn nearest(
    engine: &Engine,
    offer: &Offer,
    wish: &Wish,
    quantity: u32,
) -> Result<Vec<Choice>, Refusal> {
    let Some(wished) = stay_of(wish).filter(|stay| count(*stay) <= STRIDE - 2 * AROUND) else {
        return Ok(Vec::new());
    };
    let catalogue = engine.offers();
    let scene =
        Scene { zone: &catalogue.venue.zone, resources: &catalogue.resources, now: engine.now() };
    let money = Money::of(&catalogue.venue.currency);
    let window =
        (wished.from.saturating_sub(AROUND.days()), wished.to.saturating_add(AROUND.days()));
    let found = Found::of(engine, &offer.id, window, None).await?;
    let mut free = Vec::new();
    for days in (1..=AROUND).flat_map(|days| [-days, days]) {
        let by = Span::new().days(days);
        let stay =
            StaySlot { from: wished.from.saturating_add(by), to: wished.to.saturating_add(by) };
        let wish = Wish::Nights { from: stay.from, to: stay.to };
        let Ok(items) = offer.items(scene, &wish, quantity) else { continue };
        let (Some(item), Some(id)) = (items.first(), stay.id()) else { continue };
        let left = fewest(&found.slots, stay);
        if left < quantity {
            continue;
        }
        let amount = item.amount.map(|amount| [", ", &money.say(amount)].concat());
        let dates = words::dates(stay.from, stay.to);
        free.push((
            stay.from,
            Choice {
                slot: id.to_string(),
                clock: dates.clone(),
                label: [dates, amount.unwrap_or_default()].concat(),
                state: ChoiceState::Free,
                left,
                price: None,
            },
        ));
        if free.len() == NEAREST {
            break;
        }
    }
    free.sort_by_key(|(from, _)| *from);
    Ok(free.into_iter().map(|(_, choice)| choice).collect())
}

/// The nights that a wish is for.
pub(super) fn stay_of(wish: &Wish) -> Option<StaySlot> {
    match wish {
        Wish::Slot(slot) => StaySlot::parse(slot),
        Wish::Nights { from, to } => Some(StaySlot { from: *from, to: *to }),
    }
}

/// Rooms that are free on all nights, as far as each night for itself can tell.
async fn left(engine: &Engine, offer: &OfferId, stay: StaySlot) -> Result<u32, Refusal> {
    let (mut from, last) = (stay.from, stay.to.saturating_sub(1.day()));
    let mut left = u32::MAX;
    while from <= last && left > 0 {
        let to = from.saturating_add((STRIDE - 1).days()).min(last);
        let found = Found::of(engine, offer, (from, to), None).await?;
        let part = StaySlot { from, to: to.saturating_add(1.day()) };
        left = left.min(fewest(&found.slots, part));
        from = part.to;
    }
    Ok(left)
}

fn fewest(slots: &[Slot], stay: StaySlot) -> u32 {
    let nights = slots.iter().filter(|slot| stay.from <= slot.date && slot.date < stay.to);
    let (found, fewest) =
        nights.fold((0, u32::MAX), |(found, fewest), slot| (found + 1, fewest.min(slot.left)));
    // A night that is not there cannot be stayed.
    if found == count(stay) { fewest } else { 0 }
}

/// The number of nights; none where the end is not after the beginning.
fn count(stay: StaySlot) -> i64 {
    stay.from.until(stay.to).map_or(0, |span| i64::from(span.get_days()).max(0))
}
