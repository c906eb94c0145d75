//! The times of one day.

use serde::{Deserialize, Serialize};

/// A day's times, free or not, grouped by whom they are with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// `Monday, 23 November`.
    pub title: String,
    /// The ledger's sequence these times are true at; the live stream goes on from here.
    pub seq: u64,
    pub groups: Vec<Group>,
}

/// The times with one person, or in one room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub resource: String,
    /// `Ana`.
    pub title: String,
    pub choices: Vec<Choice>,
}

/// One time that can be chosen, or could be until someone took it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub slot: String,
    /// `09:00`.
    pub clock: String,
    /// `Monday 23 November, 09:00 to 09:45 with Ana`.
    pub label: String,
    pub state: ChoiceState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChoiceState {
    Free,
    /// Another guest is filling in the form; it may come free.
    Held,
    Taken,
}
