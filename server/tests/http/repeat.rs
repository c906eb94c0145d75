//! A reply that was lost: the same request again, under the same key.

use crate::support::{Answer, Api, Contenders, Folder, Ledger, Redis, Server, guest, soon};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

async fn with_key(api: Api, key: &str, body: &Value) -> reqwest::Result<Answer> {
    let request = api.request(Method::POST, "/api/v1/bookings");
    Answer::to(request.header("idempotency-key", key).json(body)).await
}

fn body(slot: &str) -> Value {
    json!({ "items": [{ "offer": "haircut", "slot": slot }], "guest": guest() })
}

#[tokio::test]
async fn a_repeat_is_answered_as_the_first_was() {
    let folder = Folder::new();
    let mut server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let day = calendar.day();
    let nine = body(day.slot("ana", "09:00"));
    let ask = async |api: &Api, key: &str, body: &Value| {
        with_key(api.clone(), key, body).await.expect("an answer")
    };

    let first = ask(&api, "one", &nine).await.expect(201);
    let again = ask(&api, "one", &nine).await.expect(201);
    assert_eq!(again.json(), first.json());
    // The same said with other spaces and in another order.
    let spaced = format!(
        r#"{{ "guest": {{ "email": "ada@example.com", "name": "Ada Lovelace" }}, "items": [ {} ] }}"#,
        nine["items"][0]
    );
    let request = api.request(Method::POST, "/api/v1/bookings").header("idempotency-key", "one");
    let spaced = Answer::to(request.body(spaced)).await.expect("an answer").expect(201);
    assert_eq!(spaced.json(), first.json());

    let other = body(day.slot("ana", "12:00"));
    ask(&api, "one", &other).await.problem(422, "key-reused");
    let mut held = nine.clone();
    held["hold"] = json!(true);
    ask(&api, "one", &held).await.problem(422, "key-reused");
    // Without the key, or under another, it is one more guest who wants the place.
    ask(&api, "two", &nine).await.problem(409, "taken");
    api.book(day.slot("ana", "09:00")).await.problem(409, "taken");
    // A refusal is no answer to keep: the place may be free the next time.
    api.cancel(&first).await.expect(200);
    let second = ask(&api, "two", &nine).await.expect(201);
    assert_ne!(second.reference(), first.reference());

    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!((ledger.bookings().await, ledger.live_bookings().await), (2, 1));
    ledger.audit().await;

    // The key is in the booking's own transaction: it outlives the process.
    server.kill().await;
    let server = Server::on(&folder.ledger()).start().await;
    let after = ask(&server.api(), "two", &nine).await.expect(201);
    assert_eq!(after.json(), second.json());
}

#[tokio::test]
async fn a_key_must_be_one() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let nine = body(calendar.day().slot("ana", "09:00"));
    for bad in ["", &"k".repeat(256)] {
        let answer = with_key(api.clone(), bad, &nine).await.expect("an answer");
        let problem = answer.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], "Idempotency-Key");
    }
    let longest = "k".repeat(255);
    with_key(api, &longest, &nine).await.expect("an answer").expect(201);
}

/// All answers name one booking with one secret, however they raced.
async fn all_the_same(contenders: &Contenders, key: &str, slot: &str) {
    let mut receiving = contenders.ask(|_, api| {
        let (key, body) = (key.to_owned(), body(slot));
        async move { with_key(api, &key, &body).await }
    });
    let mut said = BTreeSet::new();
    while let Some(answer) = soon("an answer", receiving.recv()).await {
        let answer = answer.expect(201);
        said.insert((answer.reference(), answer.secret()));
    }
    assert_eq!(said.len(), 1, "{said:?}");
}

#[tokio::test]
async fn repeats_that_race_are_one_booking() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let contenders = Contenders::connect(&[&server], 20).await;
    let slots = server.api().calendar().await.apart();
    for (round, slot) in slots.iter().take(12).enumerate() {
        all_the_same(&contenders, &format!("key-{round}"), slot).await;
    }
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.bookings().await, 12);
    ledger.audit().await;
}

#[tokio::test]
async fn repeats_that_race_across_two_processes_are_one_booking() {
    let (folder, redis) = (Folder::new(), Redis::start().await);
    let first = Server::on(&folder.ledger()).redis(&redis).start().await;
    let second = Server::on(&folder.ledger()).redis(&redis).start().await;
    let contenders = Contenders::connect(&[&first, &second], 20).await;
    let slots = first.api().calendar().await.apart();
    for (round, slot) in slots.iter().take(12).enumerate() {
        all_the_same(&contenders, &format!("key-{round}"), slot).await;
    }
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.bookings().await, 12);
    ledger.audit().await;
}

#[tokio::test]
async fn one_key_with_two_bodies_at_once_books_one_of_them() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let contenders = Contenders::connect(&[&server], 20).await;
    let slots = server.api().calendar().await.apart();
    for (round, pair) in slots.chunks_exact(2).take(6).enumerate() {
        let mut receiving = contenders.ask(|i, api| {
            let (key, body) = (format!("key-{round}"), body(&pair[i % 2]));
            async move { with_key(api, &key, &body).await }
        });
        let mut said = BTreeSet::new();
        while let Some(answer) = soon("an answer", receiving.recv()).await {
            match answer.status {
                201 => drop(said.insert(answer.reference())),
                _ => drop(answer.problem(422, "key-reused")),
            }
        }
        assert_eq!(said.len(), 1, "{said:?}");
    }
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.bookings().await, 6);
    ledger.audit().await;
}
