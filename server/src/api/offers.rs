use super::booking_view::PriceView;
use super::words::KindWord;
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
#[schema(as = Venue)]
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
#[schema(as = Offer)]
struct OfferView {
    id: String,
    title: String,
    #[schema(value_type = KindWord)]
    kind: &'static str,
    /// Of an appointment (the first length it can have) or a session.
    #[schema(required)]
    duration_minutes: Option<u32>,
    /// The largest `quantity` in one item.
    #[schema(minimum = 1)]
    max_quantity: u32,
    /// Of one place; a slot may have its own.
    #[schema(required)]
    price: Option<PriceView>,
}

/// The venue and what it offers.
#[utoipa::path(get, path = "/api/v1/offers", tag = "availability",
    operation_id = "listOffers",
    responses((status = 200, body = OfferList, description = "What there is")))]
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
