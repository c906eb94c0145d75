//! The lab of the demo: races as a page, and as they happen.

use crate::support::{Answer, Api, Folder, Redis, Server, berth, eventually, soon};
use reqwest::{Method, Response};
use serde_json::Value;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};

const FORM: [(&str, &str); 3] = [("contenders", "30"), ("places", "2"), ("hold_ms", "200")];
const STRATEGIES: [&str; 4] = ["none", "lock", "ledger", "both"];

/// A panel of the page, from its section's start to its end.
#[track_caller]
fn panel<'a>(page: &'a Answer, strategy: &str) -> &'a str {
    let (_, rest) = page.body.split_once(&format!("id=\"lab-{strategy}\"")).expect("a panel");
    rest.split_once("</section>").expect("its end").0
}

/// What the ones that may not oversell must have sold, and that the one without anything did.
#[track_caller]
fn is_decided(of: &str, strategy: &str) {
    if strategy == "none" {
        assert!(of.contains("Oversold by "), "{of}");
    } else {
        assert!(of.contains("Sold 2 of 2") && of.contains("Nothing oversold"), "{strategy}: {of}");
    }
}

#[tokio::test]
async fn the_form_leads_to_a_page_with_all_four_races() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let home = api.get("/").await.expect(200);
    assert!(home.body.contains("href=\"/lab\""), "the demo leads to it");
    let before = api.get("/lab").await.expect(200);
    for strategy in STRATEGIES {
        assert!(panel(&before, strategy).contains("Not run yet"));
    }
    let after = api.form("/lab", &FORM).await.expect(200);
    for strategy in STRATEGIES {
        let panel = panel(&after, strategy);
        is_decided(panel, strategy);
        assert!(panel.contains("Timeline of 30 contenders over "), "{panel}");
        let has_turns = panel.contains("Lock, held ");
        assert_eq!(has_turns, ["lock", "both"].contains(&strategy), "{panel}");
    }
    for strategy in ["ledger", "both"] {
        assert!(panel(&after, strategy).contains("28 heard \u{201c}taken\u{201d}"));
        assert!(!panel(&after, strategy).contains("heard \u{201c}busy\u{201d}"));
    }
    assert!(after.body.contains("value=\"30\""), "what was typed stays");
    for file in ["/lab/lab.js", "/lab/lab.css"] {
        assert!(before.body.contains(&format!("\"{file}\"")));
        api.get(file).await.expect(200);
    }
}

#[tokio::test]
async fn the_lock_of_the_lab_lives_where_that_of_bookings_does() {
    let redis = Redis::start().await;
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).redis(&redis).start().await;
    let mut monitor = redis.monitor().await;
    let page = server.api().form("/lab", &FORM).await.expect(200);
    assert!(page.body.contains("in Redis"));
    STRATEGIES.iter().for_each(|strategy| is_decided(panel(&page, strategy), strategy));
    monitor.find("the lock of a race", |line| line.contains("lock:race-")).await;
}

#[tokio::test]
async fn without_a_demo_there_is_no_lab() {
    let folder = Folder::new();
    let ledger = folder.ledger();
    let ledger = ledger.to_str().expect("a plain path");
    let mut command = berth(["serve", "--addr", "127.0.0.1:0", "--database", ledger]);
    let mut child = command.stderr(Stdio::null()).spawn().expect("the binary starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let line = soon("the first line", lines.next_line()).await.expect("standard output");
    let line = line.unwrap_or_default();
    let api = Api::new(line.strip_prefix("berth listens on ").expect("its address"));
    assert!(!api.get("/").await.expect(200).body.contains("/lab"));
    for path in ["/lab", "/lab/lab.js", "/lab/lab.css"] {
        api.get(path).await.expect(404);
    }
    for path in ["/lab", "/lab/race"] {
        api.form(path, &FORM).await.expect(404);
    }
}

#[tokio::test]
async fn what_is_out_of_bounds_comes_back_with_what_to_correct() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let wrong = [("contenders", "201"), ("places", "0"), ("hold_ms", "\"><b>")];
    let page = server.api().form("/lab", &wrong).await.expect(422);
    for bounds in ["2 to 200", "1 to 50", "0 to 200"] {
        assert!(page.body.contains(&format!("Please enter a number from {bounds}.")), "{bounds}");
    }
    assert!(page.body.contains("value=\"201\"") && !page.body.contains("<b>"));
    server.api().form("/lab/race", &wrong).await.expect(422);
}

#[tokio::test]
async fn one_race_is_run_at_a_time_and_drawn_as_it_happens() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    // Under the lock alone 10 who think for 200 ms take as long as anyone waits for it: the races go
    // on while others ask.
    let long = [("contenders", "30"), ("places", "10"), ("hold_ms", "200")];
    let mut races = Streamed::open(&api, "/lab/race", &long).await;
    let mut panels = vec![races.next().await.expect("a panel")];
    for path in ["/lab", "/lab/race"] {
        let second = api.form(path, &FORM).await.expect(429);
        assert_eq!(second.header("retry-after"), "5");
        assert!(second.body.contains("One race is running."), "{}", second.body);
    }
    while let Some(panel) = races.next().await {
        panels.push(panel);
    }
    let html = |panel: &Value| panel["html"].as_str().expect("HTML").to_owned();
    for strategy in STRATEGIES {
        let id = format!("lab-{strategy}");
        let theirs: Vec<String> =
            panels.iter().filter(|panel| panel["id"] == id).map(html).collect();
        assert!(theirs[0].contains("Not run yet"), "{}", theirs[0]);
        let last = theirs.last().expect("one at least");
        assert_eq!(last.contains("Oversold by "), strategy == "none", "{last}");
        if ["ledger", "both"].contains(&strategy) {
            assert!(last.contains("Sold 10 of 10"), "{last}");
        }
    }
    assert!(panels.iter().any(|panel| html(panel).contains("Running")), "nothing was seen of it");
    api.form("/lab", &FORM).await.expect(200);
}

#[tokio::test]
async fn whoever_leaves_does_not_keep_the_lab() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let mut races = Streamed::open(&api, "/lab/race", &FORM).await;
    races.next().await.expect("a panel");
    drop(races);
    eventually("the lab is free again", async || {
        (api.form("/lab", &FORM).await.status == 200).then_some(())
    })
    .await;
}

#[tokio::test]
async fn another_site_cannot_start_a_race() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let request = api.request(Method::POST, "/lab/race").form(&FORM);
    let request = request.header("sec-fetch-site", "cross-site").header("origin", "https://x.test");
    Answer::to(request).await.expect("an answer").expect(403);
}

/// The events of an answer to a form, one by one.
struct Streamed {
    response: Response,
    text: String,
}

impl Streamed {
    async fn open(api: &Api, path: &str, form: &[(&str, &str)]) -> Self {
        let request = api.request(Method::POST, path).form(form);
        let response = soon("an answer", request.send()).await.expect("an answer");
        assert_eq!(response.status().as_u16(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, text: String::new() }
    }

    /// The next panel; `None` when all races are done, which must be said.
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let panel = event.strip_prefix("event: panel\ndata: ");
                let found = panel.map(|data| serde_json::from_str(data).expect("JSON"));
                assert!(found.is_some() || event.starts_with("event: done"), "{event}");
                self.text = rest.to_owned();
                return found;
            }
            let part = soon("an event", self.response.chunk()).await.expect("it goes on");
            let part = part.expect("it ends with an event that says so");
            self.text.push_str(std::str::from_utf8(&part).expect("UTF-8"));
        }
    }
}
