//! `berth verify`: what it prints and what it ends with.

use crate::support::{Folder, Outcome, Server, berth, run};
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};
use std::path::Path;

async fn verify(file: &Path, more: &[&str]) -> Outcome {
    let mut command = berth(["verify", "--database", file.to_str().expect("a plain path")]);
    command.args(more);
    run(command).await
}

/// A closed ledger with one booking, and its reference.
async fn ledger(folder: &Folder) -> String {
    let mut server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let slot = api.calendar().await.day().slot("ana", "09:00").to_owned();
    let booked = api.book(&slot).await.expect(201);
    // It is read while the server runs as well.
    let running = verify(&folder.ledger(), &[]).await;
    assert_eq!(running.code, Some(0), "{running:?}");
    api.book(&slot).await.problem(409, "taken");
    server.terminate().await;
    assert!(server.ended().await.success());
    booked.reference()
}

#[tokio::test]
async fn a_sound_ledger_is_said_to_be_sound() {
    let folder = Folder::new();
    ledger(&folder).await;
    let before = folder.list();
    let outcome = verify(&folder.ledger(), &[]).await;
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    assert_eq!(outcome.stdout.lines().last(), Some("The ledger is sound."));
    assert!(outcome.stdout.contains(" 1 bookings\n"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains(" 4 claims\n"), "{}", outcome.stdout);
    let json = verify(&folder.ledger(), &["--json"]).await;
    let json: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!((&json["sound"], &json["checked"]["claims"]), (&true.into(), &4.into()));
    assert_eq!(folder.list(), before);
}

#[tokio::test]
async fn each_thing_that_is_wrong_has_a_line_and_the_exit_code_is_1() {
    let folder = Folder::new();
    let reference = ledger(&folder).await;
    let options = SqliteConnectOptions::new().filename(folder.ledger());
    let mut file = options.connect().await.expect("the ledger can be opened");
    file.execute("DELETE FROM claim WHERE cell = (SELECT min(cell) FROM claim)").await.unwrap();
    file.close().await.expect("it closes");
    let outcome = verify(&folder.ledger(), &[]).await;
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(1), ""));
    let mut last = outcome.stdout.lines().rev();
    assert_eq!(last.next(), Some("The ledger is NOT sound: 1 thing is wrong."));
    let line = last.next().unwrap_or_default();
    assert!(line.contains(&reference) && line.contains("'ana'"), "{line}");
    assert!(line.contains("09:00 (cell ") && line.ends_with("but booked 1"), "{line}");
    let json = verify(&folder.ledger(), &["--json"]).await;
    assert_eq!(json.code, Some(1));
    let json: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(json["findings"][0]["kind"], "missing-claims");
    assert_eq!(json["counts"]["missing-claims"], 1);
}

#[tokio::test]
async fn what_cannot_be_read_has_one_line_and_the_exit_code_is_2() {
    let folder = Folder::new();
    let missing = verify(&folder.ledger(), &[]).await;
    assert_eq!((missing.code, missing.stdout.as_str()), (Some(2), ""));
    let file = folder.ledger();
    let line = format!("berth: cannot open the ledger {}: there is no such file\n", file.display());
    assert_eq!(missing.stderr, line);
    assert_eq!(folder.list(), [] as [&str; 0]);
    std::fs::write(&file, "not a ledger at all").expect("written");
    let other = verify(&file, &["--json"]).await;
    assert_eq!((other.code, other.stdout.as_str()), (Some(2), ""));
    assert_eq!(other.stderr.lines().count(), 1, "{}", other.stderr);
}
