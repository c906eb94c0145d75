//! Bodies that no client should send.

use crate::support::{Answer, Api, Folder, Ledger, Server, guest, refused};
use reqwest::Method;
use serde_json::{Value, json};

async fn demo(folder: &Folder) -> (Server, Api) {
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    (server, api)
}

#[tokio::test]
async fn bodies_that_are_no_booking() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let slot = api.calendar().await.day().slot("ana", "09:00").to_owned();
    let good = json!({ "items": [{ "offer": "haircut", "slot": slot }], "guest": guest() });
    let text = good.to_string();
    let bodies: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"not json".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"{}".to_vec(),
        b"\"booking\"".to_vec(),
        b"\xff\xfe\x00".to_vec(),
        b"\0\0\0\0".to_vec(),
        text.as_bytes()[..text.len() - 1].to_vec(),
        format!("{text} {text}").into_bytes(),
        format!("\u{feff}{text}").into_bytes(),
        "[".repeat(30_000).into_bytes(),
        format!("{{\"items\":{}{}}}", "[".repeat(20_000), "]".repeat(20_000)).into_bytes(),
        format!("{{\"a\":{}1{}}}", "{\"a\":".repeat(9_000), "}".repeat(9_000)).into_bytes(),
        b"{\"items\":[],\"items\":[]}".to_vec(),
        b"{\"items\":[],\"guest\":1e999}".to_vec(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let answer = api.send("/api/v1/bookings", body).await;
        assert_eq!(answer.status, 422, "{shown}: {}", answer.body);
        refused(&answer);
    }
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.bookings().await, 0);
    api.post("/api/v1/bookings", &good).await.expect(201);
}

#[tokio::test]
async fn fields_of_the_wrong_form_are_named() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let slot = api.calendar().await.day().slot("ana", "09:00").to_owned();
    let item = |field: &str, value: Value| {
        let mut item = json!({ "offer": "haircut", "slot": slot });
        item[field] = value;
        json!({ "items": [item], "guest": guest() })
    };
    let who = |field: &str, value: Value| {
        let mut body = item("quantity", json!(1));
        body["guest"][field] = value;
        body
    };
    let cases = [
        (json!({ "items": 7, "guest": guest() }), "items"),
        (json!({ "items": [], "guest": guest() }), "items"),
        (json!({ "items": [7], "guest": guest() }), "items.0"),
        (
            json!({ "items": vec![item("offer", json!("haircut"))["items"][0].clone(); 21], "guest": guest() }),
            "items",
        ),
        (item("offer", json!(7)), "items.0.offer"),
        (item("offer", json!("")), "items.0.offer"),
        (item("offer", json!("hair cut")), "items.0.offer"),
        (item("offer", json!("x".repeat(41))), "items.0.offer"),
        (item("slot", json!(null)), "items.0.slot"),
        (item("slot", json!("a\u{0}b")), "items.0.slot"),
        (item("slot", json!("../../etc/passwd")), "items.0.slot"),
        (item("slot", json!("x".repeat(81))), "items.0.slot"),
        (item("quantity", json!(0)), "items.0.quantity"),
        (item("quantity", json!(2)), "items.0.quantity"),
        (item("quantity", json!(-1)), "items.0.quantity"),
        (item("quantity", json!(1.5)), "items.0.quantity"),
        (item("quantity", json!("1")), "items.0.quantity"),
        (item("quantity", json!(4_294_967_296u64)), "items.0.quantity"),
        (item("quantity", json!(u64::MAX)), "items.0.quantity"),
        (item("quantity", json!(1e300)), "items.0.quantity"),
        (item("quantity", json!(null)), "items.0.quantity"),
        (item("quantity", json!([1])), "items.0.quantity"),
        (item("from", json!("2026-11-23")), "items.0.slot"),
        (item("to", json!("2026-11-23")), "items.0.slot"),
        (item("from", json!({})), "items.0.from"),
        (item("to", json!(true)), "items.0.to"),
        (who("name", json!("")), "guest.name"),
        (who("name", json!("Ada\u{0}")), "guest.name"),
        (who("name", json!("Ada\u{202e}")), "guest.name"),
        (who("name", json!("x".repeat(101))), "guest.name"),
        (who("name", json!({})), "guest.name"),
        (who("email", json!("ada")), "guest.email"),
        (who("email", json!("ada@example.com\nBcc: eve@example.com")), "guest.email"),
        (who("phone", json!("call me")), "guest.phone"),
        (who("note", json!("x".repeat(501))), "guest.note"),
        (json!({ "items": [{ "offer": "haircut", "slot": slot }], "hold": "yes" }), "hold"),
        (json!({ "items": [{ "offer": "haircut", "slot": slot }], "wait": 1 }), "wait"),
        (json!({ "items": [{ "offer": "haircut", "slot": slot }], "guest": "Ada" }), "guest"),
    ];
    for (body, field) in cases {
        let answer = api.post("/api/v1/bookings", &body).await;
        let problem = refused(&answer);
        assert_eq!((answer.status, problem["type"].as_str()), (422, Some("invalid")), "{body}");
        assert_eq!(problem["errors"][0]["field"], field, "{body}: {}", answer.body);
        assert!(problem["errors"][0]["message"].as_str().is_some_and(|text| !text.is_empty()));
    }
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.bookings().await, 0);
}

