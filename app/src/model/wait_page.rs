//! The page on which a guest joins a waiting list.

use super::{Choice, Choosing, GuestForm, Quantity};

#[derive(Clone)]
pub struct WaitPage {
    pub venue: String,
    /// `Europe/Berlin`.
    pub zone: String,
    /// The offer's id.
    pub offer: String,
    pub title: String,
    pub stage: WaitStage,
    pub quantity: Quantity,
    /// `30 min`: how long a place that has come free is kept.
    pub keep: String,
    /// Why the last attempt failed.
    pub notice: Option<String>,
}

#[derive(Clone)]
pub enum WaitStage {
    /// What to wait for is still to be said.
    Which {
        /// `YYYY-MM-DD` each: the day that was asked for, and the first and last there are.
        date: Option<String>,
        first: String,
        last: String,
        /// Whether it is nights that are waited for.
        is_stay: bool,
        /// What is full on that day.
        full: Vec<Choice>,
    },
    Who {
        /// `Saturday 5 December, 20:00 to 22:30`
        what: String,
        choosing: Choosing,
        form: GuestForm,
    },
}
