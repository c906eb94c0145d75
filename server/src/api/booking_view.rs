//! Bookings as JSON: what comes in and what goes out.

use super::schema::NewItemSchema;
use super::words::StateWord;
use booking::{
    Booking, FieldError, Guest, GuestInput, Item, OfferId, SlotId, State as BookingState, Venue,
    Wish, Zone, total,
};
use engine::{ItemRequest, Receipt, Request};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What to book. All items are booked or none.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NewBooking {
    #[schema(value_type = Vec<NewItemSchema>, min_items = 1, max_items = 20)]
    pub(super) items: Vec<NewItem>,
    /// May be left out of a hold.
    pub(super) guest: Option<GuestBody>,
    /// Take the places for a few minutes only; confirm within that time.
    #[serde(default)]
    pub(super) hold: bool,
    /// Stand in line for what is taken. If it is free after all, it is held.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) wait: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}

/// What to have instead. All items are had or nothing changes.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Exchange {
    #[schema(value_type = Vec<NewItemSchema>, min_items = 1, max_items = 20)]
    pub(super) items: Vec<NewItem>,
}

/// One thing to book, as [`NewItemSchema`] describes it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct NewItem {
    offer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    slot: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(default = "one")]
    quantity: u32,
}

const fn one() -> u32 {
    1
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Guest)]
pub(super) struct GuestBody {
    #[serde(default)]
    #[schema(required, min_length = 1, max_length = 100, example = "Ada Lovelace")]
    name: String,
    #[serde(default)]
    #[schema(required, format = Email, max_length = 254, example = "ada@example.com")]
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
#[schema(as = Booking)]
pub struct BookingView {
    #[schema(
        example = "K7QF-3MXT",
        pattern = "^[2-9BCDFGHJKMNPQRSTVWXYZ]{4}-[2-9BCDFGHJKMNPQRSTVWXYZ]{4}$"
    )]
    pub(super) reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^[a-z2-7]{32}$")]
    secret: Option<String>,
    #[schema(value_type = StateWord)]
    state: &'static str,
    /// When the hold ends, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    expires_at: Option<String>,
    /// The place in line of one that waits, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1)]
    position: Option<u32>,
    items: Vec<ItemView>,
    /// What all items with a price cost together.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    total: Option<PriceView>,
    /// When it was paid, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    paid_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    guest: Option<GuestBody>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Item)]
struct ItemView {
    offer: String,
    slot: String,
    /// With the venue's offset. Of stock: the day on which it was booked.
    #[schema(format = DateTime)]
    start: String,
    #[schema(format = DateTime)]
    end: String,
    #[schema(minimum = 1)]
    quantity: u32,
    resource: String,
    /// What all of it costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    price: Option<PriceView>,
}

/// An amount of money.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Price)]
pub(super) struct PriceView {
    /// In the currency's minor unit.
    pub(super) amount: u64,
    /// ISO 4217.
    #[schema(min_length = 3, max_length = 3, example = "EUR")]
    pub(super) currency: String,
}

impl PriceView {
    pub(super) fn new(venue: &Venue, amount: u64) -> Self {
        Self { amount, currency: venue.currency.clone() }
    }
}

const ID: &str = "Must be 1 to 80 letters, digits, '-' or '_'.";
const DATE: &str = "Must be a date like 2026-11-23.";

impl NewItem {
    fn parse(&self) -> Result<ItemRequest, FieldError> {
        let offer = OfferId::parse(&self.offer).map_err(|_| FieldError::new("offer", ID))?;
        let date =
            |field, text: &str| super::plain_date(text).ok_or_else(|| FieldError::new(field, DATE));
        let wish = match (&self.slot, &self.from, &self.to) {
            (Some(slot), None, None) => {
                Wish::Slot(SlotId::parse(slot).map_err(|_| FieldError::new("slot", ID))?)
            }
            (None, Some(from), Some(to)) => {
                Wish::Nights { from: date("from", from)?, to: date("to", to)? }
            }
            (None, Some(_), None) => {
                return Err(FieldError::new("to", "Please add the day of departure."));
            }
            (None, None, Some(_)) => {
                return Err(FieldError::new("from", "Please add the day of arrival."));
            }
            (None, None, None) => {
                return Err(FieldError::new(
                    "slot",
                    "Please choose a slot, or for a stay give 'from' and 'to'.",
                ));
            }
            (Some(_), ..) => {
                return Err(FieldError::new(
                    "slot",
                    "Please give either a slot or 'from' and 'to'.",
                ));
            }
        };
        Ok(ItemRequest { offer, wish, quantity: self.quantity })
    }

    /// All of them, or each field that is wrong.
    pub(super) fn parse_all(items: &[Self]) -> Result<Vec<ItemRequest>, Vec<FieldError>> {
        if items.len() > Request::ITEMS_MAX {
            return Err(vec![FieldError::new("items", "Please choose at most 20 at once.")]);
        }
        let mut errors = Vec::new();
        let mut parsed = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match item.parse() {
                Ok(item) => parsed.push(item),
                Err(mut error) => {
                    error.field = format!("items.{index}.{}", error.field);
                    errors.push(error);
                }
            }
        }
        if errors.is_empty() { Ok(parsed) } else { Err(errors) }
    }
}

impl BookingView {
    /// For whoever made it, with its secret.
    pub(super) fn made(venue: &Venue, receipt: &Receipt) -> Self {
        Self {
            reference: receipt.reference.to_string(),
            secret: Some(receipt.secret.expose().to_owned()),
            state: receipt.state.name().as_str(),
            expires_at: expires_at(&venue.zone, &receipt.state),
            position: receipt.position,
            items: receipt.items.iter().map(|item| ItemView::new(venue, item)).collect(),
            total: total(&receipt.items).map(|amount| PriceView::new(venue, amount)),
            paid_at: None,
            guest: None,
        }
    }

    pub(super) fn new(venue: &Venue, booking: &Booking) -> Self {
        Self {
            reference: booking.reference.to_string(),
            secret: None,
            state: booking.state.name().as_str(),
            expires_at: expires_at(&venue.zone, &booking.state),
            position: booking.position,
            items: booking.items.iter().map(|item| ItemView::new(venue, item)).collect(),
            total: booking.total().map(|amount| PriceView::new(venue, amount)),
            paid_at: booking.paid_at.map(|at| venue.zone.rfc3339(at)),
            guest: booking.guest.as_ref().map(GuestBody::new),
        }
    }
}

impl ItemView {
    fn new(venue: &Venue, item: &Item) -> Self {
        Self {
            offer: item.offer.to_string(),
            slot: item.slot.to_string(),
            start: venue.zone.rfc3339(item.start),
            end: venue.zone.rfc3339(item.end),
            quantity: item.quantity,
            resource: item.resource.to_string(),
            price: item.amount.map(|amount| PriceView::new(venue, amount)),
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
