//! What a booking server is for, told from the guests' side: two processes over one ledger and one
//! Redis, and more guests than places.

mod flash_sale;
mod hotel;
mod last_ticket;
mod mixed_basket;
mod product_purchase;
mod slot_service;

use crate::support::{Answer, Api, basket};
use serde_json::Value;

/// Who was answered what.
type Answers = Vec<(usize, Answer)>;

/// Those who were served and those who were not, the latter told truly that the place is gone or
/// held: never that the server was busy.
#[track_caller]
fn served(answers: Answers) -> (Answers, Answers) {
    let (served, refused): (Answers, Answers) =
        answers.into_iter().partition(|(_, answer)| answer.status == 201);
    for (_, answer) in &refused {
        let fair = answer.status == 409 && ["taken", "held"].contains(&answer.word().as_str());
        assert!(fair, "a guest got {}: {}", answer.status, answer.body);
    }
    (served, refused)
}

/// Sells so many places of a slot, at most `at_once` in one booking.
async fn sell(api: &Api, offer: &str, slot: &str, mut count: u32, at_once: u32) {
    while count > 0 {
        let quantity = count.min(at_once);
        api.make(&basket::book(&[basket::item(offer, slot, quantity)])).await.expect(201);
        count -= quantity;
    }
}

/// What is left of a slot, as listed.
async fn left(api: &Api, offer: &str, slot: &Value) -> u64 {
    let date = &slot["start"].as_str().expect("a start")[..10];
    let slots = api.slots_of(offer, date, date).await;
    let found = slots.iter().find(|found| found["slot"] == slot["slot"]).expect("it is listed");
    found["left"].as_u64().expect("a number")
}
