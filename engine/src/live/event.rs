use crate::slot_view::SlotView;
use booking::{OfferId, Slot, Venue};
use bytes::Bytes;
use jiff::civil::Date;
use serde::Serialize;
use std::ops::Range;

/// What a watcher is sent.
#[derive(Debug, Clone)]
pub struct LiveEvent {
    /// The ledger's sequence up to which this is complete; a watcher resumes from it.
    pub id: i64,
    pub kind: LiveKind,
    /// As it goes over the line (WHATWG HTML §9.2.6), rendered once for all watchers.
    pub frame: Bytes,
    /// Where its data is in the frame.
    data: Range<usize>,
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

impl LiveEvent {
    pub(super) fn new(id: i64, kind: LiveKind, data: &str, order: u64) -> Self {
        let head = format!("id: {id}\nevent: {}\ndata: ", kind.as_str());
        let range = head.len()..head.len() + data.len();
        // JSON has no line breaks outside of its strings, where they are escaped.
        let frame = Bytes::from([&head, data, "\n\n"].concat());
        Self { id, kind, frame, data: range, order }
    }

    /// JSON.
    #[must_use]
    pub fn data(&self) -> &str {
        self.frame.get(self.data.clone()).and_then(|data| str::from_utf8(data).ok()).unwrap_or("")
    }
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
) -> String {
    let body =
        Body { offer, seq, slots: slots.map(|slot| SlotView::new(venue, slot)).collect(), days };
    // Strings and numbers under string keys cannot fail to serialize.
    serde_json::to_string(&body).unwrap_or_default()
}
