use super::problem::Problem;
use super::{date, offer_id};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use booking::Refusal;
use bytes::Bytes;
use futures::stream;
use http::header::CONTENT_TYPE;
use serde::Deserialize;
use std::convert::Infallible;
use utoipa::IntoParams;

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

/// What can be booked on some dates.
#[utoipa::path(get, path = "/api/v1/offers/{offer}/slots", tag = "availability",
    operation_id = "listSlots",
    params(("offer" = String, Path, min_length = 1, max_length = 40, pattern = "^[A-Za-z0-9_-]+$", example = "haircut"), Range),
    responses(
        (status = 200, body = super::schema::SlotListSchema, description = "What there is"),
        (status = 404, description = "unknown"),
        (status = 422, description = "invalid"),
    ))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Path(offer): Path<String>,
    Query(range): Query<Range>,
) -> Response {
    match find(&state, &offer, &range).await {
        Ok(json) => {
            let json = stream::iter(json.into_iter().map(Ok::<_, Infallible>));
            ([(CONTENT_TYPE, "application/json")], Body::from_stream(json)).into_response()
        }
        Err(refusal) => Problem::response(&state.engine, refusal),
    }
}

async fn find(state: &AppState, offer: &str, range: &Range) -> Result<Vec<Bytes>, Refusal> {
    let offer = offer_id(offer)?;
    let all = match range.all.as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(Refusal::field("all", "Must be true or false.")),
    };
    state.engine.offers().offer(&offer)?;
    let (from, to) = (date("from", range.from.as_deref())?, date("to", range.to.as_deref())?);
    Ok(state.engine.slots(&offer, from, to).await?.to_json(all))
}
