use super::booking_view::PriceView;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use booking::Offer;
use engine::Catalogue;
use serde::Serialize;
use utoipa::ToSchema;

/// What can be booked, and where.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferList {
    venue: VenueView,
    offers: Vec<OfferView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct VenueView {
    name: String,
    /// IANA name; all dates and times are in this zone.
    #[schema(example = "Europe/Berlin")]
    time_zone: String,
    /// ISO 4217.
    #[schema(example = "EUR")]
    currency: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct OfferView {
    id: String,
    title: String,
    /// One word of: appointment, session, stay, stock.
    #[schema(example = "appointment")]
    kind: &'static str,
    /// Of an appointment (the first length it can have) or a session.
    duration_minutes: Option<u32>,
    /// The largest `quantity` in one item.
    max_quantity: u32,
    price: Option<PriceView>,
}

/// The venue and what it offers.
#[utoipa::path(get, path = "/api/v1/offers", tag = "availability",
    responses((status = 200, body = OfferList)))]
pub(crate) async fn list(State(state): State<AppState>) -> Json<OfferList> {
    let catalogue = state.engine.offers();
    Json(OfferList {
        venue: VenueView {
            name: catalogue.venue.name.clone(),
            time_zone: catalogue.venue.zone.name().to_owned(),
            currency: catalogue.venue.currency.clone(),
        },
        offers: catalogue.offers.iter().map(|offer| view(&catalogue, offer)).collect(),
    })
}

fn view(catalogue: &Catalogue, offer: &Offer) -> OfferView {
    OfferView {
        id: offer.id.to_string(),
        title: offer.title.clone(),
        kind: offer.kind_name().as_str(),
        duration_minutes: offer.duration_minutes(),
        max_quantity: offer.max_quantity(&catalogue.resources),
        price: offer.price.map(|price| PriceView::new(&catalogue.venue, price.0)),
    }
}
