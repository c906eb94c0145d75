//! The forms of the public contract's answers.

use crate::support::{Answer, Folder, Server};
use jiff::{Timestamp, ToSpan};
use reqwest::Method;
use serde_json::{Value, json};

fn fields(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[tokio::test]
async fn offers_are_as_described() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let answer = server.api().get("/api/v1/offers").await.expect(200);
    assert_eq!(answer.header("content-type"), "application/json");
    let offers = answer.json();
    assert_eq!(offers["venue"]["time_zone"], "Europe/Berlin");
    assert_eq!(offers["venue"]["currency"], "EUR");
    let offers = offers["offers"].as_array().expect("a list");
    let kinds: Vec<_> = offers.iter().map(|offer| offer["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["appointment", "session", "session", "stay", "stock"]);
    let most: Vec<_> = offers.iter().map(|offer| offer["max_quantity"].as_u64().unwrap()).collect();
    assert_eq!(most, [1, 4, 10, 3, 5]);
    // A stay and a unit of stock are as long as they are.
    let lengths: Vec<_> = offers.iter().map(|offer| offer["duration_minutes"].as_u64()).collect();
    assert_eq!(lengths, [Some(45), Some(75), Some(150), None, None]);
    let haircut = &offers[0];
    assert_eq!(
        haircut,
        &json!({
            "id": "haircut", "title": "Haircut", "kind": "appointment", "duration_minutes": 45,
            "max_quantity": 1, "price": { "amount": 3800, "currency": "EUR" },
        })
    );
}

#[tokio::test]
async fn slots_are_as_described() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let (day, nine) = (calendar.day(), calendar.day().slot("ana", "09:00"));
    let list = async |all: &str| {
        let path = format!("/api/v1/offers/haircut/slots?from={0}&to={0}{all}", day.date);
        api.get(&path).await.expect(200).json()
    };
    let before = list("").await;
    assert_eq!(fields(&before), ["offer", "seq", "slots"]);
    let slot = &before["slots"][0];
    assert_eq!(slot["slot"], nine);
    assert_eq!((&slot["left"], &slot["capacity"]), (&json!(1), &json!(1)));
    // With the venue's offset, which is not UTC's at any time of the year.
    let (start, end) = (slot["start"].as_str().unwrap(), slot["end"].as_str().unwrap());
    assert!(start.starts_with(&format!("{}T09:00:00+0", day.date)), "{start}");
    let instant = |text: &str| -> Timestamp { text.parse().expect("RFC 3339") };
    assert_eq!(instant(start) + 45.minutes(), instant(end));

    api.book(nine).await.expect(201);
    let after = list("").await;
    assert!(after["seq"].as_i64() > before["seq"].as_i64());
    let len = |list: &Value| list["slots"].as_array().unwrap().len();
    assert_eq!(len(&before) - len(&after), 4, "bookable ones only");
    assert_eq!(len(&list("&all=true").await), len(&before));
    assert_eq!(len(&list("&all=false").await), len(&after));
    // In order, and `to` is included.
    let (from, to) = (&calendar.0[0].date, &calendar.0[1].date);
    let path = format!("/api/v1/offers/haircut/slots?from={from}&to={to}");
    let both = api.get(&path).await.expect(200).json();
    let starts: Vec<_> = both["slots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|slot| instant(slot["start"].as_str().unwrap()))
        .collect();
    assert!(starts.is_sorted());
    assert!(
        both["slots"]
            .as_array()
            .unwrap()
            .iter()
            .any(|slot| slot["start"].as_str().unwrap().starts_with(to))
    );
}

#[tokio::test]
async fn a_slot_tells_its_price_where_the_offers_does_not_say_it_and_a_night_always() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    for offer in ["haircut", "yoga", "concert", "vinyl"] {
        let slots = api.ahead(offer).await;
        assert!(!slots.is_empty());
        assert!(slots.iter().all(|slot| slot.get("price").is_none()), "{offer}");
    }
    let nights = api.ahead("room").await;
    let currency = |night: &Value| night["price"]["currency"] == "EUR";
    assert!(nights.iter().all(currency));
}

#[tokio::test]
async fn a_booking_is_as_described() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let nine = calendar.day().slot("ana", "09:00");
    let booked = api.book(nine).await.expect(201).json();
    assert_eq!(fields(&booked), ["items", "reference", "secret", "state", "total"]);
    let item = &booked["items"][0];
    assert_eq!(fields(item), ["end", "offer", "price", "quantity", "resource", "slot", "start"]);
    assert_eq!(item["price"], json!({ "amount": 3_800, "currency": "EUR" }));
    assert_eq!(booked["total"], item["price"]);
    assert_eq!(
        (&item["slot"], &item["resource"], &item["quantity"]),
        (&json!(nine), &json!("ana"), &json!(1))
    );
    let reference = booked["reference"].as_str().unwrap();
    assert_eq!((reference.len(), &reference[4..5]), (9, "-"));
    let found = api.find(reference, booked["secret"].as_str().unwrap()).await.expect(200).json();
    assert_eq!(fields(&found), ["guest", "items", "reference", "state", "total"]);
    assert_eq!(found["items"], booked["items"]);
}

#[tokio::test]
async fn the_description_names_what_there_is() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let document = server.api().get("/api/openapi.json").await.expect(200).json();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.")));
    for (path, method) in [
        ("/api/v1/offers", "get"),
        ("/api/v1/offers/{offer}/slots", "get"),
        ("/api/v1/offers/{offer}/live", "get"),
        ("/api/v1/bookings", "post"),
        ("/api/v1/bookings/{reference}", "get"),
        ("/api/v1/bookings/{reference}/confirm", "post"),
        ("/api/v1/bookings/{reference}/reschedule", "post"),
        ("/api/v1/bookings/{reference}/cancel", "post"),
        ("/healthz", "get"),
        ("/readyz", "get"),
    ] {
        assert!(document["paths"][path][method]["responses"].is_object(), "{method} {path}");
    }
}

#[tokio::test]
async fn answers_are_packed_for_who_can_unpack_them() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    for (path, packed) in [
        ("/offers/haircut", "br"),
        ("/api/openapi.json", "br"),
        ("/api/v1/offers/haircut/live", ""),
    ] {
        let request = api.request(Method::GET, path).header("accept-encoding", "gzip, br");
        let response = request.send().await.expect("an answer");
        let encoding = response.headers().get("content-encoding");
        assert_eq!(encoding.map_or("", |value| value.to_str().unwrap()), packed, "{path}");
    }
    let plain = Answer::to(api.request(Method::GET, "/offers/haircut")).await.unwrap();
    assert_eq!(plain.header("content-encoding"), "");
    assert!(plain.header("vary").contains("accept-encoding"));
}