/// A later version's client may say more than this one knows.
#[tokio::test]
async fn fields_that_nobody_knows_are_ignored_everywhere() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let day = api.calendar().await.day().clone();
    let item =
        |clock| json!({ "offer": "haircut", "slot": day.slot("ana", clock), "colour": "red" });
    let mut guest = guest();
    guest["title"] = json!("Countess");
    let hold = json!({ "items": [item("09:00")], "hold": true, "guest": guest, "campaign": 7 });
    let held = api.post("/api/v1/bookings?from=newsletter", &hold).await.expect(201);
    assert!(!held.body.contains("red"));
    let change = async |action: &str, body: Value| {
        let path = format!("/api/v1/bookings/{}/{action}", held.reference());
        let request = api.request(Method::POST, &path).bearer_auth(held.secret());
        Answer::to(request.json(&body)).await.expect("an answer").expect(200)
    };
    change("reschedule", json!({ "items": [item("10:00")], "why": "late" })).await;
    change("confirm", json!({ "guest": guest, "newsletter": false })).await;
    change("cancel", json!({ "why": "rain" })).await;
    api.get("/api/v1/offers?sort=price").await.expect(200);
    let dates = format!("from={0}&to={0}&colour=red", day.date);
    api.get(&format!("/api/v1/offers/haircut/slots?{dates}")).await.expect(200);
}

#[tokio::test]
async fn bodies_that_are_too_large() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let items: Vec<Value> = (0..10_000).map(|_| json!({ "offer": "a", "slot": "b" })).collect();
    let many = json!({ "items": items, "guest": guest() }).to_string();
    for body in [many, "x".repeat(10_000_000), " ".repeat(65 * 1024)] {
        let request = api.request(Method::POST, "/api/v1/bookings").body(body);
        // The server may close before it has read all: then there is no answer to look at.
        if let Ok(answer) = Answer::to(request).await {
            refused(&answer);
            assert_eq!(answer.status, 413);
        }
    }
    let held = api.hold(api.calendar().await.day().slot("ana", "09:00")).await.expect(201);
    let path = format!("/api/v1/bookings/{}/confirm", held.reference());
    let request = api.request(Method::POST, &path).bearer_auth(held.secret());
    if let Ok(answer) = Answer::to(request.body("x".repeat(70_000))).await {
        answer.problem(413, "invalid");
    }
    // As many small mistakes as fit are not told at many times their size.
    let items: Vec<Value> = (0..2500).map(|_| json!({ "offer": "", "slot": "" })).collect();
    let answer = api.post("/api/v1/bookings", &json!({ "items": items })).await;
    refused(&answer);
    assert!(answer.body.len() < 16 * 1024, "{} bytes of mistakes", answer.body.len());
}
