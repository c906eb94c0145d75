//! The page of one booking: its form while it is held, its confirmation after.

use super::Choice;
use booking::{FieldError, KindName};

#[derive(Clone)]
pub struct BookingPage {
    pub venue: String,
    /// `K7QF-3MXT`.
    pub reference: String,
    /// `/bookings/REFERENCE/SECRET`.
    pub path: String,
    /// The same with scheme and host, for the guest to keep.
    pub link: String,
    /// `Europe/Berlin`.
    pub zone: String,
    pub items: Vec<ItemView>,
    /// What all of it costs, where there are several: `€76.00`.
    pub total: Option<String>,
    pub is_paid: bool,
    pub stage: Stage,
    pub guest: Option<GuestView>,
    /// What the guest has just done, to be said once.
    pub told: Option<String>,
    /// Why what the guest has just tried did not work.
    pub notice: Option<String>,
}

impl BookingPage {
    /// The most things in one booking.
    pub const ITEMS_MAX: usize = engine::Request::ITEMS_MAX;

    /// What it is of, where it is of one thing.
    #[must_use]
    pub fn kind(&self) -> Option<KindName> {
        match self.items.as_slice() {
            [item] => Some(item.kind),
            _ => None,
        }
    }
}

/// One thing of a booking, in words.
#[derive(Clone)]
pub struct ItemView {
    pub kind: KindName,
    /// The offer's id, unless it is no longer offered.
    pub offer: Option<String>,
    /// `2 places: Yoga class`.
    pub title: String,
    /// `Monday, 23 November 2026,` and `09:00–09:45`: parts that are kept on one line each. Stock has
    /// no time.
    pub when: Vec<String>,
    /// Whom an appointment is with: `Ana`.
    pub with: Option<String>,
    /// `€38.00`.
    pub price: Option<String>,
    /// The query with which its offer's page opens where it is: `?date=2026-11-23`.
    pub look: String,
    /// Someone else has it now.
    pub is_gone: bool,
}

/// Where the booking stands, as far as its guest can do something about it.
#[derive(Clone)]
pub enum Stage {
    Held {
        remaining_ms: u64,
        /// It came free for a guest who waited: until when it is theirs.
        offered: Option<String>,
        form: GuestForm,
    },
    /// The hold ended and nobody took anything of it yet: confirming still works.
    Lapsed {
        form: GuestForm,
    },
    /// The hold ended and something of it is lost.
    Gone {
        lost: Vec<Lost>,
        /// Whether something of it can still be had.
        rest: bool,
        form: GuestForm,
    },
    Waiting {
        /// The place in line, from 1.
        position: u32,
        /// `30 minutes`: how long a place that comes free is kept.
        kept: String,
    },
    /// Waits for the venue's yes.
    Pending(Deadlines),
    Confirmed(Deadlines),
    Declined,
    Cancelled,
    /// The guest has just left the line.
    Left,
    /// The time has passed.
    Over,
    /// The guest did not come.
    Missed,
}

/// Until when a guest can do what.
#[derive(Clone)]
pub struct Deadlines {
    pub change: Deadline,
    pub cancel: Deadline,
}

#[derive(Clone)]
pub enum Deadline {
    /// With when it ends, if that is before the start: `tomorrow, 09:00`.
    Open(Option<String>),
    /// It ended then.
    Past(String),
    /// What was booked has begun.
    Begun,
}

/// An item of an ended hold that is no longer to be had.
#[derive(Clone)]
pub struct Lost {
    /// Its index in the booking.
    pub item: usize,
    /// What it was, in one line.
    pub words: String,
    pub kind: KindName,
    /// Its time has come, so that nobody else has taken it.
    pub has_begun: bool,
    /// What is free close to it.
    pub nearest: Vec<Choice>,
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
    /// Whether the venue is asked before it is booked.
    pub approval: bool,
}

/// The guest's details as kept.
#[derive(Clone)]
pub struct GuestView {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub note: Option<String>,
}
