use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use booking::{Kind, Offer};
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
    kind: &'static str,
    duration_minutes: u32,
    /// The largest `quantity` in one item.
    max_quantity: u32,
    price: Option<PriceView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PriceView {
    /// In the currency's minor unit.
    amount: u64,
    currency: String,
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
    let Kind::Appointment(appointment) = &offer.kind;
    OfferView {
        id: offer.id.to_string(),
        title: offer.title.clone(),
        kind: "appointment",
        duration_minutes: appointment.duration_minutes,
        max_quantity: 1,
        price: offer
            .price
            .map(|price| PriceView { amount: price.0, currency: catalogue.venue.currency.clone() }),
    }
}
