use super::{calendar, choices, errand, home, offer_id, stay};
use crate::model::{Errand, Length, Look, Money, Notice, OfferPage, Picker, Quantity, Stay};
use booking::{Item, Kind, Offer, Refusal, StaySlot};
use engine::{Catalogue, Engine};
use jiff::ToSpan;
use jiff::civil::Date;

/// The page of an offer on which a guest chooses, for whatever they choose it. Without a month or
/// date that makes sense it opens where the next free time is.
///
/// # Errors
/// [`Refusal::Unknown`] for the offer or the errand's booking.
pub async fn offer_page(
    engine: &Engine,
    errand: &Errand,
    offer: &str,
    look: &Look,
    notice: Option<Notice>,
) -> Result<OfferPage, Refusal> {
    let id = offer_id(offer)?;
    let catalogue = engine.offers();
    let offer = catalogue.offer(&id)?;
    let booking = errand::booking(engine, errand).await?;
    let moved = errand::moved(errand, booking.as_ref())?;
    let quantity = quantity(&catalogue, offer, look, moved);
    let lengths = lengths(&catalogue, offer, look);
    let unusual = lengths.iter().skip(1).find(|length| length.is_chosen);
    let minutes = unusual.map(|length| length.minutes);
    let mut picker = Picker {
        errand: errand.clone(),
        offer: id.to_string(),
        kind: offer.kind_name(),
        seq: 0,
        money: Money::of(&catalogue.venue.currency),
        quantity,
        minutes,
        month: None,
        day: None,
        stay: None,
        // To wait is a booking of its own.
        can_wait: offer.rules.waitlist && *errand == Errand::Book,
        wait: None,
    };
    fill(engine, offer, look, &mut picker).await?;
    Ok(OfferPage {
        venue: catalogue.venue.name.clone(),
        card: home::card(engine, &catalogue, offer).await?,
        zone: catalogue.venue.zone.name().to_owned(),
        errand: errand::line(&catalogue, errand, booking.as_ref(), moved),
        lengths,
        picker,
        notice,
    })
}

/// Reads what there is to choose from.
async fn fill(
    engine: &Engine,
    offer: &Offer,
    look: &Look,
    picker: &mut Picker,
) -> Result<(), Refusal> {
    if let Some(all) = choices::all(engine, offer).await? {
        picker.seq = all.seq;
        picker.day = Some(all);
        return Ok(());
    }
    let (today, last) = engine.dates(&offer.id)?;
    let date = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Date>().ok());
    let is_stay = matches!(offer.kind, Kind::Stay(_));
    let asked = if is_stay { date(&look.from) } else { date(&look.date) };
    let month = look.month.as_deref().and_then(calendar::parse_month);
    let month = month.or(asked.map(Date::first_of_month));
    let next = calendar::next_free(engine, &offer.id, today).await?.map(|slot| slot.date);
    // A month to look through has no day chosen yet, unless it is where the next free time is.
    let first_free = next.filter(|free| month.is_none_or(|month| month == free.first_of_month()));
    let chosen = asked.or(first_free);
    let month = month.or(chosen.map(Date::first_of_month)).unwrap_or(today.first_of_month());
    let minutes = picker.minutes;
    let (month, seq) = calendar::month(engine, offer, month, minutes).await?;
    // Whatever is read after the month: what happened in between is told again.
    picker.seq = seq;
    picker.month = Some(month);
    if is_stay {
        let to = date(&look.to);
        let quote = match (asked, to) {
            (Some(from), Some(to)) => {
                let stay = StaySlot { from, to };
                Some(stay::quote_of(engine, offer, stay, picker.quantity.chosen).await?)
            }
            _ => None,
        };
        picker.stay = Some(Stay {
            first: today.to_string(),
            last: last.saturating_add(1.day()).to_string(),
            from: asked.map(|date| date.to_string()),
            to: asked.and(to).map(|date| date.to_string()),
            quote,
        });
    } else if let Some(date) = chosen {
        picker.day = Some(choices::day_of(engine, offer, date, minutes).await?);
    }
    Ok(())
}

/// As many as were asked for, or as the guest has of what is to be exchanged.
pub(super) fn quantity(
    catalogue: &Catalogue,
    offer: &Offer,
    look: &Look,
    moved: Option<&Item>,
) -> Quantity {
    let most = offer.max_quantity(&catalogue.resources).max(1);
    let asked = look.quantity.as_deref().and_then(|text| text.parse().ok());
    let had = moved.map(|item| item.quantity);
    Quantity { chosen: asked.or(had).unwrap_or(1).clamp(1, most), most }
}

/// The lengths to choose from; none where there is only one.
fn lengths(catalogue: &Catalogue, offer: &Offer, look: &Look) -> Vec<Length> {
    let Kind::Appointment(appointment) = &offer.kind else { return Vec::new() };
    if appointment.durations.len() < 2 {
        return Vec::new();
    }
    let asked = look.duration.as_deref().and_then(|text| text.parse().ok());
    let chosen = appointment.duration(asked).or(appointment.durations.first());
    let length = |length: &booking::Duration| Length {
        minutes: length.minutes,
        label: home::length(catalogue, length.minutes, length.price.or(offer.price)),
        is_chosen: Some(length) == chosen,
    };
    appointment.durations.iter().map(length).collect()
}
