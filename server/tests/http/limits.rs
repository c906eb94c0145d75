//! How much one client may ask for.

use crate::support::{Answer, Api, Folder, Server, basket, guest};
use reqwest::Method;
use serde_json::{Value, json};

/// As `server/src/limits` has them.
const CLIENT_BURST: usize = 30;
const GUEST_BURST: usize = 10;

async fn limited(folder: &Folder, more: &[&str]) -> (Server, Api) {
    let setup = Server::on(&folder.ledger()).with(&["--limits", "on"]).with(more);
    let server = setup.start().await;
    let api = server.api();
    (server, api)
}

/// A POST of nothing for some address, past a proxy that says so.
async fn write(api: &Api, forwarded: &str) -> Answer {
    let request = api.request(Method::POST, "/api/v1/bookings");
    Answer::to(request.header("x-forwarded-for", forwarded).body("{}")).await.expect("an answer")
}

/// Writes until it is too much; a refill during the test only makes that later.
async fn exhaust(api: &Api, forwarded: impl Fn(usize) -> String) -> (usize, Answer) {
    for allowed in 0..CLIENT_BURST * 20 {
        let answer = write(api, &forwarded(allowed)).await;
        if answer.status == 429 {
            return (allowed, answer);
        }
        answer.problem(422, "invalid");
    }
    panic!("nothing is too much");
}

#[track_caller]
fn seconds(refused: &Answer) -> u64 {
    refused.problem(429, "too-many");
    let seconds = refused.header("retry-after").parse().expect("seconds");
    assert!(seconds >= 1);
    seconds
}

#[tokio::test]
async fn a_stranger_cannot_say_who_it_is() {
    let folder = Folder::new();
    let (_server, api) = limited(&folder, &["--trusted-proxy", "203.0.113.0/24"]).await;
    let (allowed, refused) = exhaust(&api, |n| format!("198.51.100.{}", n % 250)).await;
    assert!(allowed >= CLIENT_BURST, "{allowed}");
    assert_eq!(seconds(&refused), 1);
    // Reading goes on.
    api.get("/offers/haircut").await.expect(200);
    api.get("/api/v1/offers").await.expect(200);
}

#[tokio::test]
async fn clients_behind_a_trusted_proxy_are_told_apart() {
    let folder = Folder::new();
    let (_server, api) = limited(&folder, &["--trusted-proxy", "127.0.0.1"]).await;
    let (allowed, refused) = exhaust(&api, |n| format!("10.1.1.{}, 198.51.100.1", n % 250)).await;
    assert!(allowed >= CLIENT_BURST, "{allowed}");
    seconds(&refused);
    // Another has all of its own, and a customer of IPv6 the whole /64 together.
    let (allowed, _) = exhaust(&api, |_| "198.51.100.2".to_owned()).await;
    assert!(allowed >= CLIENT_BURST, "{allowed}");
    let (allowed, _) = exhaust(&api, |n| format!("2001:db8::{n:x}")).await;
    assert!((CLIENT_BURST..CLIENT_BURST * 20).contains(&allowed), "{allowed}");
}

#[tokio::test]
async fn one_address_for_mail_is_limited_from_wherever_it_is_used() {
    let folder = Folder::new();
    let (_server, api) = limited(&folder, &["--trusted-proxy", "127.0.0.0/8"]).await;
    let book = async |n: usize, mail: &str| {
        let body =
            json!({ "items": [basket::records(1)], "guest": { "name": "Ada", "email": mail } });
        let request = api.request(Method::POST, "/api/v1/bookings").json(&body);
        let from = format!("198.51.100.{n}");
        Answer::to(request.header("x-forwarded-for", from)).await.expect("an answer")
    };
    let mut refused = None;
    for n in 0..GUEST_BURST + 5 {
        // In whatever case it is written.
        let mail = if n % 2 == 0 { "ada@example.com" } else { "Ada@Example.COM" };
        let answer = book(n, mail).await;
        if answer.status == 429 {
            refused = Some((n, answer));
            break;
        }
        assert!(matches!(answer.status, 201 | 409), "{}", answer.body);
    }
    let (allowed, answer) = refused.expect("it is too much in the end");
    assert!(allowed >= GUEST_BURST, "{allowed}");
    assert!(seconds(&answer) <= 30);
    let other = book(99, "eve@example.com").await;
    other.problem(409, "taken");

    // By whatever door.
    let haircut = api.calendar().await.day().slot("ana", "09:00").to_owned();
    let held = api.hold(&haircut).await.expect(201);
    let details = [("name", "Ada"), ("email", "ada@example.COM"), ("note", "By the window")];
    let page = format!("/bookings/{}/{}", held.reference(), held.secret());
    let confirmed = api.form(&format!("{page}/confirm"), &details).await.expect(429);
    assert!(confirmed.body.contains("By the window"), "{}", confirmed.body);
    let stock = [&details[..], &[("slot", "stock"), ("quantity", "1")]].concat();
    let waiting = api.form("/offers/vinyl/wait", &stock).await.expect(429);
    assert!(waiting.body.contains("By the window"), "{}", waiting.body);
    seconds(&api.confirm(&held).await);
    assert_eq!(api.see(&held).await.text("/state"), "held");
}

