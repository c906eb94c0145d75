use super::booking_page::{items, key};
use super::home;
use super::stage::is_changeable;
use super::taking::{self, path};
use crate::model::{AddPage, Errand, Stage};
use booking::{Refusal, State};
use engine::Engine;

/// What else there is for a booking that is held; `None` when it no longer is.
///
/// # Errors
/// [`Refusal::Unknown`] for a reference or a secret.
pub async fn add_page(
    engine: &Engine,
    reference: &str,
    secret: &str,
) -> Result<Option<AddPage>, Refusal> {
    let (reference, secret) = key(reference, secret)?;
    let booking = engine.find(&reference, &secret).await?;
    let State::Held { expires_at } = booking.state else { return Ok(None) };
    let home = home::home(engine).await?;
    Ok(Some(AddPage {
        venue: home.venue,
        zone: home.zone,
        path: path(&reference, &secret),
        items: items(engine, &booking, &Stage::Cancelled),
        remaining_ms: engine.now().millis_until(expires_at),
        offers: home.offers,
    }))
}

/// Whether an errand can still be run: its booking may be over, or its deadline past.
///
/// # Errors
/// [`Refusal::Unknown`] for the booking or the item.
pub async fn is_errand_open(engine: &Engine, errand: &Errand) -> Result<bool, Refusal> {
    let (Errand::Add { path } | Errand::Move { path, .. }) = errand else { return Ok(true) };
    let (reference, secret) = taking::key(path).ok_or(Refusal::Unknown)?;
    let booking = engine.find(&reference, &secret).await?;
    Ok(match errand {
        Errand::Move { item, .. } if *item as usize >= booking.items.len() => {
            return Err(Refusal::Unknown);
        }
        Errand::Move { .. } => is_changeable(&engine.offers(), &booking, engine.now()),
        _ => matches!(booking.state, State::Held { .. } | State::Expired),
    })
}
