use booking::{ResourceId, Slot, SlotId, Zone};
use serde::Serialize;

/// A slot as the public contract shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlotView {
    pub slot: SlotId,
    /// RFC 3339 with the venue's offset.
    pub start: String,
    pub end: String,
    pub left: u32,
    pub capacity: u32,
    pub resource: ResourceId,
    /// When only holds are in the way: the end of the last of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_until: Option<String>,
}

impl SlotView {
    #[must_use]
    pub fn new(zone: &Zone, slot: &Slot) -> Self {
        Self {
            slot: slot.id.clone(),
            start: zone.rfc3339(slot.start),
            end: zone.rfc3339(slot.end),
            left: slot.left,
            capacity: slot.capacity,
            resource: slot.resource.clone(),
            held_until: slot.held_until.map(|until| zone.rfc3339(until)),
        }
    }
}
