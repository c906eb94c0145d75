//! What a visitor brings along: a place in line, and passes from having come through one.

use crate::public_url::PublicUrl;
use crate::state::AppState;
use axum::extract::FromRequestParts;
use booking::OfferId;
use engine::{Pass, Request, Standing};
use http::header::{COOKIE, SET_COOKIE};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::convert::Infallible;

/// The header in which a program shows its place in line.
pub(crate) const PLACE: HeaderName = HeaderName::from_static("berth-place");
/// The header in which a program shows a pass; it may come more than once.
pub(crate) const PASS: HeaderName = HeaderName::from_static("berth-pass");
/// How long a browser keeps a place, in seconds: as long as it is good.
const PLACE_SECONDS: i64 = 24 * 60 * 60;

/// What handlers share, with an engine that knows the visitor's passes.
pub(crate) struct Visit(pub(crate) AppState);

impl FromRequestParts<AppState> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let mut state = state.clone();
        let passes = passes(&parts.headers);
        if !passes.is_empty() {
            state.engine = state.engine.with_passes(passes);
        }
        Ok(Self(state))
    }
}

/// No more than there can be items in a booking.
fn passes(headers: &HeaderMap) -> Vec<String> {
    let shown = headers.get_all(PASS).iter().filter_map(|value| value.to_str().ok());
    let kept = cookies(headers).filter(|(name, _)| name.starts_with("berth-pass-"));
    let all = shown.chain(kept.map(|(_, pass)| pass));
    all.take(Request::ITEMS_MAX).map(|pass| pass.trim().to_owned()).collect()
}

/// The place that a visitor shows for an offer.
pub(crate) fn place<'h>(headers: &'h HeaderMap, offer: &OfferId) -> Option<&'h str> {
    let shown = headers.get(PLACE).and_then(|value| value.to_str().ok());
    let name = format!("berth-place-{offer}");
    shown.or_else(|| cookies(headers).find(|(found, _)| *found == name).map(|(_, place)| place))
}

fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

/// Has a browser keep a place, and the pass it has come to.
pub(crate) fn keep(state: &AppState, offer: &OfferId, standing: &Standing) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let secure = state.public_url.as_ref().is_some_and(PublicUrl::is_https);
    let mut keep = |name: &str, value: &str, seconds: i64| {
        let secure = if secure { "; Secure" } else { "" };
        let cookie = format!(
            "berth-{name}-{offer}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
        );
        // Tokens are letters, digits, '.', '-' and '_'.
        if let Ok(cookie) = HeaderValue::try_from(cookie) {
            headers.append(SET_COOKIE, cookie);
        }
    };
    if standing.is_new {
        keep("place", &standing.place, PLACE_SECONDS);
    }
    if let Some(Pass { token, until }) = &standing.pass {
        let left = state.engine.now().millis_until(*until) / 1_000;
        keep("pass", token, i64::try_from(left).unwrap_or(0));
    }
    headers
}
