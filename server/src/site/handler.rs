use super::assets::{Assets, Encoding};
use crate::state::AppState;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode};

/// One file of the site. Under the name of its build it never changes; asked for under another, as
/// a page from before an update does, it must be checked again each time.
pub(crate) async fn asset(
    State(state): State<AppState>,
    Path((build, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(asset) = Assets::find(&path, &accepted(&headers)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let fixed = build == state.assets.build() && !cfg!(debug_assertions);
    let cache = if fixed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut answer = HeaderMap::new();
    answer.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&asset.etag) {
        answer.insert(ETAG, etag);
    }
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|tag| tag.trim() == asset.etag)) {
        return (StatusCode::NOT_MODIFIED, answer).into_response();
    }
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(&path)));
    match asset.encoding {
        Encoding::Brotli => drop(answer.insert(CONTENT_ENCODING, HeaderValue::from_static("br"))),
        Encoding::Gzip => drop(answer.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"))),
        Encoding::Identity => {}
    }
    (answer, asset.bytes).into_response()
}

pub(crate) fn accepts_brotli(headers: &HeaderMap) -> bool {
    accepted(headers).contains(&Encoding::Brotli)
}

/// What the client takes (RFC 9110 §12.5.3); a weight of zero refuses.
fn accepted(headers: &HeaderMap) -> Vec<Encoding> {
    let listed = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    listed
        .flat_map(|value| value.split(','))
        .filter_map(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            let name = parts.next()?;
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            if weight.is_some_and(|weight| weight.parse::<f32>().is_ok_and(|q| q <= 0.0)) {
                return None;
            }
            match name {
                "br" => Some(Encoding::Brotli),
                "gzip" => Some(Encoding::Gzip),
                _ => None,
            }
        })
        .collect()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_of_zero_refuses() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip;q=0.5, br;q=0, zstd"));
        assert_eq!(accepted(&headers), [Encoding::Gzip]);
    }
}
