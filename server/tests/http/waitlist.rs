//! Standing in line for what is full.

use crate::support::{Answer, Api, Folder, Ledger, Server, basket, guest};
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

/// A venue whose records are all sold, and the bookings that have them.
async fn sold_out(folder: &Folder) -> (Server, Api, Vec<Answer>) {
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let mut sold = Vec::new();
    for quantity in [1, 1, 3] {
        let wish = basket::book(&[basket::records(quantity)]);
        sold.push(api.make(&wish).await.expect(201));
    }
    (server, api, sold)
}

async fn in_line(api: &Api, quantity: u32) -> Answer {
    let waiting = api.make(&basket::wait(&[basket::records(quantity)])).await.expect(201);
    assert_eq!(waiting.text("/state"), "waiting");
    waiting
}

async fn state(api: &Api, booking: &Answer) -> (String, Value) {
    let found = api.see(booking).await;
    (found.text("/state"), found.json()["position"].clone())
}

fn waits(position: u32) -> (String, Value) {
    ("waiting".to_owned(), json!(position))
}

fn is(state: &str) -> (String, Value) {
    (state.to_owned(), Value::Null)
}

#[tokio::test]
async fn what_comes_free_is_held_for_the_first_in_line_who_can_confirm_it() {
    let folder = Folder::new();
    let (_server, api, sold) = sold_out(&folder).await;
    let (first, second) = (in_line(&api, 1).await, in_line(&api, 1).await);
    assert_eq!((&first.json()["position"], &second.json()["position"]), (&json!(1), &json!(2)));
    assert_eq!([state(&api, &first).await, state(&api, &second).await], [waits(1), waits(2)]);
    // There is nothing to confirm yet.
    api.confirm(&first).await.problem(409, "taken");

    let freed = api.cancel(&sold[0]).await.expect(200);
    let found = api.see(&first).await;
    assert_eq!(found.text("/state"), "held");
    let at = jiff::fmt::rfc2822::parse(freed.header("date")).expect("a date").timestamp();
    let ends: Timestamp = found.text("/expires_at").parse().expect("RFC 3339");
    let lasts = ends.duration_since(at).as_secs();
    assert!((1_740..=1_801).contains(&lasts), "kept for {lasts} s and not for half an hour");
    assert_eq!(state(&api, &second).await, waits(1));
    // It is kept from everybody else.
    let wish = basket::book(&[basket::records(1)]);
    let problem = api.make(&wish).await.problem(409, "held");
    assert_eq!(problem["until"], found.text("/expires_at").as_str());

    let confirmed = api.confirm(&first).await.expect(200);
    assert_eq!(confirmed.text("/state"), "confirmed");
    assert_eq!(confirmed.text("/reference"), first.reference());
    api.make(&wish).await.problem(409, "taken");
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.claimed("vinyl").await, 5);
    ledger.audit().await;
}

#[tokio::test]
async fn what_the_first_in_line_gives_up_passes_to_the_next() {
    let folder = Folder::new();
    let (_server, api, sold) = sold_out(&folder).await;
    let line = [in_line(&api, 1).await, in_line(&api, 1).await, in_line(&api, 1).await];
    // Who leaves the line makes room in it.
    assert_eq!(api.cancel(&line[1]).await.expect(200).text("/state"), "cancelled");
    assert_eq!([state(&api, &line[0]).await, state(&api, &line[2]).await], [waits(1), waits(2)]);
    api.cancel(&sold[0]).await.expect(200);
    assert_eq!(state(&api, &line[0]).await, is("held"));
    api.cancel(&line[0]).await.expect(200);
    assert_eq!(state(&api, &line[2]).await, is("held"));
    assert_eq!(state(&api, &line[1]).await, is("cancelled"));
    api.confirm(&line[2]).await.expect(200);
    Ledger::open(&folder.ledger()).await.audit().await;
}

#[tokio::test]
async fn who_wants_more_than_came_free_is_passed_over_and_keeps_the_place_in_line() {
    let folder = Folder::new();
    let (_server, api, sold) = sold_out(&folder).await;
    let (three, one) = (in_line(&api, 3).await, in_line(&api, 1).await);
    api.cancel(&sold[0]).await.expect(200);
    assert_eq!([state(&api, &three).await, state(&api, &one).await], [waits(1), is("held")]);
    api.cancel(&sold[2]).await.expect(200);
    assert_eq!(state(&api, &three).await, is("held"));
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.claimed("vinyl").await, 5);
    ledger.audit().await;
}

