use crate::limits::Permit;
use crate::state::AppState;
use crate::visit::Visit;
use app::functions::Allowed;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use leptos::prelude::provide_context;
use leptos_axum::handle_server_fns_with_context;

/// A call from an island.
pub(crate) async fn call(State(state): State<AppState>, request: Request) -> impl IntoResponse {
    let engine = state.engine;
    handle_server_fns_with_context(move || provide_context(engine.clone()), request).await
}

/// A call that takes places.
pub(crate) async fn call_to_write(
    Visit(state): Visit,
    Permit(permit): Permit,
    request: Request,
) -> impl IntoResponse {
    let engine = state.engine;
    let provide = move || {
        provide_context(engine.clone());
        provide_context(Allowed(permit.clone()));
    };
    handle_server_fns_with_context(provide, request).await
}
