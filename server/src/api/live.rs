use super::problem::Problem;
use super::schema::{LiveEventSchema, ResumeHeader};
use super::{date, offer_id};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use booking::Refusal;
use bytes::Bytes;
use engine::Watch;
use futures::stream;
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;
use utoipa::IntoParams;

/// Tells proxies and browsers that the line is alive (DESIGN §4).
const HEARTBEAT: Duration = Duration::from_secs(15);

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Following {
    /// First date of the snapshot; without dates it is all that can be booked.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<String>,
    /// Last date of the snapshot, included.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<String>,
    /// Where to go on from, for a client that has read `seq` elsewhere; the header of the same
    /// meaning wins.
    last_event_id: Option<String>,
}

/// Availability as it changes.
///
/// Server-sent events without end, each as described: first a `snapshot`, then every `change`.
#[utoipa::path(get, path = "/api/v1/offers/{offer}/live", tag = "availability",
    operation_id = "followSlots",
    params(("offer" = String, Path, min_length = 1, max_length = 40, pattern = "^[A-Za-z0-9_-]+$", example = "haircut"), Following,
        ResumeHeader),
    responses(
        (status = 200, content_type = "text/event-stream", body = LiveEventSchema, description = "Events until the client leaves"),
        (status = 404, description = "unknown"),
        (status = 422, description = "invalid"),
        (status = 503, description = "busy or unavailable"),
    ))]
pub(crate) async fn stream(
    State(state): State<AppState>,
    Path(offer): Path<String>,
    Query(following): Query<Following>,
    headers: HeaderMap,
) -> Response {
    let header = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    match watch(&state, &offer, &following, header).await {
        Ok((watch, permit)) => {
            let frames = stream::unfold((watch, permit), |(mut watch, permit)| async move {
                let frame = match timeout(HEARTBEAT, watch.next()).await {
                    Ok(event) => event?.frame,
                    // As an event and not a comment: scripts can hear it, and tell a dead line by
                    // its silence.
                    Err(_) => Bytes::from_static(b"event: heartbeat\ndata: {}\n\n"),
                };
                Some((Ok::<_, Infallible>(frame), (watch, permit)))
            });
            let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-cache")];
            (headers, Body::from_stream(frames)).into_response()
        }
        Err(refusal) => Problem::response(&state.engine, refusal),
    }
}

async fn watch(
    state: &AppState,
    offer: &str,
    following: &Following,
    header: Option<&str>,
) -> Result<(Watch, OwnedSemaphorePermit), Refusal> {
    let offer = offer_id(offer)?;
    state.engine.offers().offer(&offer)?;
    let range = match (following.from.as_deref(), following.to.as_deref()) {
        (None, None) => None,
        (from, to) => Some((date("from", from)?, date("to", to)?)),
    };
    // An id that is no number is one we never sent: it gets a snapshot, as an unknown one does.
    let last_event_id = header.or(following.last_event_id.as_deref());
    let last_event_id = last_event_id.and_then(|id| id.parse().ok());
    let permit = Arc::clone(&state.streams)
        .try_acquire_owned()
        .map_err(|_| Refusal::Busy { retry_after_seconds: 15 })?;
    let watch = state.engine.watch(&offer, range, last_event_id).await?;
    Ok((watch, permit))
}
