//! What there is to choose from, of one day or of all.

use super::found::Found;
use super::{offer_id, stay, words};
use crate::model::{Choice, ChoiceState, Choosing, Day, Group, Look};
use booking::{
    AppointmentSlot, Assignment, Kind, KindName, Offer, OfferId, Refusal, ResourceId, Slot, SlotId,
    UnixMillis, Wish,
};
use engine::{Catalogue, Engine, ItemRequest};
use jiff::civil::Date;

/// What is shown to a guest who came too late.
const NEAREST: usize = 6;

/// The choices of one day, or all of them where they are of no one day and `date` is empty.
/// `minutes` is the length of an appointment, where it is not the usual one.
///
/// # Errors
/// [`Refusal::Unknown`] for an offer or a date that is none.
pub async fn day(
    engine: &Engine,
    offer: &str,
    date: &str,
    minutes: Option<u32>,
) -> Result<Day, Refusal> {
    let catalogue = engine.offers();
    let offer = catalogue.offer(&offer_id(offer)?)?;
    if date.is_empty() {
        return all(engine, offer).await?.ok_or(Refusal::Unknown);
    }
    day_of(engine, offer, date.parse().map_err(|_| Refusal::Unknown)?, minutes).await
}

pub(super) async fn day_of(
    engine: &Engine,
    offer: &Offer,
    date: Date,
    minutes: Option<u32>,
) -> Result<Day, Refusal> {
    let found = Found::of(engine, &offer.id, (date, date), minutes).await?;
    let catalogue = engine.offers();
    Ok(Day {
        date: date.to_string(),
        title: words::date(date),
        seq: found.seq,
        groups: groups(&catalogue, offer, &found.slots),
    })
}

/// All choices of an offer, if they are few enough to be seen at once.
pub(super) async fn all(engine: &Engine, offer: &Offer) -> Result<Option<Day>, Refusal> {
    /// Dates that a list on a phone shows without much scrolling.
    const FEW: usize = 8;

    let found = match offer.kind {
        Kind::Session(_) | Kind::Stock(_) => super::calendar::few(engine, &offer.id, FEW).await?,
        Kind::Appointment(_) | Kind::Stay(_) => None,
    };
    let Some(found) = found else { return Ok(None) };
    let catalogue = engine.offers();
    let mut choices: Vec<Choice> =
        found.slots.iter().map(|slot| choice(&catalogue, offer, slot)).collect();
    for (choice, slot) in choices.iter_mut().zip(&found.slots) {
        if !matches!(offer.kind, Kind::Stock(_)) {
            choice.clock = format!("{}, {}", words::date(slot.date), choice.clock);
        }
    }
    let title = match offer.kind {
        Kind::Stock(_) => "In stock",
        _ if choices.len() == 1 => "The date",
        _ => "The dates",
    };
    let group = Group { resource: "all".to_owned(), title: title.to_owned(), choices };
    let groups = vec![group];
    Ok(Some(Day { date: String::new(), title: title.to_owned(), seq: found.seq, groups }))
}

fn groups(catalogue: &Catalogue, offer: &Offer, slots: &[Slot]) -> Vec<Group> {
    let choices = |slots: &mut dyn Iterator<Item = &Slot>| {
        slots.map(|slot| choice(catalogue, offer, slot)).collect()
    };
    let Kind::Appointment(appointment) = &offer.kind else {
        let resource = offer.resources().first().map(ToString::to_string).unwrap_or_default();
        let choices = choices(&mut slots.iter());
        return vec![Group { resource, title: offer.title.clone(), choices }];
    };
    if appointment.assignment == Assignment::LeastBusy {
        let title = "With whoever is free".to_owned();
        let choices = choices(&mut slots.iter());
        return vec![Group { resource: "anyone".to_owned(), title, choices }];
    }
    let of = |resource: &ResourceId| Group {
        resource: resource.to_string(),
        title: title(catalogue, resource),
        choices: choices(&mut slots.iter().filter(|slot| slot.resource == *resource)),
    };
    offer.resources().iter().map(of).collect()
}

