use super::words::PartWord;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::Serialize;
use utoipa::ToSchema;

/// Readiness, with its parts.
#[derive(Debug, Serialize, ToSchema)]
pub struct Readiness {
    ready: bool,
    #[schema(value_type = PartWord)]
    ledger: &'static str,
    /// `off` where none is configured. The ledger alone suffices to book.
    #[schema(value_type = PartWord)]
    redis: &'static str,
}

/// Whether the process answers at all.
#[utoipa::path(get, path = "/healthz", tag = "operation", operation_id = "isAlive",
    responses((status = 200, body = String, description = "It does")))]
pub(crate) async fn live() -> &'static str {
    "ok"
}

/// Whether bookings can be made.
#[utoipa::path(get, path = "/readyz", tag = "operation", operation_id = "isReady",
    responses(
        (status = 200, body = Readiness, description = "They can"),
        (status = 503, body = Readiness, description = "They cannot"),
    ))]
pub(crate) async fn ready(State(state): State<AppState>) -> Response {
    let health = state.engine.health().await;
    let word = |up| if up { "ok" } else { "down" };
    let readiness = Readiness {
        ready: health.is_ready,
        ledger: word(health.ledger),
        redis: health.redis.map_or("off", word),
    };
    let status = if health.is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness)).into_response()
}

/// What can be watched of this process, for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "operation", operation_id = "metrics",
    responses((status = 200, body = String, content_type = "text/plain; version=0.0.4",
        description = "Prometheus text format")))]
pub(crate) async fn metrics(State(state): State<AppState>) -> impl IntoResponse {
    let kind = [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (kind, state.engine.metrics().await)
}
