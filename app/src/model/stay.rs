//! Nights, from an arrival to a departure.

use serde::{Deserialize, Serialize};

/// What a guest has chosen of the nights so far, and within what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    /// The first day on which to arrive, `YYYY-MM-DD`.
    pub first: String,
    /// The last day on which to leave.
    pub last: String,
    pub from: Option<String>,
    pub to: Option<String>,
    /// Of what is chosen, when it is all chosen.
    pub quote: Option<Quote>,
}

/// What some nights come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// `2 nights, Friday 27 to Sunday 29 November`
    pub title: String,
    /// `€238.00`, for all rooms asked for.
    pub amount: Option<String>,
    /// Rooms that are free on all of these nights.
    pub left: u32,
    /// Why it cannot be booked like this.
    pub problem: Option<String>,
    /// Whether that is because others have it: then a guest may wait.
    pub is_full: bool,
}
