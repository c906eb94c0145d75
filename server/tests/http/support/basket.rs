//! What is asked for, as the contract spells it.

use super::guest;
use serde_json::{Value, json};

pub fn item(offer: &str, slot: &str, quantity: u32) -> Value {
    json!({ "offer": offer, "slot": slot, "quantity": quantity })
}

/// Double rooms from check-in to check-out.
pub fn rooms(from: &str, to: &str, quantity: u32) -> Value {
    json!({ "offer": "room", "from": from, "to": to, "quantity": quantity })
}

/// Units of the demo's stock.
pub fn records(quantity: u32) -> Value {
    item("vinyl", "stock", quantity)
}

pub fn book(items: &[Value]) -> Value {
    json!({ "items": items, "guest": guest() })
}

pub fn hold(items: &[Value]) -> Value {
    json!({ "items": items, "hold": true })
}

/// Stands in line.
pub fn wait(items: &[Value]) -> Value {
    json!({ "items": items, "guest": guest(), "wait": true })
}
