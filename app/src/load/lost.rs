//! What of an ended hold is no longer to be had.

use super::taking::as_asked;
use super::{choices, item_words};
use crate::model::{Choice, Lost};
use booking::{AppointmentSlot, Booking, Item, KindName, Refusal};
use engine::Engine;

/// Each item that somebody else has now or whose time has come, and the one at `index` whatever the
/// ledger says: items may be free one by one but not together.
pub(super) async fn lost(
    engine: &Engine,
    booking: &Booking,
    index: Option<usize>,
) -> Result<Vec<Lost>, Refusal> {
    let catalogue = engine.offers();
    let now = engine.now();
    let mut lost = Vec::new();
    for (position, item) in booking.items.iter().enumerate() {
        if index != Some(position) && engine.is_free(std::slice::from_ref(item)).await? {
            continue;
        }
        lost.push(Lost {
            item: position,
            words: item_words::line(&catalogue, item),
            kind: item.kind,
            has_begun: item.begins_at().is_some_and(|start| start <= now),
            nearest: nearest(engine, item).await?,
        });
    }
    Ok(lost)
}

/// What could take the place of an item: as many of it, for as long.
async fn nearest(engine: &Engine, item: &Item) -> Result<Vec<Choice>, Refusal> {
    // What is found is of the first duration.
    let is_other = AppointmentSlot::parse(&item.slot).is_some_and(|slot| slot.minutes.is_some());
    if is_other && item.kind == KindName::Appointment {
        return Ok(Vec::new());
    }
    match choices::nearest_to(engine, &as_asked(item)).await {
        // It is no longer offered.
        Err(Refusal::Unknown) => Ok(Vec::new()),
        found => found,
    }
}
