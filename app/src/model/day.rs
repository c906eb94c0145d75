//! What can be chosen, of one day or of all.

use serde::{Deserialize, Serialize};

/// Times, free or not, grouped by whom they are with; or the dates of something that takes place a
/// few times; or what is in stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// `YYYY-MM-DD`; empty where it is of no one day.
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
    /// What tells it from the others: `09:00`, `Saturday, 5 December, 20:00–22:30`.
    pub clock: String,
    /// `Monday 23 November, 09:00 to 09:45 with Ana`.
    pub label: String,
    pub state: ChoiceState,
    /// How many are left.
    pub left: u32,
    /// Of one, in the minor unit of the currency.
    pub price: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChoiceState {
    Free,
    /// Another guest is filling in the form; it may come free.
    Held,
    Taken,
}
