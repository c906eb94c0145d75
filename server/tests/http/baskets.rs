//! Several items in one booking: all of them or none.

use crate::support::{Api, Folder, Ledger, Server, basket};
use serde_json::{Value, json};

struct Demo {
    _server: Server,
    api: Api,
    haircut: String,
    class: String,
    evening: String,
    days: Vec<String>,
}

async fn demo(folder: &Folder) -> Demo {
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let id = |slot: Value| slot["slot"].as_str().expect("an id").to_owned();
    let mut days = Vec::new();
    for day in 0..12 {
        days.push(api.day(day).await);
    }
    Demo {
        haircut: api.calendar().await.day().slot("ana", "10:00").to_owned(),
        class: id(api.ahead("yoga").await.remove(3)),
        evening: id(api.ahead("concert").await.remove(0)),
        days,
        api,
        _server: server,
    }
}

impl Demo {
    /// One of each kind, and another.
    fn one_of_all(&self) -> Vec<Value> {
        vec![
            basket::item("haircut", &self.haircut, 1),
            basket::item("yoga", &self.class, 2),
            basket::item("concert", &self.evening, 3),
            basket::rooms(&self.days[5], &self.days[7], 1),
            basket::records(2),
        ]
    }
}

#[tokio::test]
async fn one_booking_may_have_things_of_every_kind_and_says_what_they_cost_together() {
    let folder = Folder::new();
    let demo = demo(&folder).await;
    let api = &demo.api;
    let booked = api.make(&basket::book(&demo.one_of_all())).await.expect(201);
    let json = booked.json();
    let items = json["items"].as_array().expect("a list");
    let offers: Vec<_> = items.iter().map(|item| item["offer"].as_str().unwrap()).collect();
    assert_eq!(offers, ["haircut", "yoga", "concert", "room", "vinyl"], "in the order asked for");
    let amounts = items.iter().map(|item| item["price"]["amount"].as_u64().expect("a price"));
    let amounts: Vec<u64> = amounts.collect();
    assert_eq!(amounts[..3], [3_800, 2 * 1_400, 3 * 2_400]);
    assert_eq!(amounts[4], 2 * 2_900);
    assert_eq!(json["total"], json!({ "amount": amounts.iter().sum::<u64>(), "currency": "EUR" }));
    let found = api.see(&booked).await.json();
    assert_eq!((&found["items"], &found["total"]), (&json["items"], &json["total"]));

    let mut ledger = Ledger::open(&folder.ledger()).await;
    ledger.audit().await;
    api.cancel(&booked).await.expect(200);
    for resource in ["ana", "yoga", "concert", "room", "vinyl"] {
        assert_eq!(ledger.claimed(resource).await, 0, "{resource}");
    }
}

#[tokio::test]
async fn a_refusal_names_the_item_and_nothing_is_booked() {
    let folder = Folder::new();
    let demo = demo(&folder).await;
    let api = &demo.api;
    let with = |index: usize, item: Value| {
        let mut items = demo.one_of_all();
        items[index] = item;
        basket::book(&items)
    };
    let cases = [
        (with(1, basket::item("yoga", &demo.class, 5)), 1, 422, "closed"),
        (with(2, basket::item("concert", "20200101T0000Z", 1)), 2, 422, "closed"),
        (with(3, basket::item("room", "nights", 1)), 3, 404, "unknown"),
        (with(4, basket::item("shellac", "stock", 1)), 4, 404, "unknown"),
    ];
    for (wish, index, status, word) in cases {
        assert_eq!(api.make(&wish).await.problem(status, word)["item"], index, "{wish}");
    }
    // One after another is taken or held, and always that one is named.
    let mut ledger = Ledger::open(&folder.ledger()).await;
    for (index, item) in [
        (0, basket::item("haircut", &demo.haircut, 1)),
        (3, basket::rooms(&demo.days[6], &demo.days[7], 3)),
        (4, basket::records(4)),
    ] {
        let items = if index == 3 { vec![item.clone(), item] } else { vec![item] };
        let held = api.make(&basket::hold(&items)).await.expect(201);
        let problem = api.make(&basket::book(&demo.one_of_all())).await;
        let problem = match index {
            4 => problem.problem(409, "taken"),
            _ => problem.problem(409, "held"),
        };
        assert_eq!(problem["item"], index);
        match index {
            4 => assert_eq!(problem["left"], 1),
            _ => assert_eq!(problem["until"], held.text("/expires_at").as_str()),
        }
        assert_eq!(ledger.claimed("yoga").await + ledger.claimed("concert").await, 0);
        api.cancel(&held).await.expect(200);
    }
    api.make(&basket::book(&demo.one_of_all())).await.expect(201);
    ledger.audit().await;
    // With a single item there is nothing to tell apart.
    let alone = basket::book(&[basket::item("haircut", &demo.haircut, 1)]);
    assert_eq!(api.make(&alone).await.problem(409, "taken").get("item"), None);
}

#[tokio::test]
async fn fields_of_several_items_are_all_named_at_once() {
    let folder = Folder::new();
    let demo = demo(&folder).await;
    let items = [
        json!({ "offer": "hair cut", "slot": "x" }),
        json!({ "offer": "room", "from": demo.days[3] }),
        json!({ "offer": "yoga" }),
    ];
    let wish = json!({ "items": items, "guest": { "name": "", "email": "ada@example.com" } });
    let problem = demo.api.make(&wish).await.problem(422, "invalid");
    let errors = problem["errors"].as_array().expect("a list");
    let fields: Vec<_> = errors.iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["items.0.offer", "items.1.to", "items.2.slot", "guest.name"]);
}

#[tokio::test]
async fn the_same_thing_twice_counts_twice() {
    let folder = Folder::new();
    let demo = demo(&folder).await;
    let class = |quantity| basket::item("yoga", &demo.class, quantity);
    let items = [class(4), class(3), class(4)];
    let booked = demo.api.make(&basket::book(&items)).await.expect(201);
    assert_eq!(booked.json()["total"]["amount"], 11 * 1_400);
    let problem = demo.api.make(&basket::book(&[class(1), class(1)])).await;
    assert_eq!(problem.problem(409, "taken")["item"], 1);
    demo.api.make(&basket::book(&[class(1)])).await.expect(201);
    Ledger::open(&folder.ledger()).await.audit().await;
}

#[tokio::test]
async fn twenty_items_are_the_most_there_can_be() {
    let folder = Folder::new();
    let demo = demo(&folder).await;
    let items = |count| vec![basket::item("concert", &demo.evening, 10); count];
    for count in [0, 21] {
        let problem = demo.api.make(&basket::book(&items(count))).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], "items", "{count}");
    }
    demo.api.make(&basket::book(&items(20))).await.expect(201);
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.claimed("concert").await, 200);
    ledger.audit().await;
}
