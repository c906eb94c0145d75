use super::{calendar, words};
use crate::model::{HomePage, OfferCard};
use booking::{Offer, Refusal, UnixMillis};
use engine::{Catalogue, Engine};

/// The venue and its offers, each with its next free time.
///
/// # Errors
/// When the ledger cannot be read.
pub async fn home(engine: &Engine) -> Result<HomePage, Refusal> {
    let catalogue = engine.offers();
    let today = catalogue.venue.zone.date(engine.now());
    let mut offers = Vec::with_capacity(catalogue.offers.len());
    for offer in &catalogue.offers {
        let next = calendar::next_free(engine, &offer.id, today).await?;
        offers.push(card(&catalogue, offer, engine.now(), next.map(|slot| slot.start)));
    }
    Ok(HomePage {
        venue: catalogue.venue.name.clone(),
        zone: catalogue.venue.zone.name().to_owned(),
        offers,
    })
}

pub(super) fn card(
    catalogue: &Catalogue,
    offer: &Offer,
    now: UnixMillis,
    next: Option<UnixMillis>,
) -> OfferCard {
    let price = offer.price.map(|price| words::price(price, &catalogue.venue.currency));
    OfferCard {
        id: offer.id.to_string(),
        title: offer.title.clone(),
        description: offer.description.clone(),
        facts: [offer.duration_minutes().map(words::duration), price]
            .into_iter()
            .flatten()
            .collect(),
        next: next.map(|start| words::soon(&catalogue.venue.zone, now, start)),
    }
}
