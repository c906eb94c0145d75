//! Units of something that has no time.

use crate::support::{Folder, Ledger, Server, basket};
use serde_json::json;

#[tokio::test]
async fn stock_is_listed_whatever_the_dates() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let today = api.day(0).await;
    for (from, to) in [
        (today.as_str(), today.as_str()),
        ("2020-01-01", "2020-01-31"),
        ("2099-01-01", "2099-01-01"),
    ] {
        let listed = api.slots_of("vinyl", from, to).await;
        assert_eq!(listed.len(), 1, "{from} to {to}");
        assert_eq!(listed[0]["slot"], "stock");
        assert_eq!((&listed[0]["left"], &listed[0]["capacity"]), (&json!(5), &json!(5)));
        assert!(listed[0]["start"].as_str().is_some_and(|start| start.starts_with(&today)));
    }
}

#[tokio::test]
async fn units_are_sold_until_there_are_none_and_come_back_when_given_up() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let book = async |quantity| api.make(&basket::book(&[basket::records(quantity)])).await;
    let left = async || api.ahead("vinyl").await[0]["left"].as_u64();
    let first = book(3).await.expect(201);
    assert_eq!(first.json()["total"], json!({ "amount": 3 * 2_900, "currency": "EUR" }));
    assert_eq!(left().await, Some(2));
    assert_eq!(book(3).await.problem(409, "taken")["left"], 2);
    let second = api.make(&basket::hold(&[basket::records(2)])).await.expect(201);
    assert_eq!(left().await, Some(0));
    let problem = book(2).await.problem(409, "held");
    assert_eq!(problem["until"], second.text("/expires_at").as_str());
    // Three could not be had even if the hold ended.
    book(3).await.problem(409, "held");
    api.cancel(&first).await.expect(200);
    assert_eq!(left().await, Some(3));
    book(3).await.expect(201);
    api.confirm(&second).await.expect(200);
    book(1).await.problem(409, "taken");
    assert_eq!(book(6).await.problem(422, "closed")["rule"], "quantity");
    api.make(&basket::book(&[basket::item("vinyl", "Stock", 1)])).await.problem(404, "unknown");
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.claimed("vinyl").await, 5);
    ledger.audit().await;
}
