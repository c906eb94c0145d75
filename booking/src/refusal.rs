//! Every way a request can be turned down. The list is closed: it is part of the public contract.

use crate::UnixMillis;
use serde::{Deserialize, Serialize};

/// Why a request was turned down. Unless it says otherwise, nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Refusal {
    /// Claimed by another guest; final unless they cancel.
    #[error("This has just been taken by someone else.")]
    Taken,
    /// Fewer are left than were asked for, if more than none.
    #[error("Only {left} {} left.", if *.left == 1 { "is" } else { "are" })]
    Few { left: u32 },
    /// Another guest holds it; it may come free at `until`.
    #[error("Someone else is booking this right now.")]
    Held { until: UnixMillis },
    /// The offer's rules do not allow it.
    #[error("{reason}")]
    Closed { reason: Closed },
    /// Why one of several items cannot be had. Nothing was booked; the others may well be free.
    #[error("{refusal}")]
    Item { index: usize, refusal: Box<Refusal> },
    /// Fields that must be corrected.
    #[error("Some fields need your attention.")]
    Invalid { errors: Vec<FieldError> },
    /// No such offer, slot or booking, or a wrong secret: the two are not told apart.
    #[error("There is nothing at this address.")]
    Unknown,
    /// The hold ended and someone else has the place.
    #[error("The hold on this time has ended and the time is no longer free.")]
    Expired,
    /// The idempotency key was used with another body.
    #[error("This idempotency key was already used for a different request.")]
    KeyReused,
    /// Too many requests from one client.
    #[error("Too many requests. Please wait a moment and try again.")]
    TooMany { retry_after_seconds: u32 },
    /// There is a line in front of it, and whoever asks has no pass. The line would take them so
    /// long.
    #[error(
        "Many people want this right now, so there is a line. Please take a place in it first."
    )]
    NotAdmitted { retry_after_seconds: u32 },
    /// The place could not be locked in time; nothing is known about whether it is free.
    #[error("Many people are booking right now. Please try again in a moment.")]
    Busy { retry_after_seconds: u32 },
    /// A part that bookings need does not answer.
    #[error("Booking is briefly unavailable. Nothing was booked; please try again in a moment.")]
    Unavailable { retry_after_seconds: u32 },
}

impl Refusal {
    /// The word that names this refusal in the public contract.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Taken | Self::Few { .. } => "taken",
            Self::Item { refusal, .. } => refusal.word(),
            Self::Held { .. } => "held",
            Self::Closed { .. } => "closed",
            Self::Invalid { .. } => "invalid",
            Self::Unknown => "unknown",
            Self::Expired => "expired",
            Self::KeyReused => "key-reused",
            Self::TooMany { .. } | Self::NotAdmitted { .. } => "too-many",
            Self::Busy { .. } => "busy",
            Self::Unavailable { .. } => "unavailable",
        }
    }

    /// The HTTP status that goes with [`Self::word`].
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Taken | Self::Few { .. } | Self::Held { .. } => 409,
            Self::Item { refusal, .. } => refusal.status(),
            Self::Closed { .. } | Self::Invalid { .. } | Self::KeyReused => 422,
            Self::Unknown => 404,
            Self::Expired => 410,
            Self::TooMany { .. } | Self::NotAdmitted { .. } => 429,
            Self::Busy { .. } | Self::Unavailable { .. } => 503,
        }
    }

    /// Seconds after which the same request may fare better.
    #[must_use]
    pub fn retry_after_seconds(&self) -> Option<u32> {
        match self {
            Self::TooMany { retry_after_seconds }
            | Self::NotAdmitted { retry_after_seconds }
            | Self::Busy { retry_after_seconds }
            | Self::Unavailable { retry_after_seconds } => Some(*retry_after_seconds),
            Self::Item { refusal, .. } => refusal.retry_after_seconds(),
            _ => None,
        }
    }

    /// The refusal of the item at `index` of several.
    #[must_use]
    pub fn of_item(self, index: usize) -> Self {
        match self {
            Self::Item { .. } | Self::Invalid { .. } => self,
            refusal => Self::Item { index, refusal: Box::new(refusal) },
        }
    }

    /// Which of several items it is about, and the refusal itself.
    #[must_use]
    pub fn item(&self) -> (Option<usize>, &Self) {
        match self {
            Self::Item { index, refusal } => (Some(*index), refusal),
            refusal => (None, refusal),
        }
    }

    /// Whether it says that what was wanted is not free at the moment.
    #[must_use]
    pub fn is_occupied(&self) -> bool {
        matches!(self.item().1, Self::Taken | Self::Few { .. } | Self::Held { .. })
    }

    /// A single wrong field.
    #[must_use]
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid { errors: vec![FieldError::new(field, message)] }
    }
}

