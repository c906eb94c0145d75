//! The process that books.

use crate::venue::{MONDAY, SIX, ask, catalogue, class, item, nights, seats};
use booking::{Reference, Secret};
use engine::{Config, Engine, ManualClock};
use futures::future::join_all;
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use tokio::sync::watch;

/// Names the ledger for a process started by [`command`].
const LEDGER: &str = "BERTH_STORAGE_LEDGER";
/// Enough for commits of one and of several.
const GUESTS: usize = 6;
const EACH: usize = 45;

/// What somebody was told: `{reference} {secret}`.
pub const TOLD: &str = "told";

pub async fn open(ledger: &Path) -> Engine {
    let clock = Arc::new(ManualClock::at(SIX));
    let config = Config { sweep: false, deliver: None, clock, ..Config::new(ledger) };
    Engine::open(config).await.unwrap()
}

/// A ledger with something to sell, in a single file.
pub async fn prepare(ledger: &Path) {
    let engine = open(ledger).await;
    let mut sold = catalogue();
    for resource in ["studio", "rooms"] {
        seats(&mut sold, resource, 200);
    }
    assert!(engine.install(sold).await.unwrap());
    engine.shut_down().await;
}

/// This very test program, to book in a ledger and end without closing it.
pub fn command(ledger: &Path) -> (PathBuf, Vec<&'static str>, (&'static str, PathBuf)) {
    let arguments = vec!["booker::everybody_is_told", "--exact", "--nocapture"];
    (std::env::current_exe().unwrap(), arguments, (LEDGER, ledger.to_owned()))
}

pub fn read(line: &str) -> (Reference, Secret) {
    let (reference, secret) = line.split_once(' ').unwrap();
    (Reference::parse(reference).unwrap(), Secret::presented(secret).unwrap())
}

/// How many have been told something when the log is copied into the ledger: the checkpointer does
/// the same, beside the writer, but by the clock and only once there is much to copy.
const COPIES: [usize; 2] = [GUESTS * EACH / 3, GUESTS * EACH * 2 / 3];

async fn copy_log(ledger: &Path, count: &watch::Sender<usize>) {
    let options = SqliteConnectOptions::new().filename(ledger);
    let mut connection = options.synchronous(SqliteSynchronous::Full).connect().await.unwrap();
    for at in COPIES {
        count.subscribe().wait_for(|count| *count >= at).await.unwrap();
        sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&mut connection).await.unwrap();
    }
}

async fn book(engine: &Engine, ledger: &Path, told: &File) {
    let count = watch::Sender::new(0);
    let guests = (0..GUESTS).map(|_| async {
        for n in 0..EACH {
            let wanted = match n % 3 {
                0 => item("concert", "20261205T2000Z", 1),
                1 => class(MONDAY, 1),
                _ => nights(MONDAY, 2, 1),
            };
            let made = engine.book(ask(&[wanted]), None).await.unwrap();
            let line = format!("{} {}\n", made.reference, made.secret.expose());
            // One write for each, as an answer is one.
            (&*told).write_all(line.as_bytes()).unwrap();
            count.send_modify(|count| *count += 1);
        }
    });
    tokio::join!(join_all(guests), copy_log(ledger, &count));
}

#[tokio::test]
async fn everybody_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let given = std::env::var_os(LEDGER).map(PathBuf::from);
    let ledger = given.clone().unwrap_or_else(|| folder.path().join("berth.db"));
    if given.is_none() {
        prepare(&ledger).await;
    }
    let told = ledger.with_file_name(TOLD);
    let file = OpenOptions::new().create(true).append(true).open(&told).unwrap();
    let engine = open(&ledger).await;
    book(&engine, &ledger, &file).await;
    assert_eq!(std::fs::read_to_string(told).unwrap().lines().count(), GUESTS * EACH);
    if given.is_some() {
        // As a process ends that is killed: nothing is closed or tidied.
        let _ = Command::new("kill").args(["-9", &std::process::id().to_string()]).status();
    }
    engine.shut_down().await;
}
