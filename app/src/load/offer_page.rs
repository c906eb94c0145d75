use super::{calendar, choices, errand, home, offer_id};
use crate::model::{Errand, Look, Notice, OfferPage, Picker};
use booking::Refusal;
use engine::Engine;
use jiff::civil::Date;

/// The page of an offer on which a guest chooses, for whatever they choose it. Without a month or date that makes sense it opens where the next
/// free time is.
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
    let (today, _) = engine.dates(&id)?;
    let next = calendar::next_free(engine, &id, today).await?;
    let asked: Option<Date> = look.date.as_deref().and_then(|text| text.parse().ok());
    let month =
        look.month.as_deref().and_then(calendar::parse_month).or(asked.map(Date::first_of_month));
    let first_free = next.as_ref().map(|slot| slot.date);
    // A month to look through has no day chosen yet, unless it is where the next free time is.
    let chosen = asked
        .or(first_free.filter(|free| month.is_none_or(|month| month == free.first_of_month())));
    let month = month.or(chosen.map(Date::first_of_month)).unwrap_or(today.first_of_month());
    let (month, seq) = calendar::month(engine, &id, month).await?;
    let day = match chosen {
        Some(date) => Some(choices::day_of(engine, &id, date).await?),
        None => None,
    };
    Ok(OfferPage {
        venue: catalogue.venue.name.clone(),
        card: home::card(&catalogue, offer, engine.now(), next.map(|slot| slot.start)),
        zone: catalogue.venue.zone.name().to_owned(),
        errand: errand::line(&catalogue, errand, booking.as_ref(), moved),
        picker: Picker {
            errand: errand.clone(),
            offer: id.to_string(),
            // The day was read after the month: what happened in between is told again.
            seq: u64::try_from(seq).unwrap_or(0),
            month,
            day,
        },
        notice,
    })
}
