//! A month of days, with how much room each has.

use serde::{Deserialize, Serialize};

/// One month as the calendar shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    /// `YYYY-MM`.
    pub month: String,
    /// `November 2026`.
    pub title: String,
    /// The month before as `YYYY-MM`, where there may be something to book.
    pub previous: Option<String>,
    /// The month after, alike.
    pub next: Option<String>,
    /// Weeks from Monday to Sunday, always seven days each.
    pub weeks: Vec<Vec<MonthDay>>,
}

/// One cell of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthDay {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// The day of the month.
    pub number: u8,
    /// `Monday 23 November`.
    pub label: String,
    /// How many times, places or rooms can still be booked.
    pub left: u32,
    /// Whether there is anything on this day, free or not.
    pub is_offered: bool,
    /// Whether a stay can begin on it.
    pub is_arrival: bool,
    /// `€89`, where it differs from day to day.
    pub price: Option<String>,
    /// False for the days that only fill up the first and the last week.
    pub in_month: bool,
    pub is_today: bool,
}
