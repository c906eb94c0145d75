//! Files that are no ledgers, and what is left of a look at one.

use crate::shop::{Shop, slot};
use engine::{SystemClock, verify};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};
use std::path::Path;

async fn refusal(path: &Path) -> String {
    verify(path, &SystemClock).await.unwrap_err().to_string()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn what_is_no_ledger_is_refused_in_one_line_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.db");
    let said = refusal(&missing).await;
    assert!(said.ends_with("missing.db: there is no such file"), "{said}");
    assert!(!missing.exists());

    let said = refusal(folder.path()).await;
    assert!(said.ends_with(": it is not a file"), "{said}");

    let text = folder.path().join("text.db");
    std::fs::write(&text, "Dear diary, ".repeat(100)).unwrap();
    let said = refusal(&text).await;
    assert!(said.ends_with("it is not a SQLite database, or it is damaged"), "{said}");

    let empty = folder.path().join("empty.db");
    std::fs::write(&empty, "").unwrap();
    let said = refusal(&empty).await;
    assert!(said.ends_with("it is a database, but not a ledger of Berth"), "{said}");
    assert_eq!(std::fs::read(&empty).unwrap(), b"");
    assert_eq!(names(folder.path()), ["empty.db", "text.db"]);
}

#[tokio::test]
async fn a_ledger_of_another_version_is_refused() {
    for (change, said) in [
        ("DELETE FROM _sqlx_migrations WHERE version > 1", "written by an older version of Berth"),
        ("UPDATE _sqlx_migrations SET version = 9999 WHERE version = 2", "(migration 9999)"),
        ("UPDATE _sqlx_migrations SET checksum = x'00'", "damaged or altered schema"),
        ("UPDATE _sqlx_migrations SET success = 0", "damaged or altered schema"),
        ("DROP TABLE _sqlx_migrations", "not a ledger of Berth"),
    ] {
        let shop = Shop::open().await;
        shop.engine.shut_down().await;
        let mut file = SqliteConnectOptions::new().filename(shop.file()).connect().await.unwrap();
        file.execute(change).await.unwrap();
        file.close().await.unwrap();
        let refused = refusal(&shop.file()).await;
        assert!(refused.contains(said), "{refused}");
        assert!(!refused.contains('\n'), "{refused}");
        assert_eq!(names(shop.folder.path()), ["berth.db"]);
    }
}

#[tokio::test]
async fn a_look_leaves_a_closed_ledger_as_it_was() {
    let shop = Shop::open().await;
    shop.book(&[slot("vinyl", "stock", 1)]).await;
    shop.engine.shut_down().await;
    let before = std::fs::read(shop.file()).unwrap();
    let modified = std::fs::metadata(shop.file()).unwrap().modified().unwrap();
    assert!(shop.verify().await.is_sound());
    assert_eq!(names(shop.folder.path()), ["berth.db"]);
    assert!(std::fs::read(shop.file()).unwrap() == before, "the file has changed");
    assert_eq!(std::fs::metadata(shop.file()).unwrap().modified().unwrap(), modified);
}

#[tokio::test]
async fn a_look_leaves_a_ledger_that_crashed_as_it_was() {
    let shop = Shop::open().await;
    shop.book(&[slot("vinyl", "stock", 1)]).await;
    // What is left when a process ends without closing: the file, and the log with what is new.
    let crashed = tempfile::tempdir().unwrap();
    for name in ["berth.db", "berth.db-wal", "berth.db-shm"] {
        std::fs::copy(shop.folder.path().join(name), crashed.path().join(name)).unwrap();
    }
    let file = crashed.path().join("berth.db");
    let read = |name: &str| std::fs::read(crashed.path().join(name)).unwrap();
    let before = (read("berth.db"), read("berth.db-wal"));
    let report = verify(&file, &*shop.clock).await.unwrap();
    assert!(report.is_sound() && report.checked.bookings == 1);
    assert_eq!(names(crashed.path()), ["berth.db", "berth.db-shm", "berth.db-wal"]);
    assert!((read("berth.db"), read("berth.db-wal")) == before, "the files have changed");
}

#[tokio::test]
async fn a_ledger_that_may_not_be_written_can_be_verified() {
    use std::os::unix::fs::PermissionsExt;
    let shop = Shop::open().await;
    shop.book(&[slot("vinyl", "stock", 1)]).await;
    shop.engine.shut_down().await;
    let allow = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(&shop.file(), 0o444);
    allow(shop.folder.path(), 0o555);
    let report = shop.verify().await;
    let names = names(shop.folder.path());
    allow(shop.folder.path(), 0o755);
    assert!(report.is_sound() && report.checked.bookings == 1);
    assert_eq!(names, ["berth.db"]);
}

#[tokio::test]
async fn damage_to_the_file_is_found() {
    let shop = Shop::open().await;
    for _ in 0..5 {
        shop.book(&[slot("vinyl", "stock", 1)]).await;
    }
    // An index that no longer has what its table has.
    let found = shop
        .spoil(
            "PRAGMA writable_schema = ON;
             UPDATE sqlite_schema SET sql = replace(sql, 'WHERE state', 'WHERE state <> ''x'' OR state')
               WHERE name = 'booking_hold_end'",
        )
        .await;
    assert!(found.iter().any(|line| line.starts_with("the file is damaged: ")), "{found:?}");
    assert!(
        found.contains(
            &"the index 'booking_hold_end' is not as this version of Berth makes it".to_owned()
        ),
        "{found:?}"
    );
}
