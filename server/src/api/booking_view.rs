//! Bookings as JSON: what comes in and what goes out.

use booking::{Booking, Guest, GuestInput, Item, OfferId, SlotId, State as BookingState, Zone};
use engine::{ItemRequest, Receipt};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What to book. All items are booked or none.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NewBooking {
    pub(super) items: Vec<NewItem>,
    /// May be left out of a hold.
    pub(super) guest: Option<GuestBody>,
    /// Take the places for a few minutes only; confirm within that time.
    #[serde(default)]
    pub(super) hold: bool,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct NewItem {
    #[schema(example = "haircut")]
    offer: String,
    /// As listed under the offer's slots.
    #[schema(example = "20261123T0800Z-ana")]
    slot: String,
    #[serde(default = "one")]
    #[schema(minimum = 1, default = 1)]
    quantity: u32,
}

const fn one() -> u32 {
    1
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(super) struct GuestBody {
    #[serde(default)]
    #[schema(max_length = 100, example = "Ada Lovelace")]
    name: String,
    #[serde(default)]
    #[schema(max_length = 254, example = "ada@example.com")]
    email: String,
    #[schema(max_length = 30)]
    phone: Option<String>,
    #[schema(max_length = 500)]
    note: Option<String>,
}

/// Who books a hold.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Confirmation {
    pub(super) guest: GuestBody,
}

/// A booking. The secret is told once, when it is made.
#[derive(Debug, Serialize, ToSchema)]
pub struct BookingView {
    #[schema(example = "K7QF-3MXT")]
    pub(super) reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    /// held, pending, confirmed, declined, cancelled, completed, no-show or expired
    #[schema(example = "confirmed")]
    state: &'static str,
    /// When the hold ends, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    items: Vec<ItemView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guest: Option<GuestBody>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ItemView {
    offer: String,
    slot: String,
    /// RFC 3339 with the venue's offset.
    start: String,
    end: String,
    quantity: u32,
    resource: String,
}

impl NewItem {
    /// An error is the name of the field.
    pub(super) fn parse(&self) -> Result<ItemRequest, &'static str> {
        Ok(ItemRequest {
            offer: OfferId::parse(&self.offer).map_err(|_| "offer")?,
            slot: SlotId::parse(&self.slot).map_err(|_| "slot")?,
            quantity: self.quantity,
        })
    }
}

impl BookingView {
    /// For whoever made it, with its secret.
    pub(super) fn made(zone: &Zone, receipt: &Receipt) -> Self {
        Self {
            reference: receipt.reference.to_string(),
            secret: Some(receipt.secret.expose().to_owned()),
            state: receipt.state.name().as_str(),
            expires_at: expires_at(zone, &receipt.state),
            items: receipt.items.iter().map(|item| ItemView::new(zone, item)).collect(),
            guest: None,
        }
    }

    pub(super) fn new(zone: &Zone, booking: &Booking) -> Self {
        Self {
            reference: booking.reference.to_string(),
            secret: None,
            state: booking.state.name().as_str(),
            expires_at: expires_at(zone, &booking.state),
            items: booking.items.iter().map(|item| ItemView::new(zone, item)).collect(),
            guest: booking.guest.as_ref().map(GuestBody::new),
        }
    }
}

impl ItemView {
    fn new(zone: &Zone, item: &Item) -> Self {
        Self {
            offer: item.offer.to_string(),
            slot: item.slot.to_string(),
            start: zone.rfc3339(item.start),
            end: zone.rfc3339(item.end),
            quantity: item.quantity,
            resource: item.resource.to_string(),
        }
    }
}

impl GuestBody {
    fn new(guest: &Guest) -> Self {
        Self {
            name: guest.name().to_owned(),
            email: guest.email().to_owned(),
            phone: guest.phone().map(str::to_owned),
            note: guest.note().map(str::to_owned),
        }
    }
}

impl From<GuestBody> for GuestInput {
    fn from(guest: GuestBody) -> Self {
        Self { name: guest.name, email: guest.email, phone: guest.phone, note: guest.note }
    }
}

fn expires_at(zone: &Zone, state: &BookingState) -> Option<String> {
    match state {
        BookingState::Held { expires_at } => Some(zone.rfc3339(*expires_at)),
        _ => None,
    }
}
