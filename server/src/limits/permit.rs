//! Where a request meets the limit of its client.

use super::Limits;
use crate::state::AppState;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use booking::Refusal;
use http::header::RETRY_AFTER;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Once;

/// Said once: anyone can send such a header.
static STRANGER: Once = Once::new();

/// What the limit of its client says of a write. For handlers that have something to say themselves,
/// such as what a guest has typed; everything else is behind [`meter`].
pub(crate) struct Permit(pub(crate) Result<(), Refusal>);

impl FromRequestParts<AppState> for Permit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().copied();
        Ok(Self(ask(&state.limits, peer, &parts.headers)))
    }
}

/// Refuses a POST of a client that has nothing left, without reading it.
pub(crate) async fn meter(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method() == Method::POST {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().copied();
        if let Err(refusal) = ask(&state.limits, peer, request.headers()) {
            let seconds = refusal.retry_after_seconds().unwrap_or(1);
            return (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds.to_string())])
                .into_response();
        }
    }
    next.run(request).await
}

fn ask(
    limits: &Limits,
    peer: Option<ConnectInfo<SocketAddr>>,
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    // The server always says who is connected.
    let Some(ConnectInfo(peer)) = peer else {
        return Err(Refusal::Unavailable { retry_after_seconds: 1 });
    };
    let proxies = &limits.0.proxies;
    if headers.contains_key("x-forwarded-for") && !proxies.trust(peer.ip().to_canonical()) {
        STRANGER.call_once(|| {
            tracing::warn!(
                "a proxy in front is not trusted, so that all its guests share one limit; \
                 name it with --trusted-proxy"
            );
        });
    }
    limits.client(proxies.client(peer, headers))
}
