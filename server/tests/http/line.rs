//! The line in front of an offer that many want at once.

use crate::support::{
    Answer, Api, Folder, FullHouse, Ledger, Server, basket, berth, eventually, run,
};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const PAGE: &str = "/offers/concert";
const LINE: &str = "/offers/concert/line";
const API_LINE: &str = "/api/v1/offers/concert/line";

async fn switch(folder: &Folder, to: &str) {
    let mut command = berth(["owner", "waiting-room", "concert", to, "--database"]);
    command.arg(folder.ledger());
    let outcome = run(command).await;
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}

/// Until a server that runs has heard of the line.
async fn is_open(api: &Api) {
    eventually("the line", async || (api.get(PAGE).await.status == 303).then_some(())).await;
}

/// A server whose concert has a line in front of it, and its one slot.
async fn on_sale(folder: &Folder) -> (Server, Api, Value) {
    let server = Server::on(&folder.ledger()).start().await;
    switch(folder, "on").await;
    let api = server.api();
    is_open(&api).await;
    let ticket = api.ahead("concert").await[0]["slot"].as_str().expect("a slot").to_owned();
    (server, api, basket::item("concert", &ticket, 1))
}

async fn send(request: RequestBuilder) -> Answer {
    Answer::to(request).await.expect("an answer")
}

async fn join(api: &Api) -> Answer {
    send(api.request(Method::POST, API_LINE)).await.expect(201)
}

async fn look(api: &Api, place: &str) -> Answer {
    send(api.request(Method::GET, API_LINE).header("berth-place", place)).await
}

