use super::problem::Problem;
use super::{date, offer_id};
use crate::state::AppState;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use booking::Refusal;
use engine::SlotView;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Range {
    /// First date, in the venue's zone.
    #[param(required = true, value_type = String, format = Date)]
    from: Option<String>,
    /// Last date, included; at most 61 days after `from`.
    #[param(required = true, value_type = String, format = Date)]
    to: Option<String>,
    /// `true` lists slots that cannot be booked now as well.
    #[param(value_type = Option<bool>)]
    all: Option<String>,
}

/// Slots in order of start.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlotList {
    offer: String,
    /// The ledger's sequence as of which this is.
    seq: i64,
    #[schema(value_type = Vec<super::openapi::SlotSchema>)]
    slots: Vec<SlotView>,
}

/// What can be booked on some dates.
#[utoipa::path(get, path = "/api/v1/offers/{offer}/slots", tag = "availability",
    params(("offer" = String, Path), Range),
    responses(
        (status = 200, body = SlotList),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "unknown"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "invalid"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "unavailable"),
    ))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Path(offer): Path<String>,
    Query(range): Query<Range>,
) -> Response {
    match find(&state, &offer, &range).await {
        Ok(slots) => Json(slots).into_response(),
        Err(refusal) => Problem::response(&state.engine, refusal),
    }
}

async fn find(state: &AppState, offer: &str, range: &Range) -> Result<SlotList, Refusal> {
    let offer = offer_id(offer)?;
    let all = match range.all.as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(Refusal::field("all", "Must be true or false.")),
    };
    let catalogue = state.engine.offers();
    catalogue.offer(&offer)?;
    let (from, to) = (date("from", range.from.as_deref())?, date("to", range.to.as_deref())?);
    let found = state.engine.slots(&offer, from, to).await?;
    let slots = found.iter().filter(|slot| all || slot.is_bookable());
    Ok(SlotList {
        offer: offer.to_string(),
        seq: found.seq,
        slots: slots.map(|slot| SlotView::new(&catalogue.venue.zone, slot)).collect(),
    })
}
