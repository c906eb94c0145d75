//! Joining a waiting list.

use crate::limits::Permit;
use crate::pages::{draw, refused, when_to_retry};
use crate::state::AppState;
use crate::visit::Visit;
use app::load::{self, WaitPost};
use app::model::{Choosing, Look};
use app::pages;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use booking::{GuestInput, Refusal};
use http::StatusCode;
use serde::Deserialize;

/// What is waited for and, once the form is sent, who waits.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wait {
    date: Option<String>,
    slot: Option<String>,
    from: Option<String>,
    to: Option<String>,
    quantity: Option<String>,
    name: String,
    email: String,
    phone: Option<String>,
    note: Option<String>,
}

impl Wait {
    fn split(self) -> (Look, Choosing, GuestInput) {
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        let choosing = Choosing {
            slot: filled(self.slot),
            from: filled(self.from),
            to: filled(self.to),
            quantity: self.quantity.and_then(|text| text.parse().ok()),
        };
        let Self { name, email, phone, note, .. } = self;
        let look = Look { date: self.date, ..Look::default() };
        (look, choosing, GuestInput { name, email, phone, note })
    }
}

pub(crate) async fn form(
    State(state): State<AppState>,
    Path(offer): Path<String>,
    Query(wait): Query<Wait>,
) -> Response {
    let (look, choosing, _) = wait.split();
    page(&state, StatusCode::OK, &offer, &look, choosing, WaitPost::default()).await
}

pub(crate) async fn wait(
    Visit(state): Visit,
    Path(offer): Path<String>,
    Permit(permit): Permit,
    Form(wait): Form<Wait>,
) -> Response {
    let (look, choosing, input) = wait.split();
    let waited = async {
        permit?;
        load::wait(&state.engine, &offer, &choosing, &input, |guest| state.limits.guest(guest))
            .await
    };
    let refusal = match waited.await {
        Ok(path) => return Redirect::to(&path).into_response(),
        Err(refusal) => refusal,
    };
    let retry_after = when_to_retry(&refusal);
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::CONFLICT);
    let post = match refusal {
        Refusal::Unknown => return refused(&state, &Refusal::Unknown),
        Refusal::Invalid { errors } => {
            // What is wrong with the choice has no field in this form.
            let (guest, choice): (Vec<_>, Vec<_>) =
                errors.into_iter().partition(|error| error.field.starts_with("guest."));
            let notice = choice.into_iter().next().map(|error| error.message);
            WaitPost { input, errors: guest, notice }
        }
        refusal => WaitPost { input, errors: Vec::new(), notice: Some(refusal.to_string()) },
    };
    (retry_after, page(&state, status, &offer, &look, choosing, post).await).into_response()
}

async fn page(
    state: &AppState,
    status: StatusCode,
    offer: &str,
    look: &Look,
    choosing: Choosing,
    post: WaitPost,
) -> Response {
    match load::wait_page(&state.engine, offer, look, choosing, post).await {
        Ok(page) => draw(state, status, pages::wait(page)),
        Err(refusal) => refused(state, &refusal),
    }
}
