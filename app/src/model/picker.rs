//! What the slot picker starts with and what a hold answers.

use super::{Choice, Day, Errand, Money, Month, Quantity, Stay};
use booking::KindName;
use serde::{Deserialize, Serialize};

/// First data of the slot picker: enough to work without asking the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picker {
    pub errand: Errand,
    pub offer: String,
    pub kind: KindName,
    /// The ledger's sequence the calendar is true at.
    pub seq: u64,
    pub money: Money,
    pub quantity: Quantity,
    /// The length of an appointment, where it is not the usual one.
    pub minutes: Option<u32>,
    /// The days to choose from; without it all there is to choose is in `day`.
    pub month: Option<Month>,
    /// The chosen day, if there is anything to choose.
    pub day: Option<Day>,
    /// The nights, where that is what is chosen.
    pub stay: Option<Stay>,
    /// Whether a guest may wait for what is full.
    pub can_wait: bool,
    /// Where to wait for what has just been refused.
    pub wait: Option<String>,
}

/// Something that did not go as the guest wished, and what they can do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub message: String,
    /// What is free next to what was wished.
    pub nearest: Vec<Choice>,
}

/// How an attempt to hold a time ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HoldOutcome {
    /// `path` is where the guest goes on.
    Held { path: String },
    /// Someone else was quicker, or a rule forbids it.
    Refused {
        message: String,
        nearest: Vec<Choice>,
        /// Others have it: then a guest may wait.
        is_full: bool,
    },
}
