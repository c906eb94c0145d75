use crate::Weekday;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Some dates: those of certain weekdays, and single ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DaySet {
    pub weekdays: BTreeSet<Weekday>,
    pub dates: BTreeSet<Date>,
}

impl DaySet {
    #[must_use]
    pub fn contains(&self, date: Date) -> bool {
        self.dates.contains(&date) || self.weekdays.contains(&Weekday::of(date))
    }
}