/// Which rule closes a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum Closed {
    #[error("This time is in the past.")]
    Past,
    #[error("This time is outside opening hours.")]
    OutsideHours,
    #[error("Bookings are taken until {} before the start.", span(*.minutes))]
    Notice { minutes: u32 },
    #[error("Bookings are taken up to {} ahead.", count(*.days, "day"))]
    Horizon { days: u32 },
    #[error("This stay is too short: please choose at least {}.", count(*.nights, "night"))]
    MinNights { nights: u32 },
    #[error("This stay is too long: please choose at most {}.", count(*.nights, "night"))]
    MaxNights { nights: u32 },
    #[error("No stay can begin on this day; please choose another day to arrive.")]
    ClosedToArrival,
    #[error("No stay can end on this day; please choose another day to leave.")]
    ClosedToDeparture,
    #[error("One of these nights is not offered.")]
    ClosedNight,
    #[error("At most {max} can be booked at once.")]
    Quantity { max: u32 },
    #[error("No more bookings are taken for this day; please choose another day.")]
    BookingsPerDay { max: u32 },
    #[error("You have {} on this day already, which is the most there can be.", count(*.max, "booking"))]
    GuestPerDay { max: u32 },
    #[error("You have {} already, which is the most there can be.", count(*.max, "open booking"))]
    GuestOpen { max: u32 },
    #[error("This could be cancelled until {} before the start.", span(*.minutes))]
    CancelDeadline { minutes: u32 },
    #[error("This could be rescheduled until {} before the start.", span(*.minutes))]
    RescheduleDeadline { minutes: u32 },
    #[error("There is no waiting list for this.")]
    NoWaitlist,
}

impl Closed {
    /// The name of the rule in the public contract.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Past => "past",
            Self::OutsideHours => "outside-hours",
            Self::Notice { .. } => "notice",
            Self::Horizon { .. } => "horizon",
            Self::MinNights { .. } => "min-nights",
            Self::MaxNights { .. } => "max-nights",
            Self::ClosedToArrival => "closed-to-arrival",
            Self::ClosedToDeparture => "closed-to-departure",
            Self::ClosedNight => "closed-night",
            Self::Quantity { .. } => "quantity",
            Self::BookingsPerDay { .. } => "bookings-per-day",
            Self::GuestPerDay { .. } => "guest-per-day",
            Self::GuestOpen { .. } => "guest-open",
            Self::CancelDeadline { .. } => "cancel-deadline",
            Self::RescheduleDeadline { .. } => "reschedule-deadline",
            Self::NoWaitlist => "no-waitlist",
        }
    }
}

fn count(number: u32, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn span(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, 1) => "1 minute".to_owned(),
        (0, minutes) => format!("{minutes} minutes"),
        (1, 0) => "1 hour".to_owned(),
        (hours, 0) => format!("{hours} hours"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// One field that must be corrected. `field` is a path into the request (`items.0.slot`,
/// `guest.email`); `message` says what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

impl FieldError {
    #[must_use]
    pub fn new(field: &str, message: impl Into<String>) -> Self {
        Self { field: field.to_owned(), message: message.into() }
    }
}
