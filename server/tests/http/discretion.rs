//! Pages are asked for as badly as the API is, and tell as little.

use crate::support::{Answer, Folder, Server, discreet, insides};
use reqwest::Method;

#[tokio::test]
async fn pages_are_as_discreet() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let mut answers = Vec::new();
    for path in [
        "/nothing",
        "/offers/nothing",
        "/offers/%ff",
        "/offers/%00",
        "/offers/haircut?date=2026-11-23&date=2026-11-24",
        "/bookings/x/%ff",
        "/bookings/x/y",
        "/assets/x/..%2f..%2fb.db",
        "/assets/x/%ff",
    ] {
        answers.push((path.to_owned(), api.get(path).await));
    }
    for body in [
        "",
        "slot=",
        "slot=%ff",
        "slot=%00",
        "slot=a&slot=b",
        "other=1",
        "{}",
        "slot=20261123T0800Z-eve",
    ] {
        let request = api.request(Method::POST, "/offers/haircut").body(body);
        let form = request.header("content-type", "application/x-www-form-urlencoded");
        answers.push((body.to_owned(), Answer::to(form).await.unwrap()));
    }
    answers.push(("no form".to_owned(), api.send("/offers/haircut", "slot=x").await));
    for (path, body) in [
        ("/api/fn/day", "{\"offer\":\"haircut\"}"),
        ("/api/fn/day", "{\"offer\":\"haircut\",\"date\":\"x\"}"),
        ("/api/fn/hold", "not json"),
        ("/api/fn/hold", ""),
    ] {
        let request = api.request(Method::POST, path).header("content-type", "application/json");
        answers.push((format!("{path} {body}"), Answer::to(request.body(body)).await.unwrap()));
    }
    let wrong: Vec<_> = answers
        .iter()
        .filter(|(_, answer)| !(400..500).contains(&answer.status) || insides(answer).is_some())
        .map(|(asked, answer)| (asked, answer.status, insides(answer), &answer.body))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");

    for path in [
        "/offers/haircut?date=x&month=y",
        "/offers/haircut?month=0000-00",
        "/offers/haircut?date=9999-12-31",
    ] {
        discreet(&api.get(path).await.expect(200));
    }
}
