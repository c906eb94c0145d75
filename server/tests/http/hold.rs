//! A place taken for a while.

use crate::support::{Answer, Folder, Ledger, Server, guest};
use jiff::Timestamp;
use reqwest::Method;
use serde_json::json;

fn instant(text: &str) -> Timestamp {
    text.parse().expect("RFC 3339")
}

#[tokio::test]
async fn a_hold_keeps_others_off_until_it_is_given_back() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let (day, nine) = (calendar.day(), calendar.day().slot("ana", "09:00"));

    let held = api.hold(nine).await.expect(201);
    assert_eq!(held.text("/state"), "held");
    let now = jiff::fmt::rfc2822::parse(held.header("date")).unwrap().timestamp();
    let lasts = instant(&held.text("/expires_at")).duration_since(now).as_secs();
    assert!((240..=301).contains(&lasts), "a hold of {lasts} s");
    assert_eq!(held.json().get("guest"), None);
    let location = held.header("location");
    assert_eq!(location, format!("/api/v1/bookings/{}", held.reference()));

    // The other learns when it may come free, also where the times only overlap.
    for clock in ["09:00", "09:15", "09:45"] {
        let problem = api.book(day.slot("ana", clock)).await.problem(409, "held");
        assert_eq!(problem["until"], held.text("/expires_at"), "{clock}");
    }
    api.hold(nine).await.problem(409, "held");
    let listed = api.slots(&day.date).await;
    let listed = listed.iter().find(|slot| slot["slot"] == nine).unwrap();
    assert_eq!(listed["left"], 0);
    assert_eq!(listed["held_until"], held.text("/expires_at"));

    let cancelled = api.cancel(&held).await.expect(200);
    assert_eq!(cancelled.text("/state"), "cancelled");
    assert_eq!(api.left(&day.date, nine).await, 1);
    api.cancel(&held).await.expect(200);
    api.confirm(&held).await.problem(410, "expired");
    api.book(nine).await.expect(201);
    Ledger::open(&folder.ledger()).await.sold_once(nine).await;
}

#[tokio::test]
async fn a_hold_becomes_a_booking_once() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let nine = calendar.day().slot("ana", "09:00");
    let held = api.hold(nine).await.expect(201);

    let confirmed = api.confirm(&held).await.expect(200);
    assert_eq!(confirmed.text("/state"), "confirmed");
    assert_eq!(confirmed.text("/guest/email"), "ada@example.com");
    assert_eq!(confirmed.json().get("expires_at"), None);
    assert_eq!(confirmed.json().get("secret"), None, "told once");
    assert_eq!(confirmed.json()["items"], held.json()["items"]);
    // Again, and by someone else who has the link: the first answer stands.
    let path = format!("/api/v1/bookings/{}/confirm", held.reference());
    let other = json!({ "guest": { "name": "Eve", "email": "eve@example.com" } });
    let request = api.request(Method::POST, &path).bearer_auth(held.secret());
    let again = Answer::to(request.json(&other)).await.unwrap().expect(200);
    assert_eq!(again.json(), confirmed.json());
    api.book(nine).await.problem(409, "taken");
    let found = api.find(&held.reference(), &held.secret()).await.expect(200);
    assert_eq!(found.json(), confirmed.json());
    // A reference is read out over the phone: its case and hyphen do not matter.
    let spoken = held.reference().to_lowercase().replace('-', "");
    api.find(&spoken, &held.secret()).await.expect(200);

    let mut ledger = Ledger::open(&folder.ledger()).await;
    ledger.sold_once(nine).await;
    api.cancel(&held).await.expect(200);
    assert_eq!(ledger.live_bookings().await, 0);
    ledger.audit().await;
}

#[tokio::test]
async fn who_books_must_be_said_by_the_time_it_counts() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let day = calendar.day();
    let items = json!([{ "offer": "haircut", "slot": day.slot("ana", "09:00") }]);
    let nobody = api.post("/api/v1/bookings", &json!({ "items": items })).await;
    assert_eq!(nobody.problem(422, "invalid")["errors"][0]["field"], "guest");

    let held = api.hold(day.slot("ana", "09:00")).await.expect(201);
    let path = format!("/api/v1/bookings/{}/confirm", held.reference());
    let confirm = async |body: serde_json::Value| {
        let request = api.request(Method::POST, &path).bearer_auth(held.secret());
        Answer::to(request.json(&body)).await.expect("an answer")
    };
    let bad = json!({ "guest": { "name": " ", "email": "ada@", "phone": "call me" } });
    let problem = confirm(bad).await.problem(422, "invalid");
    let fields: Vec<_> =
        problem["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str()).collect();
    assert_eq!(fields, [Some("guest.name"), Some("guest.email"), Some("guest.phone")]);
    confirm(json!({})).await.problem(422, "invalid");
    let found = api.find(&held.reference(), &held.secret()).await;
    assert_eq!(found.text("/state"), "held", "a refused confirmation changes nothing");

    // A hold may name its guest from the start.
    let body = json!({ "items": [{ "offer": "haircut", "slot": day.slot("ben", "09:00") }], "hold": true, "guest": guest() });
    let held = api.post("/api/v1/bookings", &body).await.expect(201);
    assert_eq!(held.text("/state"), "held");
    Ledger::open(&folder.ledger()).await.audit().await;
}

#[tokio::test]
async fn a_hold_outlives_the_process() {
    let folder = Folder::new();
    let mut server = Server::on(&folder.ledger()).start().await;
    let nine = server.api().calendar().await.day().slot("ana", "09:00").to_owned();
    let held = server.api().hold(&nine).await.expect(201);
    server.kill().await;
    let server = Server::on(&folder.ledger()).start().await;
    server.api().book(&nine).await.problem(409, "held");
    server.api().confirm(&held).await.expect(200);
    Ledger::open(&folder.ledger()).await.sold_once(&nine).await;
}
