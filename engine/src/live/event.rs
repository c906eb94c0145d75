use crate::slot_view::SlotView;
use booking::{OfferId, Slot, Venue};
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

/// What a watcher is sent.
#[derive(Debug, Clone)]
pub struct LiveEvent {
    /// The ledger's sequence up to which this is complete; a watcher resumes from it.
    pub id: i64,
    pub kind: LiveKind,
    /// JSON, rendered once for all watchers.
    pub data: Arc<str>,
    /// The feed's own count of events: time alone can change a slot without moving the ledger.
    pub(super) order: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiveKind {
    /// All there is to know; what a watcher knew before is void.
    Snapshot,
    /// Only what differs.
    Change,
}

impl LiveKind {
    /// The event's name on the stream.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshot",
            Self::Change => "change",
        }
    }
}

/// How much of a date can be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DayView {
    pub date: Date,
    /// Slots.
    pub left: usize,
    /// Places of all of them together.
    pub places: u32,
}

#[derive(Serialize)]
struct Body<'a> {
    offer: &'a OfferId,
    seq: i64,
    slots: Vec<SlotView>,
    days: Vec<DayView>,
}

pub(super) fn render<'a>(
    venue: &Venue,
    offer: &OfferId,
    seq: i64,
    slots: impl Iterator<Item = &'a Slot>,
    days: Vec<DayView>,
) -> Arc<str> {
    let body =
        Body { offer, seq, slots: slots.map(|slot| SlotView::new(venue, slot)).collect(), days };
    // Strings and numbers under string keys cannot fail to serialize.
    serde_json::to_string(&body).unwrap_or_default().into()
}
