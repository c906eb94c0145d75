//! The calls islands make to the server. Each is thin: one method of the engine's facade.

use crate::json::Json;
use crate::model::{self, Choosing, Errand, HoldOutcome};
use leptos::prelude::*;
use leptos::server_fn::codec::Post;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a call failed. It carries nothing but what a guest may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FunctionError {
    /// The server turned the request down, in words for the guest.
    Refused(String),
    /// No answer came, or none that makes sense.
    Unreachable,
}

impl fmt::Display for FunctionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refused(message) => message,
            Self::Unreachable => {
                "We could not reach the server. Nothing was booked; please try again in a moment."
            }
        })
    }
}

impl FromServerFnError for FunctionError {
    type Encoder = Json;

    // The inner text is a dependency's and may name paths or addresses: it goes no further.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            #[cfg(feature = "ssr")]
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => {
                set_status(http::StatusCode::UNPROCESSABLE_ENTITY);
                Self::Refused("This request cannot be read.".to_owned())
            }
            _ => Self::Unreachable,
        }
    }
}

/// What can be chosen of one day, or of all where there are no days to choose from.
#[server(prefix = "/api/fn", endpoint = "day", input = Post<Json>, output = Post<Json>)]
pub async fn day(
    offer: String,
    date: String,
    minutes: Option<u32>,
) -> Result<model::Day, FunctionError> {
    let answer = crate::load::day(&engine()?, &offer, &date, minutes).await;
    answer.map_err(refused)
}

/// What some nights come to.
#[server(prefix = "/api/fn", endpoint = "quote", input = Post<Json>, output = Post<Json>)]
pub async fn quote(
    offer: String,
    from: String,
    to: String,
    quantity: u32,
) -> Result<model::Quote, FunctionError> {
    let answer = crate::load::quote(&engine()?, &offer, &from, &to, quantity).await;
    answer.map_err(refused)
}

/// Takes what a guest has chosen.
#[server(prefix = "/api/fn", endpoint = "hold", input = Post<Json>, output = Post<Json>)]
pub async fn hold(
    errand: Errand,
    offer: String,
    choosing: Choosing,
) -> Result<HoldOutcome, FunctionError> {
    allowed()?;
    let answer = crate::load::take(&engine()?, &errand, &offer, &choosing).await;
    answer.map_err(refused)
}

/// What the server's limits say of a call that takes places.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone)]
pub struct Allowed(pub Result<(), booking::Refusal>);

#[cfg(feature = "ssr")]
fn allowed() -> Result<(), FunctionError> {
    let Allowed(answer) = use_context().ok_or(FunctionError::Unreachable)?;
    answer.map_err(refused)
}

#[cfg(feature = "ssr")]
fn engine() -> Result<engine::Engine, FunctionError> {
    use_context().ok_or(FunctionError::Unreachable)
}

#[cfg(feature = "ssr")]
fn refused(refusal: booking::Refusal) -> FunctionError {
    if let Ok(status) = http::StatusCode::from_u16(refusal.status()) {
        set_status(status);
    }
    if let Some(seconds) = refusal.retry_after_seconds()
        && let Some(options) = use_context::<leptos_axum::ResponseOptions>()
    {
        options.insert_header(http::header::RETRY_AFTER, seconds.into());
    }
    FunctionError::Refused(refusal.to_string())
}

/// Leptos answers every error with 500 unless told otherwise.
#[cfg(feature = "ssr")]
fn set_status(status: http::StatusCode) {
    if let Some(options) = use_context::<leptos_axum::ResponseOptions>() {
        options.set_status(status);
    }
}
