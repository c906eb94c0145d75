use crate::state::AppState;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use leptos::prelude::provide_context;
use leptos_axum::handle_server_fns_with_context;

/// A call from an island.
pub(crate) async fn call(State(state): State<AppState>, request: Request) -> impl IntoResponse {
    let engine = state.engine;
    handle_server_fns_with_context(move || provide_context(engine.clone()), request).await
}