#[tokio::test]
async fn a_change_of_plans_frees_places_for_those_in_line_too() {
    let folder = Folder::new();
    let (_server, api, sold) = sold_out(&folder).await;
    let waiting = in_line(&api, 2).await;
    api.reschedule(&sold[2], &[basket::records(1)]).await.expect(200);
    assert_eq!(state(&api, &waiting).await, is("held"));
    // What only waits has nothing to exchange.
    let waiting = in_line(&api, 1).await;
    api.reschedule(&waiting, &[basket::records(2)]).await.problem(410, "expired");
    assert_eq!(state(&api, &waiting).await, waits(1));
    Ledger::open(&folder.ledger()).await.audit().await;
}

#[tokio::test]
async fn what_is_free_after_all_is_held_at_once() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let held = api.make(&basket::wait(&[basket::records(2)])).await.expect(201);
    assert_eq!((held.text("/state"), held.json().get("position")), ("held".into(), None));
    api.confirm(&held).await.expect(200);
    Ledger::open(&folder.ledger()).await.audit().await;
}

#[tokio::test]
async fn one_may_wait_for_every_kind_and_for_several_at_once() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let class = api.ahead("yoga").await.remove(3);
    let (night, morning) = (api.day(5).await, api.day(6).await);
    let haircut = basket::item("haircut", calendar.day().slot("ana", "09:00"), 1);
    let places = basket::item("yoga", class["slot"].as_str().expect("an id"), 4);
    let rooms = basket::rooms(&night, &morning, 3);
    let everything = [haircut, places.clone(), places.clone(), places, rooms.clone(), rooms];
    let all = api.make(&basket::book(&everything)).await.expect(201);
    let mut waiting = Vec::new();
    for item in &everything[..5] {
        waiting.push(api.make(&basket::wait(std::slice::from_ref(item))).await.expect(201));
    }
    let both = [everything[0].clone(), everything[1].clone()];
    let several = api.make(&basket::wait(&both)).await.expect(201);
    let positions = [1, 1, 2, 3, 1].map(waits);
    for (booking, position) in waiting.iter().zip(positions) {
        assert_eq!(state(&api, booking).await, position);
    }
    assert_eq!(state(&api, &several).await, waits(4), "the last of its places");
    api.cancel(&all).await.expect(200);
    for booking in &waiting {
        assert_eq!(state(&api, booking).await, is("held"));
    }
    // Neither is left for the last; when the first two give up, both are.
    api.cancel(&waiting[0]).await.expect(200);
    assert_eq!(state(&api, &several).await, waits(1));
    api.cancel(&waiting[1]).await.expect(200);
    assert_eq!(state(&api, &several).await, is("held"));
    Ledger::open(&folder.ledger()).await.audit().await;
}

#[tokio::test]
async fn a_repeat_is_the_same_place_in_line() {
    let folder = Folder::new();
    let (_server, api, _sold) = sold_out(&folder).await;
    let wish = basket::wait(&[basket::records(1)]);
    let ask = async |body: &Value| {
        let request = api.request(Method::POST, "/api/v1/bookings").json(body);
        Answer::to(request.header("idempotency-key", "in line")).await.expect("an answer")
    };
    let first = ask(&wish).await.expect(201);
    assert_eq!(ask(&wish).await.expect(201).json(), first.json());
    assert_eq!(in_line(&api, 1).await.json()["position"], 2);
    let mut booked = wish.clone();
    booked["wait"] = json!(false);
    ask(&booked).await.problem(422, "key-reused");
}

#[tokio::test]
async fn waiting_needs_a_guest_and_is_not_holding() {
    let folder = Folder::new();
    let (_server, api, _sold) = sold_out(&folder).await;
    for (more, field) in [
        (json!({ "wait": true }), "guest"),
        (json!({ "wait": true, "hold": true, "guest": guest() }), "wait"),
        (json!({ "wait": "yes", "guest": guest() }), "wait"),
    ] {
        let mut wish = more.clone();
        wish["items"] = json!([basket::records(1)]);
        let problem = api.make(&wish).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], field, "{more}");
    }
    // More than there ever is cannot be waited for.
    let wish = basket::wait(&[basket::records(6)]);
    assert_eq!(api.make(&wish).await.problem(422, "closed")["rule"], "quantity");
}
