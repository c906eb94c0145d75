//! Standing in line to choose.
//!
//! A place is given by a button only: whoever merely looks, as crawlers, previews and reloads do,
//! takes none.

use crate::pages::{draw, refused};
use crate::visit::{self, Visit};
use app::{load, pages};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use booking::{OfferId, Refusal};
use engine::Standing;
use http::header::CACHE_CONTROL;
use http::{HeaderMap, StatusCode};

pub(crate) async fn look(
    Visit(state): Visit,
    Path(offer): Path<String>,
    headers: HeaderMap,
) -> Response {
    let looked = async {
        let id = OfferId::parse(&offer).map_err(|_| Refusal::Unknown)?;
        if state.engine.is_admitted(&id).await? {
            return Ok(to_offer(&id));
        }
        let standing = state.engine.standing(&id, visit::place(&headers, &id)).await?;
        if let Some(standing) = standing.as_ref().filter(|standing| standing.pass.is_some()) {
            return Ok((visit::keep(&state, &id, standing), to_offer(&id)).into_response());
        }
        let page = load::line_page(&state.engine, &offer, standing.as_ref()).await?;
        Ok(draw(&state, StatusCode::OK, pages::line(page)))
    };
    looked.await.unwrap_or_else(|refusal| refused(&state, &refusal))
}

pub(crate) async fn join(
    Visit(state): Visit,
    Path(offer): Path<String>,
    headers: HeaderMap,
) -> Response {
    let joined = async {
        let id = OfferId::parse(&offer).map_err(|_| Refusal::Unknown)?;
        if state.engine.is_admitted(&id).await? {
            return Ok(to_offer(&id));
        }
        let standing = state.engine.join_line(&id, visit::place(&headers, &id)).await?;
        let next = match standing {
            Standing { pass: Some(_), .. } => to_offer(&id),
            _ => to_line(&id),
        };
        Ok((visit::keep(&state, &id, &standing), next).into_response())
    };
    joined.await.unwrap_or_else(|refusal| refused(&state, &refusal))
}

/// To the line in front of an offer.
pub(crate) fn to_line(offer: &OfferId) -> Response {
    redirect(&format!("/offers/{offer}/line"))
}

fn to_offer(offer: &OfferId) -> Response {
    redirect(&format!("/offers/{offer}"))
}

/// Where a visitor is sent depends on what they show: nobody keeps it.
fn redirect(path: &str) -> Response {
    ([(CACHE_CONTROL, "no-store")], Redirect::to(path)).into_response()
}
