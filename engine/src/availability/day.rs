use crate::slot_view::SlotView;
use booking::{Slot, Venue};
use bytes::Bytes;
use std::sync::OnceLock;

/// The slots of one date, and their JSON once someone has asked for it.
#[derive(Debug, Default)]
pub(crate) struct Day {
    pub(crate) slots: Vec<Slot>,
    text: OnceLock<Text>,
}

/// Array elements without the brackets.
#[derive(Debug)]
struct Text {
    bookable: Bytes,
    all: Bytes,
}

impl Day {
    pub(crate) fn new(slots: Vec<Slot>) -> Self {
        Self { slots, text: OnceLock::new() }
    }

    pub(crate) fn bookable(&self) -> usize {
        self.slots.iter().filter(|slot| slot.is_bookable()).count()
    }

    pub(crate) fn places(&self) -> u32 {
        self.slots.iter().fold(0, |sum, slot| sum.saturating_add(slot.left))
    }

    pub(crate) fn json(&self, venue: &Venue, all: bool) -> Bytes {
        let text = self.text.get_or_init(|| Text {
            bookable: elements(venue, self.slots.iter().filter(|slot| slot.is_bookable())),
            all: elements(venue, self.slots.iter()),
        });
        if all { text.all.clone() } else { text.bookable.clone() }
    }
}

fn elements<'a>(venue: &Venue, slots: impl Iterator<Item = &'a Slot>) -> Bytes {
    let views: Vec<SlotView> = slots.map(|slot| SlotView::new(venue, slot)).collect();
    // Strings and numbers under string keys cannot fail to serialize.
    let json = serde_json::to_string(&views).unwrap_or_default();
    let json = Bytes::from(json);
    json.slice_ref(
        json.strip_prefix(b"[").and_then(|json| json.strip_suffix(b"]")).unwrap_or(&json),
    )
}
