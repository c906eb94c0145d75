//! The pages and forms of one booking, under its secret address.

use crate::limits::Permit;
use crate::pages::{base_url, draw, offer_for, refused, take_for, when_to_retry};
use crate::state::AppState;
use crate::visit::Visit;
use app::load::{self, After, FormPost, Kept, Removal, Rest};
use app::model::{Choosing, Errand, Look};
use app::pages;
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use booking::{Guest, GuestInput, Reference, Refusal, Secret};
use http::{HeaderMap, StatusCode};

type Key = Path<(String, String)>;

pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/bookings/{reference}/{secret}", get(booking))
        .route("/bookings/{reference}/{secret}/cancel", get(back).post(cancel))
        .route("/bookings/{reference}/{secret}/remove", get(back).post(remove))
        .route("/bookings/{reference}/{secret}/add", get(add))
        .route("/bookings/{reference}/{secret}/add/{offer}", get(add_offer).post(add_chosen))
        .route(
            "/bookings/{reference}/{secret}/move/{item}/{offer}",
            get(move_offer).post(move_chosen),
        )
}

/// Forms whose answers show again what a guest has typed.
pub(crate) fn typed_routes() -> Router<AppState> {
    Router::new()
        .route("/bookings/{reference}/{secret}/confirm", get(back).post(confirm))
        .route("/bookings/{reference}/{secret}/keep-rest", get(back).post(keep_rest))
}

async fn booking(
    State(state): State<AppState>,
    Path((reference, secret)): Key,
    after: Result<Query<After>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    // An address that was mangled on its way still leads to the booking.
    let after = after.map(|Query(after)| after).unwrap_or_default();
    let post = FormPost { after, ..FormPost::default() };
    show(&state, &headers, StatusCode::OK, (&reference, &secret), post).await
}

async fn confirm(
    State(state): State<AppState>,
    Path((reference, secret)): Key,
    headers: HeaderMap,
    Permit(permit): Permit,
    Form(input): Form<GuestInput>,
) -> Response {
    let confirmed = async {
        permit?;
        let allow = |guest: &Guest| state.limits.guest(guest);
        load::confirm(&state.engine, &reference, &secret, &input, allow).await
    };
    let refusal = match confirmed.await {
        Ok(()) => return Redirect::to(&path(&reference, &secret)).into_response(),
        Err(Refusal::Unknown) => return refused(&state, &Refusal::Unknown),
        Err(refusal) => refusal,
    };
    let mut post = FormPost { input: Some(input), ..FormPost::default() };
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    match refusal.item() {
        (_, Refusal::Invalid { errors }) => post.errors.clone_from(errors),
        // The page says by itself what became of the hold.
        (index, Refusal::Expired) => post.lost = Some(index.unwrap_or(0)),
        (_, other) => {
            post.notice = Some(load::said(other));
            status = unless_closed(other);
        }
    }
    let page = show(&state, &headers, status, (&reference, &secret), post).await;
    (when_to_retry(&refusal), page).into_response()
}

async fn cancel(
    State(state): State<AppState>,
    Path((reference, secret)): Key,
    headers: HeaderMap,
) -> Response {
    let outcome = load::cancel(&state.engine, &reference, &secret).await;
    go_on(&state, &headers, (&reference, &secret), outcome).await
}

async fn remove(
    State(state): State<AppState>,
    Path((reference, secret)): Key,
    headers: HeaderMap,
    Form(removal): Form<Removal>,
) -> Response {
    let outcome = load::remove(&state.engine, &reference, &secret, &removal).await;
    go_on(&state, &headers, (&reference, &secret), outcome).await
}

async fn keep_rest(
    Visit(state): Visit,
    Path((reference, secret)): Key,
    headers: HeaderMap,
    Permit(permit): Permit,
    Form(rest): Form<Rest>,
) -> Response {
    let input = rest.input();
    let key = (reference.as_str(), secret.as_str());
    let kept = async {
        permit?;
        load::keep_rest(&state.engine, &reference, &secret, &rest).await
    };
    match kept.await {
        // What was typed belongs in no address: it is shown again at once instead of after a detour.
        Ok(Kept::At { path, after }) => match (&input, address(&path)) {
            (Some(_), Some(key)) => {
                let post = FormPost { input, after, ..FormPost::default() };
                show(&state, &headers, StatusCode::OK, key, post).await
            }
            _ => Redirect::to(&after.at(&path)).into_response(),
        },
        Ok(Kept::Nothing) => {
            let post = FormPost { input, ..FormPost::default() };
            show(&state, &headers, StatusCode::CONFLICT, key, post).await
        }
        Err(Refusal::Unknown) => refused(&state, &Refusal::Unknown),
        Err(refusal) => {
            let notice = Some(load::said(&refusal));
            let post = FormPost { input, notice, ..FormPost::default() };
            let page = show(&state, &headers, unless_closed(&refusal), key, post).await;
            (when_to_retry(&refusal), page).into_response()
        }
    }
}

