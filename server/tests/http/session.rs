//! Places in classes and tickets to events.

use crate::support::{Api, Folder, Ledger, Server, basket, guest};
use serde_json::{Value, json};

async fn demo(folder: &Folder) -> (Server, Api) {
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    (server, api)
}

fn id(slot: &Value) -> &str {
    slot["slot"].as_str().expect("an id")
}

async fn left(api: &Api, offer: &str, slot: &Value) -> u64 {
    let found = api.ahead(offer).await;
    let found = found.iter().find(|found| found["slot"] == slot["slot"]).expect("it is listed");
    found["left"].as_u64().expect("a number")
}

#[tokio::test]
async fn the_places_of_a_class_are_sold_until_there_are_none() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let classes = api.ahead("yoga").await;
    assert!(classes.len() >= 3 * 8, "three a week");
    let (class, next) = (&classes[3], &classes[4]);
    assert_eq!((&class["left"], &class["capacity"]), (&json!(12), &json!(12)));
    let book = async |quantity| {
        api.make(&basket::book(&[basket::item("yoga", id(class), quantity)])).await
    };

    let booked = book(4).await.expect(201).json();
    let item = &booked["items"][0];
    assert_eq!((&item["slot"], &item["quantity"]), (&class["slot"], &json!(4)));
    assert_eq!((&item["start"], &item["end"]), (&class["start"], &class["end"]));
    assert_eq!(item["price"], json!({ "amount": 4 * 1_400, "currency": "EUR" }));
    assert_eq!(booked["total"], item["price"]);
    assert_eq!(left(&api, "yoga", class).await, 8);

    book(4).await.expect(201);
    book(3).await.expect(201);
    // One is left: who wants two is told so, and one can still come alone.
    assert_eq!(book(2).await.problem(409, "taken")["left"], 1);
    book(1).await.expect(201);
    assert_eq!(book(1).await.problem(409, "taken").get("left"), None);
    assert_eq!(left(&api, "yoga", class).await, 0);
    assert_eq!(left(&api, "yoga", next).await, 12);
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.claimed("yoga").await, 12);
    ledger.audit().await;
}

#[tokio::test]
async fn more_than_the_owner_allows_at_once_is_refused_by_rule() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    for (offer, most) in [("yoga", 4), ("concert", 10)] {
        let slot = api.ahead(offer).await.remove(0);
        let wish = |quantity| basket::book(&[basket::item(offer, id(&slot), quantity)]);
        for quantity in [most + 1, 4_294_967_295] {
            let problem = api.make(&wish(quantity)).await.problem(422, "closed");
            assert_eq!(problem["rule"], "quantity", "{quantity} of {offer}");
        }
        api.make(&wish(most)).await.expect(201);
    }
}

#[tokio::test]
async fn what_another_holds_may_come_free_and_what_is_sold_may_not() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let class = api.ahead("yoga").await.remove(3);
    let items = |quantity| [basket::item("yoga", id(&class), quantity)];
    for _ in 0..2 {
        api.make(&basket::book(&items(4))).await.expect(201);
    }
    let first = api.make(&basket::hold(&items(1))).await.expect(201);
    let held = api.make(&basket::hold(&items(3))).await.expect(201);
    assert_eq!(held.json()["guest"], Value::Null);
    // The first hold to end is the first chance.
    let problem = api.make(&basket::book(&items(1))).await.problem(409, "held");
    assert_eq!(problem["until"], first.text("/expires_at").as_str());
    api.confirm(&first).await.expect(200);
    let problem = api.make(&basket::book(&items(1))).await.problem(409, "held");
    assert_eq!(problem["until"], held.text("/expires_at").as_str());
    api.confirm(&held).await.expect(200);
    api.make(&basket::book(&items(1))).await.problem(409, "taken");
    Ledger::open(&folder.ledger()).await.audit().await;
}

#[tokio::test]
async fn a_concert_is_one_evening_of_five_hundred_places() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let evenings = api.ahead("concert").await;
    assert_eq!(evenings.len(), 1);
    let evening = &evenings[0];
    assert_eq!((&evening["left"], &evening["capacity"]), (&json!(500), &json!(500)));
    assert!(evening["start"].as_str().is_some_and(|start| start[11..].starts_with("20:00:00")));
    let booked = api.make(&basket::book(&[basket::item("concert", id(evening), 10)])).await;
    assert_eq!(booked.expect(201).json()["total"]["amount"], 24_000);
    assert_eq!(left(&api, "concert", evening).await, 490);
}

#[tokio::test]
async fn a_time_at_which_there_is_no_class_is_refused() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let class = api.ahead("yoga").await.remove(0);
    let other_minute = id(&class).replace("00Z", "01Z");
    let book = async |slot: &str| api.make(&basket::book(&[basket::item("yoga", slot, 1)])).await;
    assert_eq!(book(&other_minute).await.problem(422, "closed")["rule"], "outside-hours");
    assert_eq!(book("20200106T1700Z").await.problem(422, "closed")["rule"], "past");
    assert_eq!(book("20990105T1700Z").await.problem(422, "closed")["rule"], "horizon");
    for unknown in ["stock", "2026-11-23", "20261123T0800Z-ana", "20261123T08Z", "99999999T9999Z"] {
        book(unknown).await.problem(404, "unknown");
    }
    // A class has no nights.
    let (from, to) = (api.day(3).await, api.day(4).await);
    let nights = json!({ "offer": "yoga", "from": from, "to": to });
    let problem = api.make(&json!({ "items": [nights], "guest": guest() })).await;
    assert_eq!(problem.problem(422, "invalid")["errors"][0]["field"], "items.0.slot");
    assert_eq!(Ledger::open(&folder.ledger()).await.bookings().await, 0);
}
