use super::body;
use super::problem::Problem;
use crate::state::AppState;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use booking::{
    Booking, FieldError, Guest, GuestInput, Item, OfferId, Reference, Refusal, Secret, SlotId,
    State as BookingState, Zone,
};
use engine::{Engine, Idempotency, ItemRequest, Request};
use http::header::{AUTHORIZATION, CACHE_CONTROL, LOCATION};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// What to book. All items are booked or none.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NewBooking {
    items: Vec<NewItem>,
    /// May be left out of a hold.
    guest: Option<GuestBody>,
    /// Take the places for a few minutes only; confirm within that time.
    #[serde(default)]
    hold: bool,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct NewItem {
    #[schema(example = "haircut")]
    offer: String,
    /// As listed under the offer's slots.
    #[schema(example = "20261123T0800Z-ana")]
    slot: String,
    #[serde(default = "one")]
    #[schema(minimum = 1, default = 1)]
    quantity: u32,
}

const fn one() -> u32 {
    1
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
struct GuestBody {
    #[serde(default)]
    #[schema(max_length = 100, example = "Ada Lovelace")]
    name: String,
    #[serde(default)]
    #[schema(max_length = 254, example = "ada@example.com")]
    email: String,
    #[schema(max_length = 30)]
    phone: Option<String>,
    #[schema(max_length = 500)]
    note: Option<String>,
}

/// Who books a hold.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Confirmation {
    guest: GuestBody,
}

/// A booking. The secret is told once, when it is made.
#[derive(Debug, Serialize, ToSchema)]
pub struct BookingView {
    #[schema(example = "K7QF-3MXT")]
    reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    /// held, pending, confirmed, declined, cancelled, completed, no-show or expired
    #[schema(example = "confirmed")]
    state: &'static str,
    /// When the hold ends, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    items: Vec<ItemView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guest: Option<GuestBody>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ItemView {
    offer: String,
    slot: String,
    /// RFC 3339 with the venue's offset.
    start: String,
    end: String,
    quantity: u32,
    resource: String,
}

/// Book, or hold.
#[utoipa::path(post, path = "/api/v1/bookings", tag = "bookings",
    params(("Idempotency-Key" = Option<String>, Header,
        description = "A random text of at most 255 characters; repeating the request with it within 24 hours gets the first answer")),
    request_body = NewBooking,
    responses(
        (status = 201, body = BookingView),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "unknown"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "taken or held"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "invalid: more than 64 KiB"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "closed, invalid or key-reused"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "busy or unavailable"),
    ))]
pub(crate) async fn create(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return rejection.into_response(),
    };
    match book(&state.engine, &headers, &body).await {
        Ok(view) => {
            let location = format!("/api/v1/bookings/{}", view.reference);
            let headers = [(LOCATION, location), (CACHE_CONTROL, "no-store".to_owned())];
            (StatusCode::CREATED, headers, Json(view)).into_response()
        }
        Err(refusal) => Problem::response(&state.engine, refusal),
    }
}

async fn book(engine: &Engine, headers: &HeaderMap, body: &Bytes) -> Result<BookingView, Refusal> {
    let new: NewBooking = body::parse(body)?;
    let idempotency = idempotency(headers, &new)?;
    if new.items.len() > Request::ITEMS_MAX {
        return Err(Refusal::field("items", "Please choose at most 20 times at once."));
    }
    let mut errors = Vec::new();
    let mut items = Vec::with_capacity(new.items.len());
    for (index, item) in new.items.iter().enumerate() {
        match item.parse() {
            Ok(item) => items.push(item),
            Err(field) => errors.push(FieldError::new(
                &format!("items.{index}.{field}"),
                "Must be 1 to 80 letters, digits, '-' or '_'.",
            )),
        }
    }
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
    let request = Request { items, guest };
    let receipt = if new.hold {
        engine.hold(request, idempotency).await?
    } else {
        engine.book(request, idempotency).await?
    };
    let zone = &engine.offers().venue.zone;
    Ok(BookingView {
        reference: receipt.reference.to_string(),
        secret: Some(receipt.secret.expose().to_owned()),
        state: receipt.state.name().as_str(),
        expires_at: expires_at(zone, &receipt.state),
        items: receipt.items.iter().map(|item| ItemView::new(zone, item)).collect(),
        guest: None,
    })
}

