//! The times of a day, and taking one.

use super::{offer_id, words};
use crate::model::{Choice, ChoiceState, Choosing, Day, Group, Look};
use booking::{Offer, OfferId, Refusal, Slot, SlotId, UnixMillis, Wish};
use engine::{Catalogue, Engine, ItemRequest};
use jiff::civil::Date;

/// Free times shown to a guest who came too late.
const NEAREST: usize = 6;

/// The times of one day, for each person who gives them.
///
/// # Errors
/// [`Refusal::Unknown`] for an offer or a date that is none.
pub async fn day(engine: &Engine, offer: &str, date: &str) -> Result<Day, Refusal> {
    let date: Date = date.parse().map_err(|_| Refusal::Unknown)?;
    day_of(engine, &offer_id(offer)?, date).await
}

pub(super) async fn day_of(engine: &Engine, id: &OfferId, date: Date) -> Result<Day, Refusal> {
    let catalogue = engine.offers();
    let offer = catalogue.offer(id)?;
    let found = engine.slots(id, date, date).await?;
    let group = |resource| Group {
        resource: String::from(Clone::clone(resource)),
        title: title(&catalogue, resource),
        choices: found
            .iter()
            .filter(|slot| slot.resource == *resource)
            .map(|slot| choice(&catalogue, slot))
            .collect(),
    };
    Ok(Day {
        date: date.to_string(),
        title: words::date(date),
        seq: u64::try_from(found.seq).unwrap_or(0),
        groups: offer.resources().iter().map(group).collect(),
    })
}

pub(super) fn choice(catalogue: &Catalogue, slot: &Slot) -> Choice {
    let zone = &catalogue.venue.zone;
    let (start, end) = (words::clock(zone, slot.start), words::clock(zone, slot.end));
    let with = title(catalogue, &slot.resource);
    Choice {
        slot: slot.id.to_string(),
        label: format!(
            "{}, {start} to {end} with {with}",
            words::date(slot.date).replacen(',', "", 1)
        ),
        clock: start,
        state: match (slot.left, slot.held_until) {
            (0, Some(_)) => ChoiceState::Held,
            (0, None) => ChoiceState::Taken,
            _ => ChoiceState::Free,
        },
    }
}

pub(super) fn title(catalogue: &Catalogue, resource: &booking::ResourceId) -> String {
    let found = catalogue.resources.iter().find(|known| known.id == *resource);
    found.map_or_else(|| resource.to_string(), |found| found.title.clone())
}

/// What to show again to a guest whose choice was not to be had: where they chose from.
#[must_use]
pub fn look_at(engine: &Engine, offer: &str, look: Look, choosing: &Choosing) -> Look {
    let date = choosing.slot.as_deref().and_then(|slot| date_of(engine, offer, slot));
    Look {
        date: look.date.or(date),
        from: choosing.from.clone().or(look.from),
        to: choosing.to.clone().or(look.to),
        quantity: choosing.quantity.map(|quantity| quantity.to_string()).or(look.quantity),
        ..look
    }
}

/// The venue's date of a slot, like `2026-11-23`.
fn date_of(engine: &Engine, offer: &str, slot: &str) -> Option<String> {
    let catalogue = engine.offers();
    let offer = catalogue.offer(&OfferId::parse(offer).ok()?).ok()?;
    let start = start(offer, &SlotId::parse(slot).ok()?)?;
    Some(catalogue.venue.zone.date(start).to_string())
}

/// Free slots near what was asked for.
pub(super) async fn nearest_to(
    engine: &Engine,
    asked: &ItemRequest,
) -> Result<Vec<Choice>, Refusal> {
    let catalogue = engine.offers();
    let wanted = match &asked.wish {
        Wish::Slot(slot) => start(catalogue.offer(&asked.offer)?, slot),
        Wish::Nights { from, .. } => catalogue.venue.zone.span(*from, *from).map(|span| span.0),
    };
    nearest(engine, &asked.offer, wanted.unwrap_or_else(|| engine.now())).await
}

pub(super) async fn nearest(
    engine: &Engine,
    offer: &OfferId,
    wanted: UnixMillis,
) -> Result<Vec<Choice>, Refusal> {
    let catalogue = engine.offers();
    let found = engine.nearest(offer, wanted, NEAREST).await?;
    Ok(found.iter().map(|slot| choice(&catalogue, slot)).collect())
}

fn start(_: &Offer, slot: &SlotId) -> Option<UnixMillis> {
    booking::AppointmentSlot::parse(slot).map(|slot| slot.start)
}
