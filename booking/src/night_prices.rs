use crate::{Price, Weekday};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What nights cost, by the date on which they begin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NightPrices {
    /// Monday first.
    pub week: [Option<Price>; 7],
    /// Those that differ.
    pub dates: BTreeMap<Date, Price>,
}

impl NightPrices {
    #[must_use]
    pub fn of(&self, date: Date) -> Option<Price> {
        self.dates.get(&date).copied().or(self.week[Weekday::of(date).index()])
    }
}
