//! What the slot picker starts with and what a hold answers.

use super::{Choice, Day, Errand, Month};
use serde::{Deserialize, Serialize};

/// First data of the slot picker: enough to work without asking the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picker {
    pub errand: Errand,
    pub offer: String,
    /// The ledger's sequence the calendar is true at.
    pub seq: u64,
    pub month: Month,
    /// The chosen day, if there is anything to choose.
    pub day: Option<Day>,
}

/// Something that did not go as the guest wished, and what they can do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub message: String,
    /// Free times next to the wished one.
    pub nearest: Vec<Choice>,
}

/// How an attempt to hold a time ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HoldOutcome {
    /// `path` is where the guest goes on.
    Held { path: String },
    /// Someone else was quicker, or a rule forbids it.
    Refused { message: String, nearest: Vec<Choice> },
}