pub(super) fn choice(catalogue: &Catalogue, offer: &Offer, slot: &Slot) -> Choice {
    let zone = &catalogue.venue.zone;
    let (start, end) = (words::clock(zone, slot.start), words::clock(zone, slot.end));
    let times = format!("{}, {start} to {end}", words::plain_date(slot.date));
    let (clock, label) = match offer.kind_name() {
        KindName::Appointment if is_named(&slot.id) => {
            (start, format!("{times} with {}", title(catalogue, &slot.resource)))
        }
        KindName::Appointment => (start, times),
        KindName::Session => (format!("{start}–{end}"), times),
        KindName::Stay => (start, words::plain_date(slot.date)),
        KindName::Stock => (offer.title.clone(), offer.title.clone()),
    };
    Choice {
        slot: slot.id.to_string(),
        label,
        clock,
        state: match (slot.left, slot.held_until) {
            (0, Some(_)) => ChoiceState::Held,
            (0, None) => ChoiceState::Taken,
            _ => ChoiceState::Free,
        },
        left: slot.left,
        price: slot.price.or(offer.price).map(|price| price.0),
    }
}

/// Whether an appointment's slot says whom it is with.
fn is_named(slot: &SlotId) -> bool {
    AppointmentSlot::parse(slot).is_some_and(|slot| slot.resource.is_some())
}

pub(super) fn title(catalogue: &Catalogue, resource: &ResourceId) -> String {
    let found = catalogue.resources.iter().find(|known| known.id == *resource);
    found.map_or_else(|| resource.to_string(), |found| found.title.clone())
}

/// What to show again to a guest whose choice was not to be had: where they chose from.
#[must_use]
pub fn look_at(engine: &Engine, offer: &str, look: Look, choosing: &Choosing) -> Look {
    let catalogue = engine.offers();
    let slot = choosing.slot.as_deref().and_then(|slot| SlotId::parse(slot).ok());
    let offer = OfferId::parse(offer).ok().and_then(|id| catalogue.offer(&id).ok());
    let (mut date, mut minutes) = (None, None);
    if let (Some(offer), Some(slot)) = (offer, &slot) {
        date = start(offer, slot).map(|start| catalogue.venue.zone.date(start).to_string());
        minutes = AppointmentSlot::parse(slot).and_then(|slot| slot.minutes);
    }
    Look {
        date: look.date.or(date),
        duration: look.duration.or(minutes.map(|minutes| minutes.to_string())),
        from: choosing.from.clone().or(look.from),
        to: choosing.to.clone().or(look.to),
        quantity: choosing.quantity.map(|quantity| quantity.to_string()).or(look.quantity),
        ..look
    }
}

/// What is free near what was asked for, and enough of it.
pub(super) async fn nearest_to(
    engine: &Engine,
    asked: &ItemRequest,
) -> Result<Vec<Choice>, Refusal> {
    let catalogue = engine.offers();
    let offer = catalogue.offer(&asked.offer)?;
    match (&offer.kind, &asked.wish) {
        (Kind::Stock(_), _) => Ok(Vec::new()),
        (Kind::Stay(_), wish) => stay::nearest(engine, offer, wish, asked.quantity).await,
        (_, Wish::Slot(slot)) => {
            let wanted = start(offer, slot).unwrap_or_else(|| engine.now());
            let found = engine.nearest(&asked.offer, wanted, NEAREST).await?;
            let enough =
                found.iter().filter(|free| free.left >= asked.quantity && free.id != *slot);
            Ok(enough.map(|slot| choice(&catalogue, offer, slot)).collect())
        }
        (_, Wish::Nights { .. }) => Ok(Vec::new()),
    }
}

/// When a slot begins, where its id says so.
pub(super) fn start(offer: &Offer, slot: &SlotId) -> Option<UnixMillis> {
    match offer.kind {
        // A session's id is an appointment's that says nothing but the start.
        Kind::Appointment(_) | Kind::Session(_) => {
            AppointmentSlot::parse(slot).map(|slot| slot.start)
        }
        Kind::Stay(_) | Kind::Stock(_) => None,
    }
}
