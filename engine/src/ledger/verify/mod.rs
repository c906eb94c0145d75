//! Proves that a ledger keeps its promises, or says where it does not.
//!
//! Everything is read in one transaction, so that it is one moment of the ledger, also while others
//! write to it. Checks are done in SQL where that is possible and row by row where not; nothing is
//! kept in memory but what is found, up to [`Report::TOLD`] of a kind.

mod capacity;
mod chain;
mod claims;
mod file;
mod finding;
mod outbox;
mod place;
mod promises;
mod report;
mod sinks;
mod snapshot;
mod text;
mod tiling;
mod waiting;

pub use finding::Finding;
pub use report::{Checked, Report};

use super::error::{OpenError, code};
use super::open::cannot_open;
use crate::clock::Clock;
use booking::UnixMillis;
use place::Places;
use report::Findings;
use sqlx::{Connection, SqliteConnection};
use std::path::Path;

/// An examination under way.
struct Exam {
    connection: SqliteConnection,
    places: Places,
    findings: Findings,
    now: UnixMillis,
}

type Outcome = Result<(), sqlx::Error>;

/// Examines the ledger at `path`, also while a server runs on it. It is neither created nor changed
/// nor brought up to date. What is over at the clock's time need not fit into a capacity that was
/// lowered since.
///
/// # Errors
/// When there is no ledger to read, or one of another version.
pub async fn verify(path: &Path, clock: &dyn Clock) -> Result<Report, OpenError> {
    let mut connection = snapshot::open(path).await?;
    let read = async {
        let checked = Checked::count(&mut connection).await?;
        Ok((checked, Places::read(&mut connection).await?))
    };
    let (checked, places) = match read.await {
        Ok(read) => read,
        Err(error) => {
            let _ = connection.close().await;
            return Err(cannot_open(path, &error));
        }
    };
    let mut exam = Exam { connection, places, findings: Findings::default(), now: clock.now() };
    exam.run().await;
    // Nothing was written, so that nothing can be lost by a failure to close.
    let _ = exam.connection.close().await;
    Ok(exam.findings.into_report(checked))
}

impl Exam {
    async fn run(&mut self) {
        let outcomes = [
            ("the file", file::check(self).await),
            ("the schema", file::check_schema(self).await),
            ("who claims what", claims::check(self).await),
            ("what bookings were promised", promises::check(self).await),
            ("capacities", capacity::check(self).await),
            ("the waiting list", waiting::check(self).await),
            ("the outbox", outbox::check(self).await),
            ("the journal", chain::check(self).await),
            ("deliveries and answers", sinks::check(self).await),
        ];
        for (check, outcome) in outcomes {
            if let Err(error) = outcome {
                self.findings.add(Finding::Unfinished { check, code: code(&error) });
            }
        }
    }
}
