//! Making, finding and changing bookings.

use super::body;
use super::booking_view::{BookingView, Confirmation, Exchange, NewBooking, NewItem};
use super::problem::Problem;
use super::schema::{PassHeader, RepeatHeader};
use crate::state::AppState;
use crate::visit::Visit;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use booking::{Booking, Guest, Reference, Refusal, Secret};
use engine::{Engine, Idempotency, Request};
use http::header::{AUTHORIZATION, CACHE_CONTROL, LOCATION};
use http::{HeaderMap, StatusCode};
use sha2::{Digest, Sha256};

/// Book, hold, or stand in line.
#[utoipa::path(post, path = "/api/v1/bookings", tag = "bookings",
    operation_id = "createBooking",
    params(RepeatHeader, PassHeader),
    request_body = NewBooking,
    responses(
        (status = 201, body = BookingView, description = "What was booked, held, or is waited for",
            headers(("Location" = String, description = "Where the booking is")),
            links(
                ("find" = (operation_id = "findBooking",
                    parameters(("reference" = "$response.body#/reference")))),
                ("confirm" = (operation_id = "confirmBooking",
                    parameters(("reference" = "$response.body#/reference")))),
                ("reschedule" = (operation_id = "rescheduleBooking",
                    parameters(("reference" = "$response.body#/reference")))),
                ("cancel" = (operation_id = "cancelBooking",
                    parameters(("reference" = "$response.body#/reference")))),
            )),
        (status = 404, description = "unknown"),
        (status = 409, description = "taken or held"),
        (status = 422, description = "closed, invalid or key-reused"),
        (status = 429, description = "too-many: from one address, for one guest, the line of those who wait is full, or there is a line to join first"),
        (status = 503, description = "busy or unavailable"),
    ))]
pub(crate) async fn create(Visit(state): Visit, headers: HeaderMap, body: Bytes) -> Response {
    match book(&state, &headers, &body).await {
        Ok(view) => {
            let location = format!("/api/v1/bookings/{}", view.reference);
            let headers = [(LOCATION, location), (CACHE_CONTROL, "no-store".to_owned())];
            (StatusCode::CREATED, headers, Json(view)).into_response()
        }
        Err(refusal) => Problem::response(&state.engine, refusal),
    }
}

async fn book(state: &AppState, headers: &HeaderMap, body: &Bytes) -> Result<BookingView, Refusal> {
    let engine = &state.engine;
    let new: NewBooking = body::parse(body)?;
    let idempotency = idempotency(headers, &new)?;
    if new.hold && new.wait {
        return Err(Refusal::field("wait", "Please either hold or wait."));
    }
    let mut errors = Vec::new();
    let items = NewItem::parse_all(&new.items).unwrap_or_else(|wrong| {
        errors.extend(wrong);
        Vec::new()
    });
    let guest = match new.guest.map(|guest| Guest::parse(&guest.into())).transpose() {
        Ok(guest) => guest,
        Err(wrong) => {
            errors.extend(wrong);
            None
        }
    };
    if !errors.is_empty() {
        return Err(Refusal::Invalid { errors });
    }
    guest.as_ref().map_or(Ok(()), |guest| state.limits.guest(guest))?;
    let request = Request { items, guest };
    let receipt = match (new.hold, new.wait) {
        (true, _) => engine.hold(request, idempotency).await?,
        (_, true) => engine.wait(request, idempotency).await?,
        _ => engine.book(request, idempotency).await?,
    };
    Ok(BookingView::made(&engine.offers().venue, &receipt))
}

/// The booking as it is now.
#[utoipa::path(get, path = "/api/v1/bookings/{reference}", tag = "bookings",
    operation_id = "findBooking",
    params(("reference" = String, Path, pattern = "^[2-9BCDFGHJKMNPQRSTVWXYZ]{4}-[2-9BCDFGHJKMNPQRSTVWXYZ]{4}$",
        example = "K7QF-3MXT", description = "In any case, with or without the hyphen")), security(("secret" = [])),
    responses(
        (status = 200, body = BookingView, description = "The booking"),
        (status = 404, description = "unknown, or a wrong secret"),
    ))]
pub(crate) async fn find(
    State(state): State<AppState>,
    Path(reference): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let (reference, secret) = key(&reference, &headers)?;
        state.engine.find(&reference, &secret).await
    };
    answer(&state.engine, found.await)
}

/// Turn a hold into a booking. A hold that has ended is booked as well while its place is free.
#[utoipa::path(post, path = "/api/v1/bookings/{reference}/confirm", tag = "bookings",
    operation_id = "confirmBooking",
    params(("reference" = String, Path, pattern = "^[2-9BCDFGHJKMNPQRSTVWXYZ]{4}-[2-9BCDFGHJKMNPQRSTVWXYZ]{4}$",
        example = "K7QF-3MXT", description = "In any case, with or without the hyphen")), security(("secret" = [])),
    request_body = Confirmation,
    responses(
        (status = 200, body = BookingView, description = "The booking"),
        (status = 404, description = "unknown, or a wrong secret"),
        (status = 409, description = "taken: it still waits for a place"),
        (status = 410, description = "expired"),
        (status = 422, description = "closed or invalid"),
        (status = 503, description = "busy or unavailable"),
    ))]
