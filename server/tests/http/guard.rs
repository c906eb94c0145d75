//! What a browser is told to be careful about, and what other sites cannot make it do.

use crate::support::{Answer, Api, Folder, Ledger, Server, guest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::json;
use sha2::{Digest, Sha256};

const EVERYWHERE: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

async fn demo(folder: &Folder) -> (Server, Api) {
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    (server, api)
}

fn policy(answer: &Answer) -> &str {
    answer.header("content-security-policy")
}

#[tokio::test]
async fn every_answer_asks_for_care() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let answers = [
        api.get("/").await,
        api.get("/offers/haircut").await,
        api.get("/nothing").await,
        api.get("/api/v1/offers").await,
        api.get("/api/nothing").await,
        api.get("/healthz").await,
        api.get("/assets/x/pkg/nothing.js").await,
        api.send("/api/v1/bookings", "not json").await,
        api.send("/api/v1/bookings", "x".repeat(70_000)).await,
        Answer::to(api.request(Method::DELETE, "/")).await.unwrap(),
    ];
    for answer in answers {
        for (name, value) in EVERYWHERE {
            assert_eq!(answer.header(name), value, "{name} of {}", answer.body);
        }
        assert!(answer.header("permissions-policy").contains("camera=()"));
        assert!(policy(&answer).starts_with("default-src 'none'"), "{}", policy(&answer));
        assert!(policy(&answer).contains("frame-ancestors 'none'"));
        for open in ["unsafe-inline", "'unsafe-eval'", "*", "http:", "https:"] {
            assert!(!policy(&answer).contains(open), "{}", policy(&answer));
        }
        // Only where the site is reached by https may it promise to stay so.
        assert_eq!(answer.header("strict-transport-security"), "");
    }
}

#[tokio::test]
async fn a_site_reached_by_https_promises_to_stay_so() {
    let folder = Folder::new();
    let setup = Server::on(&folder.ledger());
    let server = setup.with(&["--public-url", "https://book.example.com"]).start().await;
    let api = server.api();
    let answer = api.get("/").await.expect(200);
    assert!(answer.header("strict-transport-security").starts_with("max-age="));
    let booked = api.book(api.calendar().await.day().slot("ana", "09:00")).await.expect(201);
    let path = format!("/bookings/{}/{}", booked.reference(), booked.secret());
    let page = api.get(&path).await.expect(200);
    assert!(page.body.contains(&format!("https://book.example.com{path}")));
}

#[tokio::test]
async fn a_page_allows_the_scripts_it_was_sent_with_and_no_others() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let page = api.get("/offers/haircut").await.expect(200);
    assert!(!policy(&page).contains("unsafe-inline") && !policy(&page).contains("nonce"));
    let inline: Vec<&str> = page.body.split("<script type=\"module\">").skip(1).collect();
    assert!(!inline.is_empty());
    for script in &inline {
        let (script, _) = script.split_once("</script>").expect("its end");
        let hash = STANDARD.encode(Sha256::digest(script));
        assert!(policy(&page).contains(&format!("'sha256-{hash}'")), "{script}");
    }
    // What else is called a script is data, which is not run.
    let data = page.body.matches("<script type=\"application/json\"").count();
    assert_eq!(page.body.matches("<script").count(), inline.len() + data);
    for inline in [" style=\"", " onclick=", "javascript:", "<style"] {
        assert!(!page.body.contains(inline), "{inline}");
    }
    let home = api.get("/").await.expect(200);
    assert!(!home.body.contains("<script"));
    assert!(policy(&home).contains("script-src 'none'"));
}

#[tokio::test]
async fn another_site_cannot_book_for_its_visitors() {
    let folder = Folder::new();
    let (server, api) = demo(&folder).await;
    let slot = api.calendar().await.day().slot("ana", "09:00").to_owned();
    let held = api.hold(&slot).await.expect(201);
    let page = format!("/bookings/{}/{}", held.reference(), held.secret());
    let json = json!({ "items": [{ "offer": "haircut", "slot": slot }], "guest": guest() });
    let paths = [
        "/api/v1/bookings".to_owned(),
        "/offers/haircut".to_owned(),
        "/api/fn/hold".to_owned(),
        format!("{page}/confirm"),
        format!("{page}/cancel"),
        format!("/api/v1/bookings/{}/cancel", held.reference()),
    ];
    let port = server.url.rsplit(':').next().unwrap();
    let near = format!("http://localhost:{port}");
    let foreign = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", near.as_str()),
    ];
    for path in &paths {
        for (name, value) in foreign {
            let request = api.request(Method::POST, path).header(name, value);
            let answer = Answer::to(request.bearer_auth(held.secret()).json(&json)).await.unwrap();
            assert_eq!(answer.status, 403, "{path} with {name}: {value}");
            assert_eq!(answer.header("x-frame-options"), "DENY");
        }
    }
    let found = api.find(&held.reference(), &held.secret()).await;
    assert_eq!(found.text("/state"), "held", "nothing was changed");
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.bookings().await, 1);

    // Our own pages can, as can programs, which send neither header; and links from elsewhere open.
    let request = api.request(Method::POST, &format!("{page}/cancel"));
    let request = request.header("origin", &server.url).header("sec-fetch-site", "same-origin");
    Answer::to(request).await.unwrap().expect(303);
    let link = api.request(Method::GET, "/offers/haircut").header("sec-fetch-site", "cross-site");
    Answer::to(link).await.unwrap().expect(200);
}

#[tokio::test]
async fn a_refusal_of_another_site_is_in_the_contract() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let request =
        api.request(Method::POST, "/api/v1/bookings").header("sec-fetch-site", "cross-site");
    let answer = Answer::to(request.body("{}")).await.unwrap();
    answer.problem(403, "invalid");
}

#[tokio::test]
async fn nobody_is_let_in_by_cors() {
    let folder = Folder::new();
    let (_server, api) = demo(&folder).await;
    let request = api.request(Method::OPTIONS, "/api/v1/bookings");
    let request = request.header("origin", "https://evil.example");
    let answer = Answer::to(request.header("access-control-request-method", "POST")).await.unwrap();
    assert!(answer.status >= 400);
    assert_eq!(answer.header("access-control-allow-origin"), "");
    let request =
        api.request(Method::GET, "/api/v1/offers").header("origin", "https://evil.example");
    let answer = Answer::to(request).await.unwrap();
    assert_eq!(answer.header("access-control-allow-origin"), "");
}
