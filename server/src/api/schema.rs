//! Forms of the contract that no type of ours has: they are put together elsewhere, or narrower than
//! what is read.

use super::booking_view::PriceView;
use utoipa::{IntoParams, ToSchema};

/// One thing to book: a slot, or for a stay the nights from check-in to check-out.
#[derive(ToSchema)]
#[schema(as = NewItem)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes NewItem, whose mistakes are told by field")]
pub(super) enum NewItemSchema {
    Slot(SlotItem),
    Nights(NightsItem),
}

/// A slot, as it is listed.
#[derive(ToSchema)]
#[schema(as = NewSlotItem)]
#[expect(dead_code, reason = "describes NewItem")]
pub(super) struct SlotItem {
    #[schema(min_length = 1, max_length = 40, pattern = "^[A-Za-z0-9_-]+$", example = "haircut")]
    offer: String,
    /// As listed under the offer's slots. Of an appointment, leaving out who it is with
    /// (`20261123T0800Z`) leaves the choice to us.
    #[schema(
        min_length = 1,
        max_length = 80,
        pattern = "^[A-Za-z0-9_-]+$",
        example = "20261123T0800Z-ana"
    )]
    slot: String,
    /// The offer's `max_quantity` at most.
    #[schema(minimum = 1, maximum = 4_294_967_295i64, format = Int64, default = 1,
        required = false)]
    quantity: u32,
}

/// Nights in the venue's zone.
#[derive(ToSchema)]
#[schema(as = NewNightsItem)]
#[expect(dead_code, reason = "describes NewItem")]
pub(super) struct NightsItem {
    #[schema(min_length = 1, max_length = 40, pattern = "^[A-Za-z0-9_-]+$", example = "room")]
    offer: String,
    /// Check-in.
    #[schema(format = Date, example = "2026-11-23")]
    from: String,
    /// Check-out, after `from`.
    #[schema(format = Date, example = "2026-11-25")]
    to: String,
    /// The offer's `max_quantity` at most.
    #[schema(minimum = 1, maximum = 4_294_967_295i64, format = Int64, default = 1,
        required = false)]
    quantity: u32,
}

/// A request that may be sent again.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes a header")]
pub(super) struct RepeatHeader {
    /// A random text; repeating the request with it within 24 hours gets the first answer.
    #[param(
        rename = "Idempotency-Key",
        min_length = 1,
        max_length = 255,
        pattern = "^[!-~]([ -~]*[!-~])?$"
    )]
    key: Option<String>,
}

/// A place in line.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes a header")]
pub(super) struct PlaceHeader {
    /// The `place` that was given.
    #[param(rename = "Berth-Place")]
    place: Option<String>,
}

/// The way through a line.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes a header")]
pub(super) struct PassHeader {
    /// The `pass` of a place that was let in, for an offer that has a line; of several the header is
    /// repeated.
    #[param(rename = "Berth-Pass")]
    pass: Option<String>,
}

/// A stream that was broken off.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes a header")]
pub(super) struct ResumeHeader {
    /// Where the client left off; whoever is not known there gets a snapshot.
    #[param(rename = "Last-Event-ID")]
    id: Option<String>,
}

/// Slots in order of start.
#[derive(ToSchema)]
#[schema(as = SlotList)]
#[expect(dead_code, reason = "describes engine::Slots, which knows nothing of OpenAPI")]
pub struct SlotListSchema {
    offer: String,
    /// The ledger's sequence as of which this is.
    #[schema(minimum = 0)]
    seq: i64,
    slots: Vec<SlotSchema>,
}

/// What a guest may choose: a time, a session, a night, or what is in stock.
#[derive(ToSchema)]
#[schema(as = Slot)]
#[expect(dead_code, reason = "describes engine::SlotView, which knows nothing of OpenAPI")]
pub struct SlotSchema {
    #[schema(example = "20261123T0800Z-ana")]
    slot: String,
    /// With the venue's offset. Of a night: check-in. Of stock: the beginning of today.
    #[schema(format = DateTime)]
    start: String,
    #[schema(format = DateTime)]
    end: String,
    /// Places free right now.
    left: u32,
    capacity: u32,
    resource: String,
    /// When holds are in the way: the instant from which there may be room.
    #[schema(format = DateTime, nullable = false)]
    held_until: Option<String>,
    /// Of one place, where that is not the offer's price; a night always tells its own.
    #[schema(nullable = false)]
    price: Option<PriceView>,
    /// `false` for a night on which no stay can begin; left out otherwise.
    #[schema(nullable = false)]
    arrival: Option<bool>,
}

/// One event of a live stream; more follow without end.
#[derive(ToSchema)]
#[schema(as = LiveEvent)]
#[expect(dead_code, reason = "describes what engine::LiveEvent becomes")]
pub struct LiveEventSchema {
    /// `heartbeat` comes every 15 seconds, without an id.
    #[schema(value_type = LiveWord)]
    event: String,
    /// Resumes the stream.
    #[schema(nullable = false, pattern = "^[0-9]+$")]
    id: Option<String>,
    /// `LiveData` as JSON; of a heartbeat `{}`.
    #[schema(content_media_type = "application/json")]
    data: String,
}

/// What an event of a live stream is about.
#[derive(ToSchema)]
#[schema(as = LiveEventName, rename_all = "kebab-case")]
#[expect(dead_code, reason = "describes engine::LiveKind")]
pub enum LiveWord {
    Snapshot,
    Change,
    Heartbeat,
}

/// The data of an event of a live stream.
#[derive(ToSchema)]
#[schema(as = LiveData)]
#[expect(dead_code, reason = "describes what engine::LiveEvent carries")]
pub struct LiveDataSchema {
    offer: String,
    /// Also the event's id.
    #[schema(minimum = 0)]
    seq: i64,
    /// Of a `snapshot` all slots of the dates asked for; of a `change` those that differ.
    slots: Vec<SlotSchema>,
    /// How many slots of a date can be booked, for the dates that are told of.
    days: Vec<DaySchema>,
}

#[derive(ToSchema)]
#[schema(as = Day)]
#[expect(dead_code, reason = "describes what engine::LiveEvent carries")]
pub struct DaySchema {
    #[schema(format = Date)]
    date: String,
    #[schema(minimum = 0)]
    left: i64,
}
