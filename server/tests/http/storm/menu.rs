//! What guests ask for: few enough places that they meet.

use super::dice::Dice;
use crate::support::Api;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

/// Dates from the day after tomorrow on, so that no rule about time is in the way.
const DAYS: i32 = 12;

pub struct Menu {
    first: Date,
    haircuts: Vec<String>,
    classes: Vec<String>,
    concerts: Vec<String>,
}

impl Menu {
    pub async fn read(api: &Api) -> Self {
        let first = api.today().await.saturating_add(2.days());
        Self {
            first,
            haircuts: slots(api, "haircut", first, DAYS).await,
            classes: slots(api, "yoga", first, DAYS).await,
            concerts: slots(api, "concert", first, 30).await,
        }
    }

    pub fn today(&self) -> Date {
        self.first.saturating_sub(2.days())
    }

    /// One thing, or a few at once.
    pub fn order(&self, dice: &mut Dice) -> Vec<Value> {
        let count = if dice.one_in(4) { 2 + dice.below(2) } else { 1 };
        (0..count).map(|_| self.item(dice)).collect()
    }

    fn item(&self, dice: &mut Dice) -> Value {
        let (offer, slot, most) = match dice.below(10) {
            0..=2 => ("haircut", dice.pick(&self.haircuts).as_str(), 1),
            3 | 4 => ("yoga", dice.pick(&self.classes).as_str(), 4),
            5 => ("concert", dice.pick(&self.concerts).as_str(), 10),
            6 => ("vinyl", "stock", 2),
            _ => return self.stay(dice),
        };
        json!({ "offer": offer, "slot": slot, "quantity": 1 + dice.below(most) })
    }

    fn stay(&self, dice: &mut Dice) -> Value {
        let from = self.first.saturating_add((dice.below(25) as i64).days());
        let to = from.saturating_add((1 + dice.below(5) as i64).days());
        let quantity = if dice.one_in(4) { 2 } else { 1 };
        json!({ "offer": "room", "from": from, "to": to, "quantity": quantity })
    }
}

async fn slots(api: &Api, offer: &str, from: Date, days: i32) -> Vec<String> {
    let to = from.saturating_add(days.days());
    let path = format!("/api/v1/offers/{offer}/slots?from={from}&to={to}");
    let answer = api.get(&path).await.expect(200).json();
    let slots = answer["slots"].as_array().expect("a list").iter();
    let ids: Vec<String> =
        slots.map(|slot| slot["slot"].as_str().expect("an id").to_owned()).collect();
    assert!(!ids.is_empty(), "nothing of {offer} to book");
    ids
}
