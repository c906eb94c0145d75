//! `/lab`, in a demo only: races under each strategy, drawn as they happen.

mod lane;
mod pages;
mod stream;

pub(crate) use lane::Lab;

use crate::state::AppState;
use axum::Router;
use axum::routing::{get, post};

pub(crate) const PATH: &str = "/lab";
const STYLE: &str = "/lab/lab.css";
const SCRIPT: &str = "/lab/lab.js";

/// None where there is no lab.
pub(crate) fn routes(state: &AppState) -> Router<AppState> {
    if state.lab.is_none() {
        return Router::new();
    }
    Router::new()
        .route(PATH, get(pages::form).post(pages::run))
        .route("/lab/race", post(stream::run))
        .route(STYLE, get(pages::style))
        .route(SCRIPT, get(pages::script))
}
