//! The owner's commands, beside a server at work on the same ledger.

use crate::support::{Folder, Outcome, Server, basket, berth, eventually, run};
use std::path::Path;

async fn owner(ledger: &Path, arguments: &[&str]) -> Outcome {
    let mut command = berth(["owner"]);
    command.args(arguments).arg("--database").arg(ledger);
    run(command).await
}

#[tokio::test]
async fn capacity_shows_at_once_and_never_falls_below_what_is_sold() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    api.make(&basket::book(&[basket::records(5)])).await.expect(201);
    api.make(&basket::book(&[basket::records(1)])).await.problem(409, "taken");

    let more = owner(&folder.ledger(), &["capacity", "vinyl", "--add", "2"]).await;
    assert_eq!((more.code, more.stdout.trim()), (Some(0), "vinyl has 7 now"));
    assert_eq!(api.ahead("vinyl").await[0]["left"], 2);
    api.make(&basket::book(&[basket::records(1)])).await.expect(201);

    let less = owner(&folder.ledger(), &["capacity", "vinyl", "--to", "3"]).await;
    assert_eq!(less.code, Some(1));
    assert!(less.stderr.contains("6 are sold already"), "{}", less.stderr);
    assert_eq!(api.ahead("vinyl").await[0]["left"], 1);
}

#[tokio::test]
async fn what_comes_in_goes_to_those_who_wait() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    api.make(&basket::book(&[basket::records(5)])).await.expect(201);
    let waiting = api.make(&basket::wait(&[basket::records(2)])).await.expect(201);
    assert_eq!(waiting.text("/state"), "waiting");
    assert_eq!(owner(&folder.ledger(), &["capacity", "vinyl", "--add", "2"]).await.code, Some(0));
    eventually("the place is held for the one who waited", async || {
        (api.see(&waiting).await.text("/state") == "held").then_some(())
    })
    .await;
}

#[tokio::test]
async fn the_owner_is_not_bound_by_secrets_and_is_told_what_is_wrong() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let booked = api.make(&basket::book(&[basket::records(1)])).await.expect(201);
    let reference = booked.reference();

    let paid = owner(&folder.ledger(), &["decide", &reference, "paid"]).await;
    assert_eq!(paid.code, Some(0));
    assert!(paid.stdout.contains("is confirmed, paid: vinyl/stock*1"), "{}", paid.stdout);
    assert!(api.see(&booked).await.json()["paid_at"].is_string());

    let moved = owner(&folder.ledger(), &["reschedule", &reference, "vinyl/stock*2"]).await;
    assert_eq!(moved.code, Some(0), "{}", moved.stderr);
    assert_eq!(api.see(&booked).await.json()["items"][0]["quantity"], 2);

    let gone = owner(&folder.ledger(), &["cancel", &reference]).await;
    assert!(gone.stdout.contains("is cancelled"), "{}", gone.stdout);
    assert_eq!(api.ahead("vinyl").await[0]["left"], 5);

    for (wrong, why) in [
        (&["decide", "ZZZZ-ZZZZ", "paid"][..], "nothing of that name"),
        (&["decide", &reference, "approve"], "The booking is cancelled."),
        (&["reschedule", &reference, "vinyl"], "'vinyl' is not OFFER/SLOT"),
        (&["capacity", "nothing", "--to", "1"], "nothing of that name"),
    ] {
        let outcome = owner(&folder.ledger(), wrong).await;
        assert_eq!((outcome.code, outcome.stderr.lines().count()), (Some(1), 1), "{wrong:?}");
        assert!(outcome.stderr.contains(why), "{wrong:?}: {}", outcome.stderr);
    }
    let nowhere = owner(&folder.file("none.db"), &["cancel", &reference]).await;
    assert_eq!(nowhere.code, Some(1));
    assert!(nowhere.stderr.contains("there is no ledger at"), "{}", nowhere.stderr);
}