/// The answer to a form may stand under the form's address; who asks for that means the booking.
async fn back(State(state): State<AppState>, Path((reference, secret)): Key) -> Response {
    match (Reference::parse(&reference), Secret::presented(&secret)) {
        (Some(_), Some(_)) => Redirect::to(&path(&reference, &secret)).into_response(),
        _ => refused(&state, &Refusal::Unknown),
    }
}

async fn add(State(state): State<AppState>, Path((reference, secret)): Key) -> Response {
    match load::add_page(&state.engine, &reference, &secret).await {
        Ok(Some(page)) => draw(&state, StatusCode::OK, pages::add(page)),
        // The page of the booking says what became of it.
        Ok(None) => Redirect::to(&path(&reference, &secret)).into_response(),
        Err(refusal) => refused(&state, &refusal),
    }
}

async fn add_offer(
    State(state): State<AppState>,
    Path((reference, secret, offer)): Path<(String, String, String)>,
    Query(look): Query<Look>,
) -> Response {
    let errand = Errand::Add { path: path(&reference, &secret) };
    choose(&state, &errand, &offer, &look).await
}

async fn add_chosen(
    Visit(state): Visit,
    Path((reference, secret, offer)): Path<(String, String, String)>,
    Query(look): Query<Look>,
    Form(choosing): Form<Choosing>,
) -> Response {
    let errand = Errand::Add { path: path(&reference, &secret) };
    take_for(&state, &errand, &offer, look, &choosing).await
}

async fn move_offer(
    State(state): State<AppState>,
    Path((reference, secret, item, offer)): Path<(String, String, String, String)>,
    Query(look): Query<Look>,
) -> Response {
    match moving(&reference, &secret, &item) {
        Some(errand) => choose(&state, &errand, &offer, &look).await,
        None => refused(&state, &Refusal::Unknown),
    }
}

async fn move_chosen(
    Visit(state): Visit,
    Path((reference, secret, item, offer)): Path<(String, String, String, String)>,
    Query(look): Query<Look>,
    Form(choosing): Form<Choosing>,
) -> Response {
    match moving(&reference, &secret, &item) {
        Some(errand) => take_for(&state, &errand, &offer, look, &choosing).await,
        None => refused(&state, &Refusal::Unknown),
    }
}

fn moving(reference: &str, secret: &str, item: &str) -> Option<Errand> {
    Some(Errand::Move { path: path(reference, secret), item: item.parse().ok()? })
}

/// The offer's page, unless it is too late for the errand: then the booking's, which says so.
async fn choose(state: &AppState, errand: &Errand, offer: &str, look: &Look) -> Response {
    match load::is_errand_open(&state.engine, errand).await {
        Ok(true) => offer_for(state, errand, offer, look).await,
        Ok(false) => match errand {
            Errand::Add { path } | Errand::Move { path, .. } => Redirect::to(path).into_response(),
            Errand::Book => refused(state, &Refusal::Unknown),
        },
        Err(refusal) => refused(state, &refusal),
    }
}

/// To the next page, or to the booking's with why it stays as it is.
async fn go_on(
    state: &AppState,
    headers: &HeaderMap,
    key: (&str, &str),
    outcome: Result<String, Refusal>,
) -> Response {
    let refusal = match outcome {
        Ok(path) => return Redirect::to(&path).into_response(),
        Err(Refusal::Unknown) => return refused(state, &Refusal::Unknown),
        Err(refusal) => refusal,
    };
    let post = match refusal.item().1 {
        // The page says by itself that it is over.
        Refusal::Expired => FormPost::default(),
        other => FormPost { notice: Some(load::said(other)), ..FormPost::default() },
    };
    show(state, headers, unless_closed(&refusal), key, post).await
}

async fn show(
    state: &AppState,
    headers: &HeaderMap,
    status: StatusCode,
    (reference, secret): (&str, &str),
    post: FormPost,
) -> Response {
    let base = base_url(state, headers);
    match load::booking_page(&state.engine, &base, reference, secret, post).await {
        Ok(page) => draw(state, status, pages::booking(page)),
        Err(refusal) => refused(state, &refusal),
    }
}

/// What a guest can do something about is 422, as it is for a form.
fn unless_closed(refusal: &Refusal) -> StatusCode {
    let status = StatusCode::from_u16(refusal.status()).ok();
    let other = |status: &StatusCode| {
        status.is_server_error()
            || matches!(*status, StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS)
    };
    status.filter(other).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}

fn path(reference: &str, secret: &str) -> String {
    format!("/bookings/{reference}/{secret}")
}

/// Reference and secret in a path of a booking.
fn address(path: &str) -> Option<(&str, &str)> {
    path.strip_prefix("/bookings/")?.split_once('/')
}
