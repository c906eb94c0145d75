use serde_json::Value;
use std::collections::BTreeMap;

/// The demo's weekdays with nothing booked, in order.
pub struct Calendar(pub Vec<Day>);

/// One of them, open from 09:00 to 18:00.
#[derive(Debug, Clone)]
pub struct Day {
    pub date: String,
    /// By stylist and time of day.
    slots: BTreeMap<(String, String), String>,
}

impl Calendar {
    /// Starts at which neither 45 minutes nor the 10 after them meet the next one's.
    pub const APART: [&str; 9] =
        ["09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00", "16:00", "17:00"];

    pub fn read(answer: &Value) -> Self {
        let mut days: BTreeMap<String, Day> = BTreeMap::new();
        for slot in answer["slots"].as_array().expect("a list") {
            let text = |field: &str| slot[field].as_str().expect("a text").to_owned();
            let start = text("start");
            let (date, clock) = (start[..10].to_owned(), start[11..16].to_owned());
            let day = days.entry(date.clone()).or_insert(Day { date, slots: BTreeMap::new() });
            day.slots.insert((text("resource"), clock), text("slot"));
        }
        // 34 starts for each of two stylists: no Saturday, and nothing is booked.
        let whole = |day: &Day| day.slots.len() == 2 * 34;
        Self(days.into_values().filter(whole).collect())
    }

    pub fn day(&self) -> &Day {
        self.0.first().expect("a free weekday")
    }

    /// All slots that do not meet one another, day by day.
    pub fn apart(&self) -> Vec<String> {
        self.0.iter().flat_map(Day::apart).collect()
    }
}

impl Day {
    pub fn slot(&self, resource: &str, clock: &str) -> &str {
        let key = (resource.to_owned(), clock.to_owned());
        self.slots.get(&key).unwrap_or_else(|| panic!("no slot at {clock} with {resource}"))
    }

    pub fn apart(&self) -> Vec<String> {
        let with = |resource| Calendar::APART.map(|clock| self.slot(resource, clock).to_owned());
        [with("ana"), with("ben")].concat()
    }
}
