//! What of an ended hold is no longer to be had.

use super::{choices, item_words};
use crate::model::{Choice, Lost};
use booking::{AppointmentSlot, Booking, Item, KindName, Refusal};
use engine::Engine;

/// Free times shown for each that is lost.
const NEAREST: usize = 6;
/// Looked through for them: not each has enough places left.
const LOOKED_AT: usize = 48;

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

/// What could take the place of an item as it is: as many of it, for as long.
async fn nearest(engine: &Engine, item: &Item) -> Result<Vec<Choice>, Refusal> {
    let is_alike = match item.kind {
        // Slots are of the first duration only.
        KindName::Appointment => {
            AppointmentSlot::parse(&item.slot).is_some_and(|slot| slot.minutes.is_none())
        }
        KindName::Session => true,
        KindName::Stay | KindName::Stock => false,
    };
    if !is_alike {
        return Ok(Vec::new());
    }
    let catalogue = engine.offers();
    let mut found = match engine.nearest(&item.offer, item.start, LOOKED_AT).await {
        // It is no longer offered.
        Err(Refusal::Unknown) => Vec::new(),
        found => found?,
    };
    found.retain(|slot| slot.left >= item.quantity);
    found.sort_by_key(|slot| slot.start.0.abs_diff(item.start.0));
    found.truncate(NEAREST);
    found.sort_by_key(|slot| slot.start);
    Ok(found.iter().map(|slot| choices::choice(&catalogue, slot)).collect())
}
