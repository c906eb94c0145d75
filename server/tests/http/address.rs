//! Places, dates and paths that there are not.

use crate::support::{Answer, Api, Folder, Server, guest, refused};
use jiff::ToSpan;
use reqwest::Method;
use serde_json::json;

async fn demo(folder: &Folder) -> (Server, Api) {
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    (server, api)
}

#[tokio::test]
async fn places_that_there_are_not() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let today = api.today().await;
    let day = |days: i64| today.saturating_add(days.days()).strftime("%Y%m%d").to_string();
    let sunday = (2..9).map(day).find(|day| {
        let date: jiff::civil::Date = day.parse().unwrap();
        date.weekday() == jiff::civil::Weekday::Sunday
    });
    let sunday = sunday.unwrap();
    let cases = [
        ("nothing", "20261123T0800Z-ana".to_owned(), 404, "unknown"),
        ("haircut", "nothing".to_owned(), 404, "unknown"),
        ("haircut", format!("{}T0800Z-eve", day(3)), 404, "unknown"),
        ("haircut", format!("{}T0800Z-", day(3)), 404, "unknown"),
        ("haircut", "99991399T9999Z-ana".to_owned(), 404, "unknown"),
        ("haircut", "20010101T0900Z-ana".to_owned(), 422, "closed"),
        ("haircut", "99991229T2359Z-ana".to_owned(), 422, "closed"),
        ("haircut", "00000101T0000Z-ana".to_owned(), 422, "closed"),
        ("haircut", format!("{}T0800Z-ana", day(62)), 422, "closed"),
        ("haircut", format!("{sunday}T1000Z-ana"), 422, "closed"),
        ("haircut", format!("{}T0200Z-ana", day(3)), 422, "closed"),
        ("haircut", format!("{}T1007Z-ana", day(3)), 422, "closed"),
    ];
    for (offer, slot, status, word) in cases {
        let body = json!({ "items": [{ "offer": offer, "slot": slot }], "guest": guest() });
        let answer = api.post("/api/v1/bookings", &body).await;
        let problem = refused(&answer);
        assert_eq!((answer.status, answer.word().as_str()), (status, word), "{slot}");
        assert_eq!(problem.get("rule").is_some(), word == "closed");
    }
}

#[tokio::test]
async fn dates_that_are_none() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let ask = async |query: &str| api.get(&format!("/api/v1/offers/haircut/slots{query}")).await;
    for query in [
        "",
        "?from=2026-11-23",
        "?to=2026-11-23",
        "?from=&to=",
        "?from=today&to=tomorrow",
        "?from=2026-02-30&to=2026-03-01",
        "?from=2026-11-23T00:00&to=2026-11-24",
        "?from=20261123&to=20261124",
        "?from=2026-11-24&to=2026-11-23",
        "?from=2026-01-01&to=2026-03-04",
        "?from=0000-01-01&to=9999-12-31",
        "?from=-009999-01-01&to=2026-01-01",
        "?from=2026-11-23&to=2026-11-23&all=maybe",
        "?from=%00&to=%ff",
        "?from=2026-11-23&from=2026-11-24&to=2026-11-25",
    ] {
        let answer = ask(query).await;
        refused(&answer);
        assert_eq!(answer.word(), "invalid", "{query}");
    }
    // 62 days are not too many, and far dates are empty rather than wrong.
    for query in [
        "?from=2026-01-01&to=2026-03-03",
        "?from=9999-12-01&to=9999-12-31",
        "?from=0001-01-01&to=0001-01-02",
    ] {
        let answer = ask(query).await.expect(200).json();
        assert_eq!(answer["offer"], "haircut");
    }
    let answer = api.get("/api/v1/offers/nothing/slots?from=2026-11-23&to=2026-11-23").await;
    assert_eq!(refused(&answer)["type"], "unknown");
}

#[tokio::test]
async fn addresses_that_lead_nowhere() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    for path in [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v2/offers",
        "/api/v1/offers/",
        "/api/v1/nothing",
        "/api/fn/nothing",
    ] {
        let answer = api.get(path).await;
        assert_eq!(refused(&answer)["type"], "unknown", "{path}");
        assert_eq!(answer.status, 404, "{path}");
    }
    for path in [
        "/api/v1/offers/%ff/slots?from=2026-11-23&to=2026-11-23",
        "/api/v1/offers/%00/slots?from=2026-11-23&to=2026-11-23",
        "/api/v1/offers/a%2Fb/slots?from=2026-11-23&to=2026-11-23",
        "/api/v1/bookings/%ff",
        "/api/v1/bookings/%c3%28",
    ] {
        refused(&api.get(path).await);
    }
    for (method, path) in [
        (Method::GET, "/api/v1/bookings"),
        (Method::DELETE, "/api/v1/bookings"),
        (Method::PUT, "/api/v1/offers"),
        (Method::POST, "/api/v1/offers"),
        (Method::POST, "/api/v1/offers/haircut/slots"),
        (Method::DELETE, "/api/v1/bookings/2222-2222"),
        (Method::GET, "/api/v1/bookings/2222-2222/cancel"),
        (Method::POST, "/api/openapi.json"),
    ] {
        let answer = Answer::to(api.request(method.clone(), path)).await.unwrap();
        refused(&answer);
        assert_eq!(answer.status, 405, "{method} {path}");
        assert!(!answer.header("allow").is_empty(), "{method} {path}");
    }
}
