use super::{calendar, choices, home, offer_id};
use crate::model::{Notice, OfferPage, Picker};
use booking::Refusal;
use engine::Engine;
use jiff::civil::Date;

/// The booking page of an offer. Without a month or date that makes sense it opens where the next
/// free time is.
///
/// # Errors
/// [`Refusal::Unknown`] for the offer.
pub async fn offer_page(
    engine: &Engine,
    offer: &str,
    month: Option<&str>,
    date: Option<&str>,
    notice: Option<Notice>,
) -> Result<OfferPage, Refusal> {
    let id = offer_id(offer)?;
    let catalogue = engine.offers();
    let offer = catalogue.offer(&id)?;
    let (today, _) = engine.dates(&id)?;
    let next = calendar::next_free(engine, &id, today).await?;
    let asked: Option<Date> = date.and_then(|text| text.parse().ok());
    let month = month.and_then(calendar::parse_month).or(asked.map(Date::first_of_month));
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
        picker: Picker {
            offer: id.to_string(),
            // The day was read after the month: what happened in between is told again.
            seq: u64::try_from(seq).unwrap_or(0),
            month,
            day,
        },
        notice,
    })
}
