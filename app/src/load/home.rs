use super::{calendar, choices, words};
use crate::model::{HomePage, OfferCard};
use booking::{Kind, Offer, Price, Refusal, Stay};
use engine::{Catalogue, Engine};

/// The venue and its offers, each with what is to be had of it.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn home(engine: &Engine) -> Result<HomePage, Refusal> {
    let catalogue = engine.offers();
    let mut offers = Vec::with_capacity(catalogue.offers.len());
    for offer in &catalogue.offers {
        offers.push(card(engine, &catalogue, offer).await?);
    }
    Ok(HomePage {
        venue: catalogue.venue.name.clone(),
        zone: catalogue.venue.zone.name().to_owned(),
        offers,
        lab: None,
    })
}

pub(super) async fn card(
    engine: &Engine,
    catalogue: &Catalogue,
    offer: &Offer,
) -> Result<OfferCard, Refusal> {
    let price = |price| words::price(price, &catalogue.venue.currency);
    let cost = match &offer.kind {
        Kind::Stay(stay) => {
            cheapest(stay, offer).map(|from| format!("from {} a night", price(from)))
        }
        Kind::Appointment(appointment) => {
            let prices = appointment.durations.iter().filter_map(|d| d.price.or(offer.price));
            let (low, high) = (prices.clone().min(), prices.max());
            let from = if low == high { "" } else { "from " };
            low.map(|low| [from, &price(low)].concat())
        }
        Kind::Session(_) | Kind::Stock(_) => offer.price.map(price),
    };
    Ok(OfferCard {
        id: offer.id.to_string(),
        title: offer.title.clone(),
        description: offer.description.clone(),
        facts: [offer.duration_minutes().map(words::duration), cost]
            .into_iter()
            .flatten()
            .collect(),
        news: news(engine, catalogue, offer).await?,
    })
}

/// `1 h 30 min, €70.00`
pub(super) fn length(catalogue: &Catalogue, minutes: u32, price: Option<Price>) -> String {
    let price = price.map(|price| words::price(price, &catalogue.venue.currency));
    [Some(words::duration(minutes)), price].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

async fn news(engine: &Engine, catalogue: &Catalogue, offer: &Offer) -> Result<String, Refusal> {
    let zone = &catalogue.venue.zone;
    let now = engine.now();
    let today = zone.date(now);
    let Some(next) = calendar::next_free(engine, &offer.id, today).await? else {
        let only = choices::all(engine, offer).await?.is_some_and(|day| {
            day.groups.iter().map(|group| group.choices.len()).sum::<usize>() == 1
        });
        let all = if only { "Sold out" } else { "Fully booked for now" };
        return Ok(all.to_owned());
    };
    let when = words::soon(zone, now, next.start);
    Ok(match &offer.kind {
        Kind::Appointment(_) => format!("Next free: {when}"),
        Kind::Session(_) => {
            format!("{when}: {} left", words::count(next.left, "place"))
        }
        Kind::Stay(_) => format!("Next free night: {}", words::soon_day(zone, now, next.start)),
        Kind::Stock(_) => format!("{} left", next.left),
    })
}

/// The lowest price of any night.
fn cheapest(stay: &Stay, offer: &Offer) -> Option<Price> {
    let week = stay.prices.week.iter().map(|price| price.or(offer.price));
    week.chain(stay.prices.dates.values().map(|price| Some(*price))).flatten().min()
}
