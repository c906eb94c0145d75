//! How a server that cannot start says so: one line, and nothing left behind.

use crate::support::{Contenders, Folder, Ledger, Outcome, Redis, Server, berth, run, soon};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};
use std::net::TcpListener;
use std::path::Path;

async fn serve(database: &Path, more: &[&str]) -> Outcome {
    serve_at("127.0.0.1:0", database, more).await
}

async fn serve_at(addr: &str, database: &Path, more: &[&str]) -> Outcome {
    let database = database.to_str().expect("a plain path");
    let mut command = berth(["serve", "--demo", "--addr", addr, "--database", database]);
    command.args(more);
    run(command).await
}

/// One line on standard error that says what it is about.
#[track_caller]
fn refused(outcome: &Outcome, about: &str) {
    assert!(outcome.code.is_some_and(|code| code != 0), "{outcome:?}");
    assert_eq!(outcome.stdout, "", "{outcome:?}");
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    assert_eq!(lines.len(), 1, "{outcome:?}");
    assert!(lines[0].starts_with("berth: "), "{outcome:?}");
    assert!(lines[0].contains(about), "{outcome:?}");
    for dialect in ["sqlx", "SQLITE", "(code", "Os {", "Error(", "panicked"] {
        assert!(!lines[0].contains(dialect), "{outcome:?}");
    }
}

#[tokio::test]
async fn where_nothing_can_be_written() {
    let folder = Folder::new();
    std::fs::write(folder.file("file"), "").unwrap();
    for path in [folder.file("missing/b.db"), folder.file("file/b.db"), "/sys/berth.db".into()] {
        let outcome = serve(&path, &[]).await;
        refused(&outcome, path.to_str().unwrap());
        assert!(!path.exists());
    }
    assert_eq!(folder.list(), ["file"]);
}

#[tokio::test]
async fn a_folder_is_no_ledger() {
    let folder = Folder::new();
    let path = folder.ledger();
    std::fs::create_dir(&path).unwrap();
    refused(&serve(&path, &[]).await, path.to_str().unwrap());
    assert_eq!(folder.list(), ["b.db"]);
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), 0);
}

#[tokio::test]
async fn a_file_of_another_kind_is_left_alone() {
    let folder = Folder::new();
    let path = folder.ledger();
    let text = "Dear diary, ".repeat(500);
    std::fs::write(&path, &text).unwrap();
    refused(&serve(&path, &[]).await, "not a SQLite database");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    assert_eq!(folder.list(), ["b.db"]);
}

#[tokio::test]
async fn a_database_of_another_program_is_left_alone() {
    let folder = Folder::new();
    let path = folder.ledger();
    write(&path, "CREATE TABLE booking (nights INTEGER); INSERT INTO booking VALUES (7)").await;
    refused(&serve(&path, &[]).await, path.to_str().unwrap());
    let mut ledger = Ledger::open(&path).await;
    assert_eq!(ledger.bookings().await, 1);
}

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    let folder = Folder::new();
    let path = folder.ledger();
    let mut server = Server::on(&path).start().await;
    server.terminate().await;
    server.ended().await;
    write(
        &path,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', 1, x'00', 0)",
    )
    .await;
    let (before, beside) = (std::fs::read(&path).unwrap(), folder.list());
    // It may leave its own files beside the ledger or not, by how fast it ends: look more than once.
    for _ in 0..10 {
        refused(&serve(&path, &[]).await, "newer version of Berth");
        assert!(std::fs::read(&path).unwrap() == before, "the file was changed");
        assert_eq!(folder.list(), beside, "nothing is created");
    }
}

#[tokio::test]
async fn an_altered_schema_is_left_alone() {
    let folder = Folder::new();
    let path = folder.ledger();
    let mut server = Server::on(&path).start().await;
    server.terminate().await;
    server.ended().await;
    write(&path, "UPDATE _sqlx_migrations SET checksum = x'00'").await;
    refused(&serve(&path, &[]).await, "schema");
}

#[tokio::test]
async fn a_redis_url_that_is_none() {
    let folder = Folder::new();
    for url in [
        "",
        "localhost",
        "http://localhost:6379",
        "redis://",
        "redis://:geheim@:x/",
        "redis://h/not-a-number",
    ] {
        let outcome = serve(&folder.ledger(), &["--redis", url]).await;
        refused(&outcome, "Redis URL");
        assert!(!outcome.stderr.contains("geheim"), "{outcome:?}");
    }
    assert_eq!(folder.list(), [] as [&str; 0], "nothing is created");
}

#[tokio::test]
async fn a_port_that_another_has() {
    let folder = Folder::new();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = other.local_addr().unwrap().to_string();
    let outcome = serve_at(&addr, &folder.ledger(), &[]).await;
    refused(&outcome, &addr);
    assert_eq!(folder.list(), [] as [&str; 0], "nothing is created");
}

#[tokio::test]
async fn settings_that_make_no_sense() {
    for arguments in [
        &["serve", "--addr", "nowhere"][..],
        &["serve", "--outage", "panic"],
        &["serve", "--limits", "maybe"],
        &["serve", "--trusted-proxy", "10.0.0.0/33"],
        &["serve", "--public-url", "https://example.com/path"],
        &["sing"],
        &[],
    ] {
        let outcome = run(berth(arguments)).await;
        assert!(outcome.code.is_some_and(|code| code != 0), "{outcome:?}");
        assert!(!outcome.stderr.is_empty() && !outcome.stderr.contains("panicked"), "{outcome:?}");
    }
}

#[tokio::test]
async fn two_processes_may_start_on_a_new_file_at_once() {
    let redis = Redis::start().await;
    for _ in 0..10 {
        let folder = Folder::new();
        let path = folder.ledger();
        let start = || Server::on(&path).redis(&redis).start();
        let (first, second) = tokio::join!(start(), start());
        let slots = first.api().calendar().await.day().apart();
        let contenders = Contenders::connect(&[&first, &second], 4).await;
        contenders.race(&slots[0]).await;
        Ledger::open(&path).await.sold_once(&slots[0]).await;
    }
}

#[tokio::test]
async fn the_demo_fills_only_what_is_empty() {
    let folder = Folder::new();
    let path = folder.ledger();
    let mut server = Server::on(&path).start().await;
    let slot = server.api().calendar().await.day().slot("ana", "09:00").to_owned();
    server.api().book(&slot).await.expect(201);
    server.terminate().await;
    server.ended().await;
    write(&path, "UPDATE venue SET name = 'Chez Ada'").await;
    let server = Server::on(&path).start().await;
    let offers = server.api().get("/api/v1/offers").await.expect(200);
    assert_eq!(offers.text("/venue/name"), "Chez Ada");
    server.api().book(&slot).await.problem(409, "taken");
}

async fn write(path: &Path, sql: &'static str) {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut connection = options.connect().await.expect("the file opens");
    soon("a write", connection.execute(sql)).await.expect("it is written");
    connection.close().await.expect("it closes");
}
