//! A booking is shown to who has its secret, and to nobody else does it exist.

use crate::support::{Answer, Api, Folder, Server, guest};
use reqwest::Method;
use serde_json::json;

/// The answer without what differs between any two.
fn plain(answer: &Answer) -> (u16, Vec<(String, Vec<u8>)>, String) {
    let headers = answer.headers.iter().filter(|(name, _)| *name != "date");
    let mut headers: Vec<_> =
        headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
    headers.sort_unstable();
    (answer.status, headers, answer.body.clone())
}

async fn ask(api: &Api, method: &Method, path: &str, secret: Option<&str>) -> Answer {
    let mut request = api.request(method.clone(), path);
    if let Some(secret) = secret {
        request = request.header("authorization", secret);
    }
    if *method == Method::POST {
        request = request.json(&json!({ "guest": guest() }));
    }
    Answer::to(request).await.expect("an answer")
}

#[tokio::test]
async fn a_wrong_secret_and_an_unknown_reference_look_the_same() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let day = calendar.day();
    let booked = api.book(day.slot("ana", "09:00")).await.expect(201);
    let other = api.hold(day.slot("ben", "09:00")).await.expect(201);
    let (reference, secret) = (booked.reference(), booked.secret());
    let unknown = if reference == "2222-2222" { "3333-3333" } else { "2222-2222" };
    let wrong = secret.chars().rev().collect::<String>();
    assert_ne!(wrong, secret);

    let bearer = |secret: &str| format!("Bearer {secret}");
    let tries = [
        (reference.as_str(), Some(bearer(&wrong))),
        (reference.as_str(), Some(bearer(&other.secret()))),
        (reference.as_str(), Some(bearer(&secret[1..]))),
        (reference.as_str(), Some(bearer(""))),
        (reference.as_str(), Some(bearer(&"s".repeat(5000)))),
        (reference.as_str(), Some(bearer("' OR 1=1 --"))),
        (reference.as_str(), Some(format!("Basic {secret}"))),
        (reference.as_str(), Some(secret.clone())),
        (reference.as_str(), None),
        (unknown, Some(bearer(&secret))),
        (unknown, None),
        ("no-reference-at-all", Some(bearer(&secret))),
        ("%00", Some(bearer(&secret))),
        (&other.reference(), Some(bearer(&secret))),
    ];
    for (method, action) in
        [(Method::GET, ""), (Method::POST, "/confirm"), (Method::POST, "/cancel")]
    {
        let mut seen = Vec::new();
        for (reference, secret) in &tries {
            let path = format!("/api/v1/bookings/{reference}{action}");
            let answer = ask(&api, &method, &path, secret.as_deref()).await;
            answer.problem(404, "unknown");
            seen.push(plain(&answer));
        }
        seen.dedup();
        assert_eq!(seen.len(), 1, "{method} {action}: {seen:#?}");
    }
    // Not even the form of a body tells whether there is a booking.
    for reference in [reference.as_str(), unknown] {
        let path = format!("/api/v1/bookings/{reference}/confirm");
        let request = api.request(Method::POST, &path).bearer_auth(&wrong).body("not json");
        Answer::to(request).await.unwrap().problem(404, "unknown");
    }
    let found = api.find(&reference, &secret).await.expect(200);
    assert_eq!(found.text("/state"), "confirmed", "nobody has changed it");
}

#[tokio::test]
async fn pages_do_not_tell_them_apart_either() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let booked = api.book(calendar.day().slot("ana", "09:00")).await.expect(201);
    let (reference, secret) = (booked.reference(), booked.secret());
    let unknown = if reference == "2222-2222" { "3333-3333" } else { "2222-2222" };
    let wrong = secret.chars().rev().collect::<String>();
    let page = async |reference: &str, secret: &str| {
        api.get(&format!("/bookings/{reference}/{secret}")).await.expect(404)
    };
    let seen = plain(&page(&reference, &wrong).await);
    assert_eq!(plain(&page(unknown, &secret).await), seen);
    assert_eq!(plain(&page("x", "y").await), seen);
    for action in ["confirm", "cancel"] {
        let fields = [("name", "Eve"), ("email", "eve@example.com")];
        let path =
            |reference: &str, secret: &str| format!("/bookings/{reference}/{secret}/{action}");
        let wrong = api.form(&path(&reference, &wrong), &fields).await.expect(404);
        let unknown = api.form(&path(unknown, &secret), &fields).await.expect(404);
        assert_eq!(plain(&wrong), plain(&unknown));
    }
}

#[tokio::test]
async fn what_names_a_booking_is_kept_by_nobody() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let booked = api.book(calendar.day().slot("ana", "09:00")).await.expect(201);
    assert_eq!(booked.header("cache-control"), "no-store");
    assert!(booked.secret().len() * 5 >= 128, "bits of {}", booked.secret());
    assert!(!booked.header("location").contains(&booked.secret()));
    let found = api.find(&booked.reference(), &booked.secret()).await;
    assert_eq!(found.header("cache-control"), "no-store");
    let page =
        api.get(&format!("/bookings/{}/{}", booked.reference(), booked.secret())).await.expect(200);
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(page.body.contains("noindex"));
    // The file keeps a hash alone.
    let file = std::fs::read(folder.ledger()).unwrap();
    let log = std::fs::read(folder.file("b.db-wal")).unwrap();
    let stored = [file, log].concat();
    let holds = |text: &str| stored.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds("ada@example.com"), "the booking is in the file");
    assert!(!holds(&booked.secret()), "its secret is in the file");
}