pub(crate) async fn confirm(
    State(state): State<AppState>,
    Path(reference): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let confirmed = async {
        let (reference, secret) = key(&reference, &headers)?;
        // Who may not see the booking learns nothing from the form of an answer either.
        state.engine.find(&reference, &secret).await?;
        let confirmation: Confirmation = body::parse(&body)?;
        let guest = Guest::parse(&confirmation.guest.into())
            .map_err(|errors| Refusal::Invalid { errors })?;
        state.limits.guest(&guest)?;
        state.engine.confirm(&reference, &secret, guest).await
    };
    answer(&state.engine, confirmed.await)
}

/// Exchange what is booked or held for something else, keeping the reference.
#[utoipa::path(post, path = "/api/v1/bookings/{reference}/reschedule", tag = "bookings",
    operation_id = "rescheduleBooking",
    params(("reference" = String, Path, pattern = "^[2-9BCDFGHJKMNPQRSTVWXYZ]{4}-[2-9BCDFGHJKMNPQRSTVWXYZ]{4}$",
        example = "K7QF-3MXT", description = "In any case, with or without the hyphen"), PassHeader), security(("secret" = [])),
    request_body = Exchange,
    responses(
        (status = 200, body = BookingView, description = "The booking"),
        (status = 404, description = "unknown: booking (or a wrong secret), offer or slot"),
        (status = 409, description = "taken or held"),
        (status = 410, description = "expired: there is nothing left to exchange"),
        (status = 422, description = "closed or invalid"),
        (status = 429, description = "too-many: from one address, or there is a line to join first"),
        (status = 503, description = "busy or unavailable"),
    ))]
pub(crate) async fn reschedule(
    Visit(state): Visit,
    Path(reference): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let rescheduled = async {
        let (reference, secret) = key(&reference, &headers)?;
        // Who may not see the booking learns nothing from the form of an answer either.
        state.engine.find(&reference, &secret).await?;
        let exchange: Exchange = body::parse(&body)?;
        let items =
            NewItem::parse_all(&exchange.items).map_err(|errors| Refusal::Invalid { errors })?;
        state.engine.reschedule(&reference, &secret, &items).await
    };
    answer(&state.engine, rescheduled.await)
}

/// Give the booking, the hold or the place in line up.
#[utoipa::path(post, path = "/api/v1/bookings/{reference}/cancel", tag = "bookings",
    operation_id = "cancelBooking",
    params(("reference" = String, Path, pattern = "^[2-9BCDFGHJKMNPQRSTVWXYZ]{4}-[2-9BCDFGHJKMNPQRSTVWXYZ]{4}$",
        example = "K7QF-3MXT", description = "In any case, with or without the hyphen")), security(("secret" = [])),
    responses(
        (status = 200, body = BookingView, description = "The booking"),
        (status = 404, description = "unknown, or a wrong secret"),
        (status = 410, description = "expired: it is over"),
        (status = 422, description = "closed: it has begun"),
        (status = 503, description = "busy or unavailable"),
    ))]
pub(crate) async fn cancel(
    State(state): State<AppState>,
    Path(reference): Path<String>,
    headers: HeaderMap,
) -> Response {
    let cancelled = async {
        let (reference, secret) = key(&reference, &headers)?;
        state.engine.cancel(&reference, &secret).await
    };
    answer(&state.engine, cancelled.await)
}

fn answer(engine: &Engine, outcome: Result<Booking, Refusal>) -> Response {
    match outcome {
        Ok(booking) => {
            let view = BookingView::new(&engine.offers().venue, &booking);
            ([(CACHE_CONTROL, "no-store")], Json(view)).into_response()
        }
        Err(refusal) => Problem::response(engine, refusal),
    }
}

fn key(reference: &str, headers: &HeaderMap) -> Result<(Reference, Secret), Refusal> {
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, secret) = bearer.and_then(|text| text.split_once(' ')).ok_or(Refusal::Unknown)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Refusal::Unknown);
    }
    let reference = Reference::parse(reference).ok_or(Refusal::Unknown)?;
    let secret = Secret::presented(secret.trim()).ok_or(Refusal::Unknown)?;
    Ok((reference, secret))
}

/// The fingerprint is of what the request says, not of how it is spaced.
fn idempotency(headers: &HeaderMap, new: &NewBooking) -> Result<Option<Idempotency>, Refusal> {
    let Some(key) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = key
        .to_str()
        .ok()
        .filter(|key| (1..=Idempotency::KEY_MAX).contains(&key.len()) && !key.contains('\t'))
        .ok_or_else(|| {
            Refusal::field("Idempotency-Key", "Must be 1 to 255 printable ASCII characters.")
        })?;
    let said = serde_json::to_vec(new).unwrap_or_default();
    Ok(Some(Idempotency { key: key.to_owned(), fingerprint: Sha256::digest(said).into() }))
}