/// The booking as it is now.
#[utoipa::path(get, path = "/api/v1/bookings/{reference}", tag = "bookings",
    params(("reference" = String, Path)), security(("secret" = [])),
    responses(
        (status = 200, body = BookingView),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "unknown, or a wrong secret"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "unavailable"),
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
    params(("reference" = String, Path)), security(("secret" = [])),
    request_body = Confirmation,
    responses(
        (status = 200, body = BookingView),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "unknown, or a wrong secret"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "expired"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "invalid: more than 64 KiB"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "invalid"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "busy or unavailable"),
    ))]
pub(crate) async fn confirm(
    State(state): State<AppState>,
    Path(reference): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return rejection.into_response(),
    };
    let confirmed = async {
        let (reference, secret) = key(&reference, &headers)?;
        // Who may not see the booking learns nothing from the form of an answer either.
        state.engine.find(&reference, &secret).await?;
        let confirmation: Confirmation = body::parse(&body)?;
        let guest = Guest::parse(&confirmation.guest.into())
            .map_err(|errors| Refusal::Invalid { errors })?;
        state.engine.confirm(&reference, &secret, guest).await
    };
    answer(&state.engine, confirmed.await)
}

/// Give the booking or the hold up.
#[utoipa::path(post, path = "/api/v1/bookings/{reference}/cancel", tag = "bookings",
    params(("reference" = String, Path)), security(("secret" = [])),
    responses(
        (status = 200, body = BookingView),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "unknown, or a wrong secret"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "expired: it is over"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "closed: it has begun"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "busy or unavailable"),
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
            let view = BookingView::new(&engine.offers().venue.zone, &booking);
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
        .filter(|key| !key.is_empty() && key.len() <= Idempotency::KEY_MAX)
        .ok_or_else(|| {
            Refusal::field("Idempotency-Key", "Must be 1 to 255 printable ASCII characters.")
        })?;
    let said = serde_json::to_vec(new).unwrap_or_default();
    Ok(Some(Idempotency { key: key.to_owned(), fingerprint: Sha256::digest(said).into() }))
}

fn expires_at(zone: &Zone, state: &BookingState) -> Option<String> {
    match state {
        BookingState::Held { expires_at } => Some(zone.rfc3339(*expires_at)),
        _ => None,
    }
}

impl NewItem {
    /// An error is the name of the field.
    fn parse(&self) -> Result<ItemRequest, &'static str> {
        Ok(ItemRequest {
            offer: OfferId::parse(&self.offer).map_err(|_| "offer")?,
            slot: SlotId::parse(&self.slot).map_err(|_| "slot")?,
            quantity: self.quantity,
        })
    }
}

impl BookingView {
    fn new(zone: &Zone, booking: &Booking) -> Self {
        Self {
            reference: booking.reference.to_string(),
            secret: None,
            state: booking.state.name().as_str(),
            expires_at: expires_at(zone, &booking.state),
            items: booking.items.iter().map(|item| ItemView::new(zone, item)).collect(),
            guest: booking.guest.as_ref().map(GuestBody::new),
        }
    }
}

impl ItemView {
    fn new(zone: &Zone, item: &Item) -> Self {
        Self {
            offer: item.offer.to_string(),
            slot: item.slot.to_string(),
            start: zone.rfc3339(item.start),
            end: zone.rfc3339(item.end),
            quantity: item.quantity,
            resource: item.resource.to_string(),
        }
    }
}

impl GuestBody {
    fn new(guest: &Guest) -> Self {
        Self {
            name: guest.name().to_owned(),
            email: guest.email().to_owned(),
            phone: guest.phone().map(str::to_owned),
            note: guest.note().map(str::to_owned),
        }
    }
}

impl From<GuestBody> for GuestInput {
    fn from(guest: GuestBody) -> Self {
        Self { name: guest.name, email: guest.email, phone: guest.phone, note: guest.note }
    }
}