/// The cookies that an answer sets, as a browser sends them back.
fn cookies(answer: &Answer) -> String {
    let set = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    set.map(|line| line.split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
}

async fn get_with(api: &Api, path: &str, cookies: &str) -> Answer {
    send(api.request(Method::GET, path).header("cookie", cookies)).await
}

/// The number in a place's text.
fn number(place: &str) -> u64 {
    place.split('.').nth(2).unwrap().parse().unwrap()
}

#[tokio::test]
async fn who_only_looks_takes_no_place() {
    let folder = Folder::new();
    let (_server, api, _) = on_sale(&folder).await;
    for _ in 0..3 {
        let sent = api.get(&format!("{PAGE}?month=2030-01")).await.expect(303);
        assert_eq!((sent.header("location"), sent.header("cache-control")), (LINE, "no-store"));
        let page = api.get(LINE).await.expect(200);
        assert!(page.body.contains("Nobody is in line: you can go straight in."));
        assert!(!page.body.contains("http-equiv=\"refresh\""));
        assert_eq!(cookies(&page), "");
    }
    assert_eq!(number(&join(&api).await.text("/place")), 1);
    // Other offers have none.
    api.get("/offers/yoga").await.expect(200);
    assert_eq!(api.get("/offers/yoga/line").await.expect(303).header("location"), "/offers/yoga");
    api.get("/offers/nothing/line").await.expect(404);
    send(api.request(Method::POST, "/api/v1/offers/yoga/line")).await.problem(404, "unknown");
}

#[tokio::test]
async fn with_nobody_ahead_a_guest_goes_straight_in_and_books() {
    let folder = Folder::new();
    let (_server, api, ticket) = on_sale(&folder).await;
    let joined = api.form(LINE, &[]).await.expect(303);
    assert_eq!(joined.header("location"), PAGE);
    for line in joined.headers.get_all("set-cookie") {
        let line = line.to_str().unwrap();
        assert!(line.contains("; Path=/; Max-Age="), "{line}");
        assert!(line.ends_with("; HttpOnly; SameSite=Lax"), "{line}");
    }
    let kept = cookies(&joined);
    get_with(&api, PAGE, &kept).await.expect(200);
    assert_eq!(get_with(&api, LINE, &kept).await.expect(303).header("location"), PAGE);
    // A second press, as from another tab, is no second place.
    let again = send(api.request(Method::POST, LINE).header("cookie", &kept)).await.expect(303);
    assert_eq!((again.header("location"), cookies(&again)), (PAGE, String::new()));

    let slot = ticket["slot"].as_str().unwrap();
    let form = api.request(Method::POST, PAGE).header("cookie", &kept);
    let held = send(form.form(&[("slot", slot), ("quantity", "2")])).await.expect(303);
    assert!(held.header("location").starts_with("/bookings/"));
    let details = [("name", "Ada Lovelace"), ("email", "ada@example.com")];
    api.form(&format!("{}/confirm", held.header("location")), &details).await.expect(303);
    let call = json!({ "errand": "Book", "offer": "concert", "choosing": { "slot": slot } });
    let island = api.request(Method::POST, "/api/fn/hold").header("cookie", &kept);
    let answer = send(island.json(&call)).await.expect(200);
    assert!(answer.text("/Held/path").starts_with("/bookings/"), "{}", answer.body);
    let order = api.request(Method::POST, "/api/v1/bookings").header("cookie", &kept);
    send(order.json(&basket::book(&[ticket]))).await.expect(201);
    Ledger::open(&folder.ledger()).await.audit().await;
}

#[tokio::test]
async fn without_a_pass_nobody_books_by_any_door() {
    let folder = Folder::new();
    let (_server, api, ticket) = on_sale(&folder).await;
    let slot = ticket["slot"].as_str().unwrap();
    let house = FullHouse::of(&folder.ledger(), "concert").await;
    let place = join(&api).await.text("/place");
    let other = basket::book(&[basket::records(1)]);
    let booked = api.make(&other).await.expect(201);
    let yoga = place.replace("concert", "yoga");
    let forged = place.replacen("place.", "pass.", 1);
    for shown in ["", &place, &yoga, &forged, "pass.concert.1.99999999999999.AAAA"] {
        let with = |path: &str| {
            let request = api.request(Method::POST, path).bearer_auth(booked.secret());
            let cookie = format!("berth-place-concert={place}; berth-pass-concert={shown}");
            request.header("berth-pass", shown).header("cookie", cookie)
        };
        let book = basket::book(std::slice::from_ref(&ticket));
        let hold = basket::hold(std::slice::from_ref(&ticket));
        let wait = basket::wait(std::slice::from_ref(&ticket));
        let exchange = json!({ "items": [ticket] });
        let booking = format!("/api/v1/bookings/{}", booked.reference());
        for (path, body) in [
            ("/api/v1/bookings", &book),
            ("/api/v1/bookings", &hold),
            ("/api/v1/bookings", &wait),
            (&*format!("{booking}/reschedule"), &exchange),
        ] {
            let refused = send(with(path).json(body)).await;
            let problem = refused.problem(429, "too-many");
            assert!(problem["title"].as_str().unwrap().contains("there is a line"));
            assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
        }
        let page = format!("/bookings/{}/{}", booked.reference(), booked.secret());
        for path in [PAGE.to_owned(), format!("{page}/move/0/concert")] {
            let refused = send(with(&path).form(&[("slot", slot)])).await.expect(303);
            assert_eq!(refused.header("location"), LINE);
        }
        let waiting = [("slot", slot), ("name", "Ada"), ("email", "ada@example.com")];
        let refused = send(with("/offers/concert/wait").form(&waiting)).await.expect(429);
        assert!(
            refused.body.contains("there is a line") && refused.body.contains("ada@example.com")
        );
        let call = json!({ "errand": "Book", "offer": "concert", "choosing": { "slot": slot } });
        let refused = send(with("/api/fn/hold").json(&call)).await.expect(429);
        assert!(refused.text("/Refused").contains("there is a line"), "{}", refused.body);
    }
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!((ledger.bookings().await, ledger.claimed("concert").await), (1, 0));
    house.leave().await;
}

#[tokio::test]
async fn a_line_over_two_servers_is_one_and_outlives_them() {
    let folder = Folder::new();
    let (mut first, api, ticket) = on_sale(&folder).await;
    let second = Server::on(&folder.ledger()).start().await;
    is_open(&second.api()).await;
    let house = FullHouse::of(&folder.ledger(), "concert").await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..200 {
        let api = if n % 2 == 0 { api.clone() } else { second.api() };
        tasks.spawn(async move { join(&api).await });
    }
    let places = tasks.join_all().await;
    let numbers: BTreeSet<u64> = places.iter().map(|place| number(&place.text("/place"))).collect();
    assert_eq!(numbers, (1..=200).collect());
    for place in &places {
        assert_eq!(place.json()["position"], number(&place.text("/place")), "nobody is let in");
        assert_eq!(place.json()["admitted"], false);
        assert!(place.json()["estimate_seconds"].as_u64().unwrap() >= 1);
    }
    let last = places.iter().max_by_key(|place| number(&place.text("/place"))).unwrap();
    let place = last.text("/place");

    first.kill().await;
    drop(second);
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let found = look(&api, &place).await.expect(200);
    assert_eq!(found.json()["position"], 200);
    let again = send(api.request(Method::POST, API_LINE).header("berth-place", &place)).await;
    assert_eq!(again.expect(200).json(), found.json(), "no second place");
    assert_eq!(number(&join(&api).await.text("/place")), 201);
    for nobody in ["", "nonsense", &place.replacen(".200.", ".2.", 1)] {
        look(&api, nobody).await.problem(404, "unknown");
    }
    // The page says it, and goes on by itself when there is room again.
    let kept = format!("berth-place-concert={place}");
    let page = get_with(&api, LINE, &kept).await.expect(200);
    let said = "<p role=\"status\" class=\"strong\">You are number 200 in line. It takes about ";
    assert!(page.body.contains(said), "{}", page.body);
    let refresh = "<noscript><meta http-equiv=\"refresh\" content=\"10\"></noscript>";
    assert!(page.body.contains(refresh), "{}", page.body);
    assert_eq!(page.header("cache-control"), "no-store");
    house.leave().await;
    let sent = eventually("the turn of the last", async || {
        let answer = get_with(&api, LINE, &kept).await;
        (answer.status == 303).then_some(answer)
    })
    .await;
    assert_eq!(sent.header("location"), PAGE);
    get_with(&api, PAGE, &cookies(&sent)).await.expect(200);
    let found = look(&api, &place).await.expect(200).json();
    assert_eq!((&found["position"], &found["admitted"]), (&json!(0), &json!(true)));
    let order = api.request(Method::POST, "/api/v1/bookings");
    let order = order.header("berth-pass", found["pass"].as_str().unwrap());
    send(order.json(&basket::book(&[ticket]))).await.expect(201);
}

#[tokio::test]
async fn the_owner_closes_it_again() {
    let folder = Folder::new();
    let (_server, api, ticket) = on_sale(&folder).await;
    switch(&folder, "off").await;
    eventually("the page", async || (api.get(PAGE).await.status == 200).then_some(())).await;
    api.make(&basket::book(&[ticket])).await.expect(201);
    assert_eq!(api.get(LINE).await.expect(303).header("location"), PAGE);
}

#[tokio::test]
async fn cookies_of_a_site_with_tls_stay_there() {
    let folder = Folder::new();
    let setup = Server::on(&folder.ledger());
    let server = setup.with(&["--public-url", "https://book.example.com"]).start().await;
    switch(&folder, "on").await;
    is_open(&server.api()).await;
    let joined = server.api().form(LINE, &[]).await.expect(303);
    let set: Vec<_> = joined.headers.get_all("set-cookie").iter().collect();
    assert_eq!(set.len(), 2);
    assert!(set.iter().all(|line| line.to_str().unwrap().ends_with("; Secure")));
}
