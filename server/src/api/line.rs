//! The line in front of an offer that has a waiting room.

use super::offer_id;
use super::problem::Problem;
use super::schema::PlaceHeader;
use crate::state::AppState;
use crate::visit;
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use booking::Refusal;
use engine::{Engine, Standing};
use http::header::CACHE_CONTROL;
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

/// A place in line.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Place)]
pub struct PlaceView {
    /// Proves the place; to be shown again as `Berth-Place`.
    place: String,
    /// 1 is next; 0 is let in.
    #[schema(minimum = 0)]
    position: u64,
    /// How long it takes, as quickly as the line moves at the moment; 0 once let in.
    #[schema(minimum = 0)]
    estimate_seconds: u32,
    /// Whether it is time to book.
    admitted: bool,
    /// Once let in: with which to book, as `Berth-Pass`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pass: Option<String>,
    /// When the pass ends, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pass_expires_at: Option<String>,
}

impl PlaceView {
    fn new(engine: &Engine, standing: Standing) -> Self {
        let until = standing.pass.as_ref().map(|pass| pass.until);
        Self {
            place: standing.place,
            position: standing.position,
            estimate_seconds: standing.estimate_seconds,
            admitted: standing.pass.is_some(),
            pass_expires_at: until.map(|until| engine.offers().venue.zone.rfc3339(until)),
            pass: standing.pass.map(|pass| pass.token),
        }
    }
}

/// Take a place in the line of an offer.
///
/// With a place that is good it is told again and no other given.
#[utoipa::path(post, path = "/api/v1/offers/{offer}/line", tag = "bookings",
    operation_id = "joinLine",
    params(("offer" = String, Path, min_length = 1, max_length = 40, pattern = "^[A-Za-z0-9_-]+$", example = "concert"), PlaceHeader),
    responses(
        (status = 200, body = PlaceView, description = "The place that was shown"),
        (status = 201, body = PlaceView, description = "A new place, at the end"),
        (status = 404, description = "unknown, or there is no line"),
    ))]
pub(crate) async fn join(
    State(state): State<AppState>,
    Path(offer): Path<String>,
    headers: HeaderMap,
) -> Response {
    let joined = async {
        let offer = offer_id(&offer)?;
        state.engine.join_line(&offer, visit::place(&headers, &offer)).await
    };
    answer(&state.engine, joined.await)
}

/// Where a place in line has come to.
#[utoipa::path(get, path = "/api/v1/offers/{offer}/line", tag = "bookings",
    operation_id = "findPlace",
    params(("offer" = String, Path, min_length = 1, max_length = 40, pattern = "^[A-Za-z0-9_-]+$", example = "concert"), PlaceHeader),
    responses(
        (status = 200, body = PlaceView, description = "The place"),
        (status = 404, description = "unknown, there is no line, or the place is none: it is not of this line, too old, or its pass has ended"),
    ))]
pub(crate) async fn find(
    State(state): State<AppState>,
    Path(offer): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let offer = offer_id(&offer)?;
        let standing = state.engine.standing(&offer, visit::place(&headers, &offer)).await?;
        standing.ok_or(Refusal::Unknown)
    };
    answer(&state.engine, found.await)
}

fn answer(engine: &Engine, standing: Result<Standing, Refusal>) -> Response {
    match standing {
        Ok(standing) => {
            let status = if standing.is_new { StatusCode::CREATED } else { StatusCode::OK };
            let view = PlaceView::new(engine, standing);
            (status, [(CACHE_CONTROL, "no-store")], Json(view)).into_response()
        }
        Err(refusal) => Problem::response(engine, refusal),
    }
}
