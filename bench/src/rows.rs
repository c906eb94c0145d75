//! The rows of bookings as the engine wrote them, written again by one SQLite connection and nothing
//! around it.

use crate::fixture::Fixture;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous};
use sqlx::{
    AssertSqlSafe, Column, ConnectOptions, Connection, Row, SqliteConnection, TypeInfo, ValueRef,
};
use std::path::Path;
use std::time::Duration;
use tokio::time::Instant;

/// What a booking of one place writes, and the order in which bookings wrote it.
const TABLES: [(&str, &str); 5] = [
    ("booking", "SELECT * FROM booking ORDER BY id"),
    ("item", "SELECT * FROM item ORDER BY booking"),
    ("claim", "SELECT * FROM claim ORDER BY booking"),
    ("event", "SELECT * FROM event WHERE booking IS NOT NULL ORDER BY id"),
    ("change", "SELECT * FROM change ORDER BY seq"),
];

/// All rows of some bookings.
pub struct Rows {
    /// An insert into each table, one after another.
    sql: String,
    /// What is to be inserted for each booking, in the order of `sql`.
    bookings: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone)]
enum Cell {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl Rows {
    /// # Panics
    /// When the bookings are not each of one place: then rows of several would be taken for one.
    pub async fn read(ledger: &Path) -> Self {
        let mut connection = connect(ledger).await;
        let mut sql = String::new();
        let mut bookings: Vec<Vec<Cell>> = Vec::new();
        for (table, select) in TABLES {
            let rows = sqlx::query(select).fetch_all(&mut connection).await.expect("rows");
            if bookings.is_empty() {
                bookings.resize(rows.len(), Vec::new());
            }
            assert_eq!(rows.len(), bookings.len(), "each booking has one row of {table}");
            sql += &insert(table, rows.first().expect("there are bookings"));
            for (cells, row) in bookings.iter_mut().zip(&rows) {
                cells.extend((0..row.len()).map(|index| cell(row, index)));
            }
        }
        connection.close().await.expect("the ledger closes");
        Self { sql, bookings }
    }

    /// Writes the first `count` bookings to a new ledger, `batch` to a commit.
    pub async fn write(&self, count: usize, batch: usize) -> Duration {
        let fixture = Fixture::new().await;
        let mut connection = connect(&fixture.ledger()).await;
        let begun = Instant::now();
        for batch in self.bookings[..count].chunks(batch) {
            let mut tx = connection.begin_with("BEGIN IMMEDIATE").await.expect("nobody else");
            for booking in batch {
                let mut query = sqlx::query(AssertSqlSafe(self.sql.as_str()));
                for cell in booking {
                    query = match cell {
                        Cell::Null => query.bind(None::<i64>),
                        Cell::Integer(number) => query.bind(number),
                        Cell::Text(text) => query.bind(text),
                        Cell::Blob(bytes) => query.bind(bytes),
                    };
                }
                query.execute(&mut *tx).await.expect("the rows are written");
            }
            tx.commit().await.expect("it is committed");
        }
        let took = begun.elapsed();
        connection.close().await.expect("the ledger closes");
        took
    }
}

/// Set up like the engine's own.
async fn connect(ledger: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(ledger)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .disable_statement_logging();
    options.connect().await.expect("the ledger opens")
}

fn insert(table: &str, row: &SqliteRow) -> String {
    let names: Vec<&str> = row.columns().iter().map(Column::name).collect();
    let marks = vec!["?"; names.len()].join(", ");
    format!("INSERT INTO {table} ({}) VALUES ({marks});\n", names.join(", "))
}

fn cell(row: &SqliteRow, index: usize) -> Cell {
    let raw = row.try_get_raw(index).expect("a column");
    if raw.is_null() {
        return Cell::Null;
    }
    match raw.type_info().name() {
        "INTEGER" => Cell::Integer(row.get(index)),
        "TEXT" => Cell::Text(row.get(index)),
        "BLOB" => Cell::Blob(row.get(index)),
        other => panic!("the ledger has no column of type {other}"),
    }
}
