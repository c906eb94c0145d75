//! The page of one booking: its form while it is held, its confirmation after.

use super::Notice;
use booking::FieldError;

#[derive(Clone)]
pub struct BookingPage {
    pub venue: String,
    /// `K7QF-3MXT`.
    pub reference: String,
    /// `/bookings/REFERENCE/SECRET`.
    pub path: String,
    /// The same with scheme and host, for the guest to keep.
    pub link: String,
    /// The offer's id.
    pub offer: String,
    pub title: String,
    /// `Monday, 23 November 2026, 09:00–09:45`.
    pub when: String,
    pub with: String,
    /// `Europe/Berlin`.
    pub zone: String,
    pub stage: Stage,
    pub guest: Option<GuestView>,
    pub notice: Option<Notice>,
}

/// Where the booking stands, as far as its guest can do something about it.
#[derive(Clone)]
pub enum Stage {
    Held {
        remaining_ms: u64,
        form: GuestForm,
    },
    /// The hold ended and nobody took the time yet: confirming still works.
    Lapsed {
        form: GuestForm,
    },
    /// The hold ended and someone else has the time.
    Gone,
    Confirmed,
    Cancelled,
    /// The time has passed.
    Over,
}

/// The form as the guest last sent it.
#[derive(Clone, Default)]
pub struct GuestForm {
    pub name: String,
    pub email: String,
    pub phone: String,
    pub note: String,
    /// By field: `guest.name`, `guest.email`, `guest.phone`, `guest.note`.
    pub errors: Vec<FieldError>,
}

/// The guest's details as kept.
#[derive(Clone)]
pub struct GuestView {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub note: Option<String>,
}
