//! Webhooks of the real binary: what a receiver gets through failures of its own and of the server.

/// Written from the documentation alone; the engine's tests use it as well.
#[expect(dead_code, reason = "the engine's tests use the rest of it")]
#[path = "../../../engine/tests/engine/events/receiver.rs"]
mod receiver;

use crate::support::{Api, Folder, Outcome, Server, berth, eventually, run};
use receiver::{Receiver, Reply};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;
use tokio::time::Instant;

/// Looks again, with pauses: the command is a process of its own.
const PAUSE: Duration = Duration::from_millis(200);

async fn webhook(database: &Path, arguments: &[&str]) -> Outcome {
    let mut command = berth(["webhook"]);
    command.args(arguments).arg("--database").arg(database);
    run(command).await
}

async fn webhook_ok(database: &Path, arguments: &[&str]) -> String {
    let outcome = webhook(database, arguments).await;
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    outcome.stdout
}

/// Cursor, waiting and dead of the first webhook.
async fn numbers(database: &Path) -> [i64; 3] {
    let listed = webhook_ok(database, &["list"]).await;
    let line = listed.lines().nth(1).expect("a webhook");
    let mut words = line.split_whitespace().skip(1);
    std::array::from_fn(|_| words.next().expect("a number").parse().expect("a number"))
}

async fn add(database: &Path, receiver: &Receiver) -> String {
    webhook_ok(database, &["add", &receiver.url(), "--secret", &receiver.secret]).await
}

async fn drained(database: &Path) {
    eventually("everything is delivered", async || {
        tokio::time::sleep(PAUSE).await;
        (numbers(database).await[1] == 0).then_some(())
    })
    .await;
}

/// Books slots, and cancels every other one.
async fn book(api: &Api, slots: &[String]) -> Vec<(String, bool)> {
    let mut made = Vec::new();
    for (n, slot) in slots.iter().enumerate() {
        let booked = api.book(slot).await.expect(201);
        if n % 2 == 0 {
            api.cancel(&booked).await.expect(200);
        }
        made.push((booked.reference(), n % 2 == 0));
    }
    made
}

#[tokio::test]
async fn none_is_missing_after_two_failures_and_a_kill() {
    let folder = Folder::new();
    let database = folder.ledger();
    let mut server = Server::on(&database).start().await;
    let mut receiver = Receiver::start().await;
    add(&database, &receiver).await;
    let slots = server.api().calendar().await.apart();

    // The first failure: the receiver breaks down while it is told.
    receiver.answer(|json| Reply::Status(if json["id"].as_i64() < Some(5) { 200 } else { 500 }));
    let mut made = book(&server.api(), &slots[..6]).await;
    eventually("a refusal", async || receiver.all().iter().any(|a| !a.accepted).then_some(()))
        .await;
    // The second: it is gone.
    receiver.stop().await;
    made.extend(book(&server.api(), &slots[6..10]).await);
    receiver.restart().await;
    // Then it is slow, and the server is killed while it waits.
    receiver.answer(|_| Reply::Never);
    made.extend(book(&server.api(), &slots[10..14]).await);
    let before = receiver.all().len();
    eventually("something under way", async || (receiver.all().len() > before).then_some(())).await;
    server.kill().await;
    receiver.answer(|_| Reply::Status(200));
    let mut server = Server::on(&database).start().await;
    made.extend(book(&server.api(), &slots[14..18]).await);
    drained(&database).await;
    assert_eq!(numbers(&database).await, [27, 0, 0]);

    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut seen: BTreeMap<i64, (String, String)> = BTreeMap::new();
    for arrival in receiver.all().into_iter().filter(|arrival| arrival.accepted) {
        let what = (arrival.booking.clone(), arrival.event.clone());
        // What comes again comes under its id.
        if let Some(known) = seen.insert(arrival.id, what.clone()) {
            assert_eq!(known, what);
        } else {
            told.entry(arrival.booking).or_default().push(arrival.event);
        }
    }
    assert_eq!(seen.keys().copied().collect::<BTreeSet<_>>(), (1..=27).collect());
    for (reference, is_cancelled) in made {
        let mut expected = vec!["booking.confirmed"];
        expected.extend(is_cancelled.then_some("booking.cancelled"));
        assert_eq!(told[&reference], expected, "{reference}");
    }

    // A receiver that does not answer does not hold up the end.
    receiver.answer(|_| Reply::Never);
    let before = receiver.all().len();
    book(&server.api(), &slots[18..19]).await;
    eventually("something under way", async || (receiver.all().len() > before).then_some(())).await;
    let begun = Instant::now();
    server.terminate().await;
    assert!(server.ended().await.success());
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert!(!server.log().contains(&receiver.secret), "{}", server.log());
    assert!(!server.log().contains("127.0.0.1"), "{}", server.log());
}

#[tokio::test]
async fn the_commands_say_what_they_did_and_what_is_wrong() {
    let folder = Folder::new();
    let database = folder.ledger();
    let refused = async |arguments: &[&str], line: &str| {
        let outcome = webhook(&database, arguments).await;
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""));
        assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
        assert!(outcome.stderr.contains(line), "{}", outcome.stderr);
        assert!(!outcome.stderr.contains("pass"), "{}", outcome.stderr);
    };
    refused(&["list"], "there is no ledger at").await;
    let server = Server::on(&database).start().await;
    let secret_url = "http://me:pass@127.0.0.1:9/in?key=pass";
    let added = webhook_ok(&database, &["add", secret_url]).await;
    let secret = added.trim_end().rsplit(' ').next().expect("a secret");
    assert_eq!(secret.len(), 64, "{added}");
    let listed = webhook_ok(&database, &["list"]).await;
    assert!(listed.contains("http://127.0.0.1:9/in?…"), "{listed}");
    assert!(!listed.contains("pass") && !listed.contains(secret), "{listed}");

    refused(&["add", "ftp://me:pass@example.com"], "only http:// and https:// URLs").await;
    refused(&["add", "me:pass"], "only http:// and https:// URLs").await;
    refused(&["add", "//pass"], "not a URL").await;
    refused(&["add", "http://example.com", "--secret", "pass"], "16 to 256 bytes").await;
    refused(&["remove", "7"], "nothing of that name").await;
    refused(&["replay", "x"], "nothing of that name").await;

    let again = webhook_ok(&database, &["replay", "1", "--dead"]).await;
    assert_eq!(again, "0 events are delivered once more\n");
    webhook_ok(&database, &["remove", "1"]).await;
    refused(&["remove", "1"], "nothing of that name").await;
    assert_eq!(webhook_ok(&database, &["list"]).await.lines().count(), 1);
    drop(server);
}

#[tokio::test]
async fn one_added_late_gets_what_it_asks_for() {
    let folder = Folder::new();
    let database = folder.ledger();
    let server = Server::on(&database).start().await;
    let slots = server.api().calendar().await.apart();
    book(&server.api(), &slots[..3]).await;
    let receiver = Receiver::start().await;
    let from_start = ["add", &receiver.url(), "--secret", &receiver.secret, "--from-start"];
    webhook_ok(&database, &from_start).await;
    drained(&database).await;
    let ids: BTreeSet<i64> = receiver.accepted().into_iter().collect();
    assert_eq!(ids, (1..=5).collect());
    webhook_ok(&database, &["replay", "1", "--from", "4"]).await;
    drained(&database).await;
    let mut again = receiver.accepted()[5..].to_vec();
    again.sort_unstable();
    assert_eq!(again, [4, 5]);
}
