//! Refusals as `application/problem+json` (RFC 9457).

use super::words::{ProblemWord, RuleWord};
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use booking::{FieldError, Refusal};
use engine::Engine;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use std::any::Any;
use utoipa::ToSchema;

/// Why a request was turned down. Nothing was changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    #[schema(value_type = ProblemWord)]
    kind: &'static str,
    /// The same in words, which may change.
    title: String,
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// With `held`: when the hold ends, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime, nullable = false)]
    until: Option<String>,
    /// With `closed`: the rule that closes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<RuleWord>, nullable = false)]
    rule: Option<&'static str>,
    /// Which of several items it is about, from 0; the others may well be free.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, maximum = 19)]
    item: Option<usize>,
    /// With `taken`: how many are left, if fewer than were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1)]
    left: Option<u32>,
    /// With `invalid`: each field to correct.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_items = 1)]
    errors: Option<Vec<FieldProblem>>,
}

/// A field to correct.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Its path in the request.
    #[schema(example = "guest.email")]
    field: String,
    /// What to do.
    message: String,
}

impl Problem {
    /// `engine` gives the zone in which an instant is told.
    pub(crate) fn response(engine: &Engine, refusal: Refusal) -> Response {
        let until = match refusal.item().1 {
            Refusal::Held { until } => Some(engine.offers().venue.zone.rfc3339(*until)),
            _ => None,
        };
        let retry_after = refusal.retry_after_seconds();
        let mut response = Self::of(refusal, until).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    fn of(refusal: Refusal, until: Option<String>) -> Self {
        Self {
            kind: refusal.word(),
            title: refusal.to_string(),
            status: refusal.status(),
            until,
            rule: match refusal.item().1 {
                Refusal::Closed { reason } => Some(reason.rule()),
                _ => None,
            },
            item: refusal.item().0,
            left: match refusal.item().1 {
                Refusal::Few { left } => Some(*left),
                _ => None,
            },
            errors: match refusal {
                Refusal::Invalid { errors } => Some(errors.into_iter().map(Into::into).collect()),
                _ => None,
            },
        }
    }

    fn plain(status: StatusCode, kind: &'static str, title: &str) -> Self {
        Self {
            kind,
            title: title.to_owned(),
            status: status.as_u16(),
            until: None,
            rule: None,
            item: None,
            left: None,
            errors: None,
        }
    }
}

impl From<FieldError> for FieldProblem {
    fn from(error: FieldError) -> Self {
        Self { field: error.field, message: error.message }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        let body = serde_json::to_string(&self).unwrap_or_default();
        (status, [(CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}

/// A path that is none.
pub(crate) async fn unknown(_: Request) -> Problem {
    Problem::of(Refusal::Unknown, None)
}

/// Brings the refusals of routing and middleware into the contract's form.
pub(crate) async fn in_contract(mut response: Response) -> Response {
    let status = response.status();
    let is_ours =
        response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().ends_with(b"json"));
    if is_ours || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let problem = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            Problem::plain(status, "invalid", "This method is not for this address.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::plain(status, "invalid", "The request is too large.")
        }
        StatusCode::REQUEST_TIMEOUT => {
            Problem::plain(status, "busy", "The request took too long; please send it again.")
        }
        StatusCode::TOO_MANY_REQUESTS => {
            let title = "Too many requests from this address. Please wait a moment and try again.";
            Problem::plain(status, "too-many", title)
        }
        StatusCode::FORBIDDEN => {
            Problem::plain(status, "invalid", "Requests from another site's pages are refused.")
        }
        StatusCode::NOT_FOUND => Problem::of(Refusal::Unknown, None),
        _ => Problem::plain(status, "invalid", "The request cannot be read."),
    };
    let mut mapped = problem.into_response();
    response.headers_mut().remove(CONTENT_TYPE);
    response.headers_mut().remove(http::header::CONTENT_LENGTH);
    for (name, value) in response.headers() {
        mapped.headers_mut().insert(name, value.clone());
    }
    mapped
}

/// A bug: the panic hook has written it to the log, and the client learns no more than it must.
pub(crate) fn panicked(_: Box<dyn Any + Send + 'static>) -> http::Response<Body> {
    let refusal = Refusal::Unavailable { retry_after_seconds: 2 };
    ([(RETRY_AFTER, "2")], Problem::of(refusal, None)).into_response()
}
