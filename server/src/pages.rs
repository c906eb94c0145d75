//! Pages and forms: every step of a booking without a line of script.

use crate::lab;
use crate::line_page::to_line;
use crate::page_cache::{Kept, PageKey};
use crate::site::accepts_brotli;
use crate::state::AppState;
use crate::visit::Visit;
use app::load;
use app::model::{Choosing, Errand, HoldOutcome, Look, Notice};
use app::pages::{self, Message, Page};
use app::render::{self, Site};
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use booking::{OfferId, Refusal};
use http::header::{ALLOW, CONTENT_TYPE, HOST, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use std::sync::Arc;

pub(crate) async fn home(State(state): State<AppState>) -> Response {
    match load::home(&state.engine).await {
        Ok(mut home) => {
            home.lab = state.lab.is_some().then_some(lab::PATH);
            draw(&state, StatusCode::OK, pages::home(home))
        }
        Err(refusal) => refused(&state, &refusal),
    }
}

pub(crate) async fn offer(
    Visit(state): Visit,
    Path(offer): Path<String>,
    Query(look): Query<Look>,
    headers: HeaderMap,
) -> Response {
    match is_outside(&state, &offer).await {
        Ok(None) => {}
        Ok(Some(line)) => return to_line(&line),
        Err(refusal) => return refused(&state, &refusal),
    }
    match cached_offer_page(&state, offer, look).await {
        Ok(page) => page.respond(accepts_brotli(&headers)),
        Err(refusal) => refused(&state, &refusal),
    }
}

/// The offer that a visitor has to stand in line for, if they have no pass for it.
async fn is_outside(state: &AppState, offer: &str) -> Result<Option<OfferId>, Refusal> {
    let id = OfferId::parse(offer).map_err(|_| Refusal::Unknown)?;
    Ok((!state.engine.is_admitted(&id).await?).then_some(id))
}

/// The page that most guests see first. It is the same for all of them until a slot changes.
async fn cached_offer_page(
    state: &AppState,
    offer: String,
    look: Look,
) -> Result<Arc<Kept>, Refusal> {
    let id = OfferId::parse(&offer).map_err(|_| Refusal::Unknown)?;
    // Read before the page is: a page that is newer than its version is only drawn once more.
    let version = state.engine.version(&id).await?;
    let key = PageKey::new(&offer, &look);
    if let Some(page) = key.as_ref().and_then(|key| state.pages.get(key, version)) {
        return Ok(page);
    }
    let page = load::offer_page(&state.engine, &Errand::Book, &offer, &look, None).await?;
    let page = Arc::new(Kept::new(render::draw(&site(state), pages::offer(page))));
    if let Some(key) = key {
        state.pages.put(key, version, Arc::clone(&page));
    }
    Ok(page)
}

/// Holds a time and goes on to its page, or shows the offer again with what else is free.
pub(crate) async fn hold(
    Visit(state): Visit,
    Path(offer): Path<String>,
    Query(look): Query<Look>,
    Form(choosing): Form<Choosing>,
) -> Response {
    take_for(&state, &Errand::Book, &offer, look, &choosing).await
}

/// The page of an offer on an errand; it is one guest's own and never kept.
pub(crate) async fn offer_for(
    state: &AppState,
    errand: &Errand,
    offer: &str,
    look: &Look,
) -> Response {
    match load::offer_page(&state.engine, errand, offer, look, None).await {
        Ok(page) => draw(state, StatusCode::OK, pages::offer(page)),
        Err(refusal) => refused(state, &refusal),
    }
}

/// Takes what a guest has chosen on an errand and goes on, or shows the offer again with what else
/// is to be had.
pub(crate) async fn take_for(
    state: &AppState,
    errand: &Errand,
    offer: &str,
    look: Look,
    choosing: &Choosing,
) -> Response {
    match load::take(&state.engine, errand, offer, choosing).await {
        Ok(HoldOutcome::Held { path }) => Redirect::to(&path).into_response(),
        Ok(HoldOutcome::Refused { message, nearest, is_full }) => {
            let notice = Notice { message, nearest };
            let look = load::look_at(&state.engine, offer, look, choosing);
            let page = load::offer_page(&state.engine, errand, offer, &look, Some(notice)).await;
            match page {
                Ok(mut page) => {
                    let may_wait = is_full && page.picker.can_wait;
                    page.picker.wait = may_wait.then(|| choosing.wait_path(offer));
                    draw(state, StatusCode::CONFLICT, pages::offer(page))
                }
                Err(refusal) => refused(state, &refusal),
            }
        }
        Err(refusal) => match (refusal.item().1, OfferId::parse(offer)) {
            (Refusal::NotAdmitted { .. }, Ok(offer)) => to_line(&offer),
            _ => refused(state, &refusal),
        },
    }
}

pub(crate) async fn missing(State(state): State<AppState>) -> Response {
    refused(&state, &Refusal::Unknown)
}

/// Says the refusals of routing and middleware as a page.
pub(crate) async fn in_words(State(state): State<AppState>, response: Response) -> Response {
    let status = response.status();
    let is_page = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let text = match status {
        StatusCode::FORBIDDEN => "This form was sent from another site. Please start again here.",
        StatusCode::REQUEST_TIMEOUT => "That took too long. Please send it again.",
        StatusCode::PAYLOAD_TOO_LARGE => "That was too much text. Please shorten it.",
        StatusCode::NOT_FOUND => "There is nothing at this address.",
        StatusCode::TOO_MANY_REQUESTS => {
            "That was a lot at once from where you are. Please wait a moment and send it again."
        }
        _ => "This request cannot be read. Please go back and try again.",
    };
    let (parts, _) = response.into_parts();
    let mut page = message(&state, status, "That did not work", text);
    // What they have to say beside the text, such as the methods that are allowed.
    for (name, value) in &parts.headers {
        if name == ALLOW || name == RETRY_AFTER {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}

pub(crate) fn refused(state: &AppState, refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let title = match refusal {
        Refusal::Unknown => "Nothing here",
        _ => "That did not work",
    };
    let page = message(state, status, title, &refusal.to_string());
    (when_to_retry(refusal), page).into_response()
}

/// The header that says when the same request may fare better, where there is such a time.
pub(crate) fn when_to_retry(refusal: &Refusal) -> HeaderMap {
    let seconds = refusal.retry_after_seconds();
    seconds.map(|seconds| (RETRY_AFTER, HeaderValue::from(seconds))).into_iter().collect()
}

fn message(state: &AppState, status: StatusCode, title: &str, text: &str) -> Response {
    let message = Message {
        venue: state.engine.offers().venue.name.clone(),
        title: title.to_owned(),
        text: text.to_owned(),
        link_text: "See what can be booked".to_owned(),
        link_path: "/".to_owned(),
    };
    draw(state, status, pages::message(message))
}

pub(crate) fn draw(state: &AppState, status: StatusCode, page: Page) -> Response {
    render::draw(&site(state), page).respond(status)
}

pub(crate) fn site(state: &AppState) -> Site {
    Site {
        options: leptos::config::LeptosOptions::builder().output_name("berth").build(),
        assets_root: state.assets.root(),
    }
}

/// Where the guest reached us: as configured, or as their request says.
pub(crate) fn base_url(state: &AppState, headers: &HeaderMap) -> String {
    if let Some(url) = &state.public_url {
        return url.as_str().to_owned();
    }
    let plain =
        |host: &&str| host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).filter(plain);
    host.map_or_else(String::new, |host| format!("http://{host}"))
}
