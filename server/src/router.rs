//! Every route there is.

use crate::api::{self, bookings, health, line, live, offers, openapi, slots};
use crate::limits::meter;
use crate::state::AppState;
use crate::{booking_pages, functions, lab, line_page, pages, security, site, wait_page};
use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::middleware::{from_fn, from_fn_with_state, map_response, map_response_with_state};
use axum::routing::{any, get, post};
use http::StatusCode;
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::Level;

/// The largest request body, in bytes: 20 items and a guest with room to spare.
const BODY_MAX: usize = 64 * 1024;
/// The longest a request may take from its first byte to its answer. The engine answers within a
/// few seconds whatever happens; this ends clients that send too slowly.
const REQUEST: Duration = Duration::from_secs(30);

/// The whole site over one engine.
pub fn router(state: AppState) -> Router {
    let https = state.public_url.as_ref().is_some_and(|url| url.is_https());
    let shared = ServiceBuilder::new()
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_response(DefaultOnResponse::new().level(Level::DEBUG)),
        )
        .layer(from_fn(move |request, next| security::headers(https, request, next)))
        .layer(CatchPanicLayer::custom(api::problem::panicked))
        .layer(CompressionLayer::new());
    Router::new()
        .merge(for_people(state.clone()))
        .merge(for_programs(state.clone()))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(shared)
        .with_state(state)
}

fn for_people(state: AppState) -> Router<AppState> {
    let pages = Router::new()
        .route("/", get(pages::home))
        .route("/offers/{offer}", get(pages::offer).post(pages::hold))
        .route("/offers/{offer}/line", get(line_page::look).post(line_page::join))
        .merge(booking_pages::routes())
        .merge(lab::routes(&state))
        .route_layer(from_fn_with_state(state.clone(), meter))
        // These show again what a guest has typed, and meet the limit in their handlers.
        .merge(booking_pages::typed_routes())
        .route("/offers/{offer}/wait", get(wait_page::form).post(wait_page::wait))
        .route("/assets/{build}/{*path}", get(site::asset))
        .fallback(pages::missing)
        .layer(limit())
        .layer(CsrfLayer::new())
        .layer(map_response_with_state(state, pages::in_words));
    let functions = Router::new()
        .route("/api/fn/day", post(functions::call))
        .route("/api/fn/quote", post(functions::call))
        .route("/api/fn/hold", post(functions::call_to_write))
        .layer(limit())
        .layer(CsrfLayer::new())
        .layer(map_response(api::problem::in_contract));
    pages.merge(functions)
}

fn for_programs(state: AppState) -> Router<AppState> {
    let bounded = Router::new()
        .route("/api/v1/offers", get(offers::list))
        .route("/api/v1/offers/{offer}/slots", get(slots::list))
        .route("/api/v1/offers/{offer}/line", get(line::find).post(line::join))
        .route("/api/v1/bookings", post(bookings::create))
        .route("/api/v1/bookings/{reference}", get(bookings::find))
        .route("/api/v1/bookings/{reference}/confirm", post(bookings::confirm))
        .route("/api/v1/bookings/{reference}/reschedule", post(bookings::reschedule))
        .route("/api/v1/bookings/{reference}/cancel", post(bookings::cancel))
        .route_layer(from_fn_with_state(state, meter))
        .route("/api/openapi.json", get(openapi::document))
        .route("/api", any(api::problem::unknown))
        .route("/api/", any(api::problem::unknown))
        .route("/api/{*unknown}", any(api::problem::unknown))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .layer(limit());
    // A stream lasts as long as its watcher looks.
    let endless = Router::new().route("/api/v1/offers/{offer}/live", get(live::stream));
    bounded.merge(endless).layer(CsrfLayer::new()).layer(map_response(api::problem::in_contract))
}

fn limit() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST)
}

/// The pattern of the route, never the path: that of a booking holds its secret.
fn span(request: &Request) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    tracing::debug_span!("request", method = %request.method(), route)
}
