//! Nights in a room, by check-in and check-out.

use crate::support::{Api, Folder, Ledger, Server, basket, guest};
use jiff::civil::{Date, Weekday};
use serde_json::{Value, json};

async fn demo(folder: &Folder) -> (Server, Api) {
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    (server, api)
}

fn price_of(night: &str) -> u64 {
    let night: Date = night.parse().expect("a date");
    match night.weekday() {
        Weekday::Friday | Weekday::Saturday => 11_900,
        _ => 8_900,
    }
}

#[tokio::test]
async fn every_night_is_a_slot_from_check_in_to_check_out_with_its_price() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let nights = api.ahead("room").await;
    assert_eq!(nights.len(), 60);
    for (night, next) in nights.iter().zip(&nights[1..]) {
        let date = night["slot"].as_str().expect("an id");
        let (start, end) = (night["start"].as_str().unwrap(), night["end"].as_str().unwrap());
        assert!(start.starts_with(&format!("{date}T15:00:00+")), "{night}");
        let leaves = format!("{}T11:00:00+", next["slot"].as_str().expect("an id"));
        assert!(end.starts_with(&leaves), "{night}");
        assert_eq!((&night["left"], &night["capacity"]), (&json!(6), &json!(6)));
        assert_eq!(night["price"]["amount"], price_of(date), "{night}");
        assert_eq!(night.get("arrival"), None, "a stay can begin on any day");
    }
}

#[tokio::test]
async fn a_stay_is_named_by_its_dates_and_can_be_asked_for_by_that_name() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let days = [api.day(4).await, api.day(5).await, api.day(6).await, api.day(7).await];
    let by_dates = api.make(&basket::book(&[basket::rooms(&days[0], &days[3], 2)])).await;
    let by_dates = by_dates.expect(201).json();
    let item = &by_dates["items"][0];
    assert_eq!(item["slot"], format!("{}_{}", days[0], days[3]));
    assert!(item["start"].as_str().unwrap().starts_with(&format!("{}T15:00:00+", days[0])));
    assert!(item["end"].as_str().unwrap().starts_with(&format!("{}T11:00:00+", days[3])));
    let three_nights: u64 = days[..3].iter().map(|night| price_of(night)).sum();
    assert_eq!(item["price"]["amount"], 2 * three_nights);
    assert_eq!(by_dates["total"], item["price"]);

    let by_name = basket::item("room", item["slot"].as_str().unwrap(), 2);
    let by_name = api.make(&basket::book(&[by_name])).await.expect(201).json();
    assert_eq!(by_name["items"], by_dates["items"]);
    // A single night has the name under which it is listed.
    let one = api.make(&basket::book(&[basket::rooms(&days[0], &days[1], 1)])).await.expect(201);
    assert_eq!(one.text("/items/0/slot"), days[0]);
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.claimed("room").await, 2 * 3 + 2 * 3 + 1);
    ledger.audit().await;
}

#[tokio::test]
async fn stays_meet_by_night_and_may_touch() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let mut days = Vec::new();
    for day in 0..16 {
        days.push(api.day(day).await);
    }
    let book = async |from: usize, to: usize, quantity| {
        api.make(&basket::book(&[basket::rooms(&days[from], &days[to], quantity)])).await
    };
    book(5, 8, 3).await.expect(201);
    book(5, 8, 2).await.expect(201);
    // One room is left on those nights.
    assert_eq!(book(5, 6, 2).await.problem(409, "taken")["left"], 1);
    assert_eq!(book(2, 6, 3).await.problem(409, "taken")["left"], 1);
    let last = book(7, 10, 1).await.expect(201);
    for (from, to) in [(7, 8), (6, 8), (4, 9), (7, 12)] {
        assert_eq!(book(from, to, 1).await.problem(409, "taken").get("left"), None);
    }
    // Guests leave in the morning and come in the afternoon.
    book(2, 5, 3).await.expect(201);
    book(8, 10, 3).await.expect(201);
    book(5, 7, 1).await.expect(201);
    api.cancel(&last).await.expect(200);
    book(6, 8, 1).await.problem(409, "taken");
    book(7, 8, 1).await.expect(201);
    let mut ledger = Ledger::open(&folder.ledger()).await;
    ledger.audit().await;
}

#[tokio::test]
async fn ranges_that_are_no_stay_are_refused_by_field_or_by_rule() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let (d3, d4, d18) = (api.day(3).await, api.day(4).await, api.day(18).await);
    let ask = async |item: Value| api.make(&json!({ "items": [item], "guest": guest() })).await;
    let room = |fields: Value| {
        let mut item = json!({ "offer": "room" });
        for (name, value) in fields.as_object().expect("fields") {
            item[name] = value.clone();
        }
        item
    };
    for (fields, field) in [
        (json!({ "from": d4, "to": d3 }), "to"),
        (json!({ "from": d3, "to": d3 }), "to"),
        (json!({ "from": d3 }), "to"),
        (json!({ "from": d3, "to": null }), "to"),
        (json!({ "to": d4 }), "from"),
        (json!({ "from": d3, "to": "2026-13-01" }), "to"),
        (json!({ "from": d3, "to": "tomorrow" }), "to"),
        (json!({ "from": d3, "to": "20261201" }), "to"),
        (json!({ "from": format!("{d3}T15:00"), "to": d4 }), "from"),
        (json!({ "from": 20_261_201, "to": d4 }), "from"),
        (json!({ "from": "", "to": d4 }), "from"),
        (json!({ "slot": d3, "from": d3, "to": d4 }), "slot"),
        (json!({ "slot": d3, "to": d4 }), "slot"),
        (json!({}), "slot"),
        (json!({ "from": d3, "to": d4, "quantity": 0 }), "quantity"),
    ] {
        let problem = ask(room(fields.clone())).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], format!("items.0.{field}"), "{fields}");
    }
    let far = [api.day(179).await, api.day(181).await, api.day(182).await];
    for (fields, rule) in [
        (json!({ "from": d3, "to": d18 }), "max-nights"),
        (json!({ "from": d3, "to": "9999-12-31" }), "horizon"),
        (json!({ "from": "2020-01-01", "to": "2020-01-03" }), "past"),
        (json!({ "from": "0001-01-01", "to": "0001-01-02" }), "past"),
        (json!({ "from": far[0], "to": far[2] }), "horizon"),
        (json!({ "slot": format!("{d3}_{d18}") }), "max-nights"),
        (json!({ "from": d3, "to": d4, "quantity": 4 }), "quantity"),
    ] {
        let problem = ask(room(fields.clone())).await.problem(422, "closed");
        assert_eq!(problem["rule"], rule, "{fields}");
    }
    for unknown in [format!("{d4}_{d3}"), format!("{d3}_"), format!("{d3}_{d3}"), "room".into()] {
        ask(room(json!({ "slot": unknown }))).await.problem(404, "unknown");
    }
    assert_eq!(Ledger::open(&folder.ledger()).await.bookings().await, 0);
    // The last night there is, and the longest stay.
    ask(room(json!({ "from": far[0], "to": far[1] }))).await.expect(201);
    ask(room(json!({ "from": d3, "to": api.day(17).await }))).await.expect(201);
}
