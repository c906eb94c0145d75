use super::wait::LIMIT;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, Row, SqliteConnection};
use std::path::Path;

/// The file itself, read without the server's help and never written.
pub struct Ledger(SqliteConnection);

/// Another program in the middle of a write: until it ends, nobody else can commit.
pub struct OpenWrite(SqliteConnection);

impl OpenWrite {
    pub async fn begin(path: &Path) -> Self {
        let options = SqliteConnectOptions::new().filename(path).busy_timeout(LIMIT);
        let mut connection = options.connect().await.expect("the ledger can be opened");
        connection.execute("BEGIN IMMEDIATE").await.expect("nobody else writes");
        Self(connection)
    }

    pub async fn end(mut self) {
        self.0.execute("ROLLBACK").await.expect("it ends");
        self.0.close().await.expect("it closes");
    }
}

/// As many who choose as there can be, so that a line stands still until they are gone.
pub struct FullHouse(SqliteConnection);

impl FullHouse {
    /// The passes of one offer that are good at once, as `engine/src/ledger/line.rs` has it.
    const PASSES: i64 = 2_000;

    pub async fn of(path: &Path, offer: &str) -> Self {
        let options = SqliteConnectOptions::new().filename(path).busy_timeout(LIMIT);
        let mut connection = options.connect().await.expect("the ledger can be opened");
        let filled = sqlx::query(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
             INSERT INTO line_pass (offer, number, expires_at) SELECT ?, -i, 1 << 62 FROM n",
        );
        filled.bind(Self::PASSES).bind(offer).execute(&mut connection).await.expect("filled");
        Self(connection)
    }

    pub async fn leave(mut self) {
        self.0.execute("DELETE FROM line_pass WHERE number < 0").await.expect("emptied");
        self.0.close().await.expect("it closes");
    }
}

/// Whether a booking keeps others off its cells. Holds of these tests last longer than the tests.
const LIVE: &str = "booking.state IN ('held', 'pending', 'confirmed', 'completed', 'no-show')";

/// What the ledger must be free of, whoever looks and whenever: each is a query that yields nothing,
/// over `live` (the items of live bookings) and `owed` (how many claims each of them makes of a cell).
const WRONGS: [(&str, &str); 6] = [
    (
        "seats are claimed twice",
        "SELECT resource, cell, seat FROM claim GROUP BY 1, 2, 3 HAVING count(*) > 1",
    ),
    (
        "more is claimed than there is",
        "SELECT resource, cell FROM claim GROUP BY 1, 2
         HAVING count(*) > (SELECT capacity FROM resource WHERE id = claim.resource)",
    ),
    (
        "seats are claimed that do not exist",
        "SELECT * FROM claim WHERE seat < 0
           OR seat >= (SELECT capacity FROM resource WHERE id = claim.resource)",
    ),
    (
        "live bookings lack claims",
        "SELECT * FROM owed WHERE claims <>
           (SELECT count(*) FROM claim WHERE claim.booking = owed.booking
              AND claim.resource = owed.resource AND claim.cell = owed.cell
              AND claim.expires_at IS owed.expires_at)",
    ),
    (
        "claims belong to no live booking",
        "SELECT * FROM claim WHERE (booking, resource, cell) NOT IN
           (SELECT booking, resource, cell FROM owed)",
    ),
    (
        "a stay changes rooms, or an appointment chairs",
        "SELECT * FROM live JOIN resource ON resource.id = live.resource
         WHERE resource.cells IN ('nights', 'ticks') AND live.quantity >
           (SELECT count(*) FROM
             (SELECT 1 FROM claim WHERE claim.booking = live.booking
                AND claim.resource = live.resource
                AND claim.cell >= live.first_cell AND claim.cell < live.end_cell
              GROUP BY seat HAVING count(*) = live.end_cell - live.first_cell))",
    ),
];

impl Ledger {
    pub async fn open(path: &Path) -> Self {
        let options = SqliteConnectOptions::new().filename(path).read_only(true);
        Self(options.connect().await.expect("the ledger can be read"))
    }

    /// Counts what a query yields; it ends with the columns' only value.
    async fn number(&mut self, query: String) -> i64 {
        let row = sqlx::query(sqlx::AssertSqlSafe(query)).fetch_one(&mut self.0).await;
        row.expect("the query runs").get(0)
    }

    pub async fn live_bookings(&mut self) -> i64 {
        self.number(format!("SELECT count(*) FROM booking WHERE {LIVE}")).await
    }

    pub async fn bookings(&mut self) -> i64 {
        self.number("SELECT count(*) FROM booking".to_owned()).await
    }

    /// Live bookings of one slot.
    pub async fn live_of(&mut self, slot: &str) -> i64 {
        self.number(format!(
            "SELECT count(*) FROM item JOIN booking ON booking.id = item.booking
             WHERE {LIVE} AND item.slot = '{slot}'"
        ))
        .await
    }

    pub async fn is_whole(&mut self) -> bool {
        let rows = sqlx::query("PRAGMA integrity_check").fetch_all(&mut self.0).await;
        let rows = rows.expect("the check runs");
        rows.len() == 1 && rows[0].get::<String, _>(0) == "ok"
    }

    /// Nothing is sold twice, by what is claimed and by what was promised; every live booking has
    /// all its claims, and there are no others.
    pub async fn audit(&mut self) {
        // One snapshot: bookings may still be made while this looks.
        self.0.execute("BEGIN").await.expect("a snapshot");
        self.examine().await;
        self.0.execute("COMMIT").await.expect("its end");
    }

    async fn examine(&mut self) {
        assert!(self.is_whole().await, "the file is damaged");
        for (wrong, query) in WRONGS {
            let found = self
                .number(format!(
                    "WITH RECURSIVE live AS
                       (SELECT item.*, booking.expires_at FROM item
                        JOIN booking ON booking.id = item.booking WHERE {LIVE}),
                     walk (booking, resource, cell, end_cell, quantity, expires_at) AS
                       (SELECT booking, resource, first_cell, end_cell, quantity, expires_at FROM live
                        UNION ALL
                        SELECT booking, resource, cell + 1, end_cell, quantity, expires_at FROM walk
                        WHERE cell + 1 < end_cell),
                     owed AS MATERIALIZED
                       (SELECT booking, resource, cell, expires_at, sum(quantity) AS claims
                        FROM walk GROUP BY booking, resource, cell)
                     SELECT count(*) FROM ({query})"
                ))
                .await;
            assert_eq!(found, 0, "{wrong}");
        }
    }

    /// How many places of a resource are claimed, all cells together.
    pub async fn claimed(&mut self, resource: &str) -> i64 {
        self.number(format!("SELECT count(*) FROM claim WHERE resource = '{resource}'")).await
    }

    /// One booking of the slot, all its claims, and nothing wrong elsewhere.
    pub async fn sold_once(&mut self, slot: &str) {
        assert_eq!(self.live_of(slot).await, 1, "live bookings of {slot}");
        self.audit().await;
    }
}