#[tokio::test]
async fn what_was_typed_is_not_lost() {
    let folder = Folder::new();
    let (_server, api) = limited(&folder, &[]).await;
    let held = api.make(&basket::hold(&[basket::records(1)])).await.expect(201);
    let page = format!("/bookings/{}/{}", held.reference(), held.secret());
    exhaust(&api, |_| String::new()).await;
    // Not yet an address: where a token has come back meanwhile, nothing is booked by it.
    let typed = [("name", "Ada Lovelace"), ("email", "ada@"), ("note", "By the window")];
    let waiting = [&typed[..], &[("slot", "stock"), ("quantity", "1")]].concat();
    for (path, fields) in
        [(format!("{page}/confirm"), &typed[..]), ("/offers/vinyl/wait".to_owned(), &waiting[..])]
    {
        let mut answer = api.form(&path, fields).await;
        while answer.status != 429 {
            answer = api.form(&path, fields).await.expect(422);
        }
        assert!(answer.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds >= 1));
        assert!(answer.body.contains("Too many requests."), "{}", answer.body);
        for (_, value) in typed {
            assert!(answer.body.contains(value), "{path} lost {value}");
        }
    }
    let found = api.find(&held.reference(), &held.secret()).await;
    assert_eq!(found.text("/state"), "held");
}

#[tokio::test]
async fn every_way_to_write_is_limited() {
    let folder = Folder::new();
    let (_server, api) = limited(&folder, &[]).await;
    let held = api.make(&basket::hold(&[basket::records(1)])).await.expect(201);
    let page = format!("/bookings/{}/{}", held.reference(), held.secret());
    let booking = format!("/api/v1/bookings/{}", held.reference());
    let too_many = async |path: String, body: &Value| {
        for _ in 0..CLIENT_BURST * 20 {
            let request = api.request(Method::POST, &path).bearer_auth(held.secret());
            let answer = match body {
                Value::Null => Answer::to(request.form(&[("slot", "stock")])).await,
                body => Answer::to(request.json(body)).await,
            };
            let answer = answer.expect("an answer");
            if answer.status == 429 {
                assert!(answer.header("retry-after").parse::<u64>().is_ok(), "{path}");
                return answer;
            }
        }
        panic!("{path} is not limited");
    };
    let order = json!({ "items": [basket::records(1)], "guest": guest() });
    too_many("/api/v1/bookings".to_owned(), &order).await.problem(429, "too-many");
    for action in ["confirm", "reschedule", "cancel"] {
        too_many(format!("{booking}/{action}"), &order).await.problem(429, "too-many");
    }
    for path in [
        "/offers/vinyl".to_owned(),
        "/offers/vinyl/wait".to_owned(),
        format!("{page}/confirm"),
        format!("{page}/cancel"),
        format!("{page}/remove"),
        format!("{page}/keep-rest"),
        format!("{page}/add/vinyl"),
        format!("{page}/move/0/vinyl"),
    ] {
        let answer = too_many(path, &Value::Null).await;
        assert!(answer.header("content-type").starts_with("text/html"));
    }
    let call = json!({ "errand": "Book", "offer": "vinyl", "choosing": { "slot": "stock" } });
    let answer = too_many("/api/fn/hold".to_owned(), &call).await;
    assert!(answer.text("/Refused").starts_with("Too many requests."), "{}", answer.body);
    // What only reads is not.
    let day = json!({ "offer": "vinyl", "date": "", "minutes": null });
    api.post("/api/fn/day", &day).await;
    assert_ne!(api.post("/api/fn/day", &day).await.status, 429);
}

#[tokio::test]
async fn a_demo_can_be_raced_and_a_business_cannot() {
    let folder = Folder::new();
    let mut server = Server::on(&folder.ledger()).start().await;
    for _ in 0..CLIENT_BURST * 2 {
        write(&server.api(), "").await.problem(422, "invalid");
    }
    server.kill().await;
    let mut server = Server::on(&folder.ledger()).for_business().start().await;
    let (allowed, _) = exhaust(&server.api(), |_| String::new()).await;
    assert!(allowed >= CLIENT_BURST, "{allowed}");
    server.kill().await;
    let setup = Server::on(&folder.ledger()).for_business().with(&["--limits", "off"]);
    let server = setup.start().await;
    for _ in 0..CLIENT_BURST * 2 {
        write(&server.api(), "").await.problem(422, "invalid");
    }
}
