//! Something else instead, under the same reference.

use crate::support::{Answer, Api, Folder, Ledger, Server, basket};
use reqwest::Method;
use serde_json::{Value, json};

async fn demo(folder: &Folder) -> (Server, Api) {
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    (server, api)
}

fn id(slot: &Value) -> &str {
    slot["slot"].as_str().expect("an id")
}

#[tokio::test]
async fn every_kind_is_held_confirmed_moved_and_given_up_under_one_reference() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let mut ledger = Ledger::open(&folder.ledger()).await;
    let calendar = api.calendar().await;
    let (day, classes) = (calendar.day(), api.ahead("yoga").await);
    let evening = api.ahead("concert").await.remove(0);
    let days = [api.day(4).await, api.day(6).await, api.day(7).await];
    let lives = [
        (
            vec![basket::item("haircut", day.slot("ana", "09:00"), 1)],
            vec![basket::item("haircut", day.slot("ben", "14:00"), 1)],
        ),
        (
            vec![basket::item("yoga", id(&classes[3]), 2)],
            vec![basket::item("yoga", id(&classes[4]), 3)],
        ),
        (
            vec![basket::item("concert", id(&evening), 2)],
            vec![basket::item("concert", id(&evening), 7)],
        ),
        (vec![basket::rooms(&days[0], &days[1], 1)], vec![basket::rooms(&days[1], &days[2], 2)]),
        (vec![basket::records(1)], vec![basket::records(5)]),
        (
            vec![basket::records(1), basket::item("yoga", id(&classes[3]), 1)],
            vec![basket::rooms(&days[0], &days[2], 3), basket::records(2)],
        ),
    ];
    for (first, second) in lives {
        let held = api.make(&basket::hold(&first)).await.expect(201);
        assert_eq!(held.text("/state"), "held");
        ledger.audit().await;
        // A hold can be exchanged as well, and ends when it would have ended.
        let moved = api.reschedule(&held, &second).await.expect(200);
        assert_eq!(moved.text("/expires_at"), held.text("/expires_at"));
        ledger.audit().await;
        api.reschedule(&held, &first).await.expect(200);
        api.confirm(&held).await.expect(200);
        ledger.audit().await;
        let moved = api.reschedule(&held, &second).await.expect(200).json();
        assert_eq!(
            (&moved["reference"], &moved["state"]),
            (&held.json()["reference"], &json!("confirmed"))
        );
        assert_eq!(moved["items"].as_array().map(Vec::len), Some(second.len()));
        assert_eq!(moved["items"][0]["quantity"], second[0]["quantity"]);
        assert_eq!(api.see(&held).await.json()["items"], moved["items"]);
        let sum: u64 = moved["items"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|item| item["price"]["amount"].as_u64().expect("a price"))
            .sum();
        assert_eq!(moved["total"]["amount"], sum);
        ledger.audit().await;
        // The same once more changes nothing.
        assert_eq!(api.reschedule(&held, &second).await.expect(200).json(), moved);
        assert_eq!(api.cancel(&held).await.expect(200).text("/state"), "cancelled");
        api.reschedule(&held, &first).await.problem(410, "expired");
        assert_eq!(ledger.live_bookings().await, 0);
        ledger.audit().await;
    }
}

#[tokio::test]
async fn what_cannot_be_had_leaves_everything_as_it_was() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let calendar = api.calendar().await;
    let day = calendar.day();
    let class = api.ahead("yoga").await.remove(3);
    let nine = basket::item("haircut", day.slot("ana", "09:00"), 1);
    let noon = basket::item("haircut", day.slot("ana", "12:00"), 1);
    let booked = api.make(&basket::book(std::slice::from_ref(&nine))).await.expect(201);
    api.make(&basket::book(std::slice::from_ref(&noon))).await.expect(201);
    let held = api.hold(day.slot("ben", "12:00")).await.expect(201);
    let before = api.see(&booked).await.json();

    api.reschedule(&booked, std::slice::from_ref(&noon)).await.problem(409, "taken");
    let other = basket::item("haircut", day.slot("ben", "12:15"), 1);
    let problem = api.reschedule(&booked, &[other]).await.problem(409, "held");
    assert_eq!(problem["until"], held.text("/expires_at").as_str());
    // The first could be had, the second not.
    let both = [basket::item("yoga", id(&class), 1), noon.clone()];
    assert_eq!(api.reschedule(&booked, &both).await.problem(409, "taken")["item"], 1);
    let more = [basket::item("yoga", id(&class), 5)];
    assert_eq!(api.reschedule(&booked, &more).await.problem(422, "closed")["rule"], "quantity");
    api.reschedule(&booked, &[basket::item("shellac", "stock", 1)]).await.problem(404, "unknown");
    for (items, field) in [
        (vec![], "items"),
        (vec![nine.clone(); 21], "items"),
        (vec![json!({ "offer": "room", "from": "2026-11-23" })], "items.0.to"),
        (vec![json!({ "offer": "yoga", "slot": id(&class), "quantity": -1 })], "items.0.quantity"),
    ] {
        let problem = api.reschedule(&booked, &items).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], field);
    }
    assert_eq!(api.see(&booked).await.json(), before);
    api.book(day.slot("ana", "09:00")).await.problem(409, "taken");
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.claimed("yoga").await, 0);
    ledger.audit().await;
}

#[tokio::test]
async fn a_booking_is_not_in_its_own_way_and_frees_what_it_leaves() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let calendar = api.calendar().await;
    let day = calendar.day();
    let haircut = |clock| [basket::item("haircut", day.slot("ana", clock), 1)];
    let booked = api.make(&basket::book(&haircut("09:00"))).await.expect(201);
    // A quarter of an hour later overlaps with itself.
    api.reschedule(&booked, &haircut("09:15")).await.expect(200);
    api.reschedule(&booked, &haircut("12:00")).await.expect(200);
    api.book(day.slot("ana", "09:00")).await.expect(201);
    api.reschedule(&booked, &haircut("09:00")).await.problem(409, "taken");
    api.book(day.slot("ana", "12:15")).await.problem(409, "taken");
    // All five of the stock, and one fewer.
    let records = api.make(&basket::book(&[basket::records(5)])).await.expect(201);
    api.reschedule(&records, &[basket::records(4)]).await.expect(200);
    api.make(&basket::book(&[basket::records(1)])).await.expect(201);
    let problem = api.reschedule(&records, &[basket::records(5)]).await.problem(409, "taken");
    assert_eq!(problem["left"], 4, "its own count as free");
    Ledger::open(&folder.ledger()).await.audit().await;
}

#[tokio::test]
async fn only_who_has_the_secret_can_move_a_booking() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let booked = api.make(&basket::book(&[basket::records(1)])).await.expect(201);
    let path = format!("/api/v1/bookings/{}/reschedule", booked.reference());
    let body = json!({ "items": [basket::records(2)] });
    let wrong = "a".repeat(32);
    for secret in [Some(wrong.as_str()), None] {
        for body in [&body, &json!({}), &json!(7)] {
            let mut request = api.request(Method::POST, &path).json(body);
            if let Some(secret) = secret {
                request = request.bearer_auth(secret);
            }
            // Also a body that makes no sense: the form of an answer tells nothing either.
            Answer::to(request).await.expect("an answer").problem(404, "unknown");
        }
    }
    assert_eq!(api.see(&booked).await.json()["items"][0]["quantity"], 1);
}
