//! The page on which a guest chooses a time.

use super::{Notice, OfferCard, Picker};

#[derive(Debug, Clone)]
pub struct OfferPage {
    pub venue: String,
    pub card: OfferCard,
    /// What is being done, where it is no new booking.
    pub errand: Option<ErrandLine>,
    /// `Europe/Berlin`.
    pub zone: String,
    /// The lengths an appointment can have, where there are several.
    pub lengths: Vec<Length>,
    pub picker: Picker,
    /// Why the last attempt failed, when it was made without JavaScript.
    pub notice: Option<Notice>,
}

/// Says what a guest chooses for, and leads back.
#[derive(Debug, Clone)]
pub struct ErrandLine {
    /// `Adding to your booking K7QF-3MXT`
    pub text: String,
    /// The booking's page.
    pub path: String,
}

/// One length of an appointment.
#[derive(Debug, Clone)]
pub struct Length {
    pub minutes: u32,
    /// `1 h 30 min, €70.00`
    pub label: String,
    pub is_chosen: bool,
}
