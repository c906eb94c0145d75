//! The waiting list has those who wait, for what they wait for, and nobody else.

use super::place::reference;
use super::{Exam, Finding, Outcome};
use futures::TryStreamExt;

const LEFT_OVER: &str =
    "SELECT CAST(coalesce(booking.reference, waiting.booking) AS TEXT), booking.state,
     waiting.resource
   FROM waiting LEFT JOIN booking ON booking.id = waiting.booking
   WHERE booking.state IS NOT 'waiting'";

const LOST: &str = "SELECT booking.reference, item.resource, item.first_cell
   FROM booking JOIN item ON item.booking = booking.id
   WHERE booking.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM waiting
     WHERE waiting.resource = item.resource AND waiting.booking = item.booking
       AND waiting.position = item.position AND waiting.first_cell = item.first_cell
       AND waiting.end_cell = item.end_cell)";

/// Where any of several places would do there is a row for each, under one position.
const ASTRAY: &str = "SELECT booking.reference, waiting.resource, waiting.first_cell
   FROM waiting JOIN booking ON booking.id = waiting.booking
   WHERE booking.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM item
     WHERE item.booking = waiting.booking AND item.position = waiting.position)";

pub(super) async fn check(exam: &mut Exam) -> Outcome {
    let Exam { connection, places, findings, .. } = exam;
    let mut rows =
        sqlx::query_as::<_, (String, Option<String>, String)>(LEFT_OVER).fetch(&mut *connection);
    while let Some((booking, state, resource)) = rows.try_next().await? {
        let booking = match state {
            Some(_) => reference(&booking),
            None => format!("booking number {booking}"),
        };
        findings.add(Finding::InLineForNothing { booking, state, resource });
    }
    drop(rows);
    let mut rows = sqlx::query_as::<_, (String, String, i64)>(LOST).fetch(&mut *connection);
    while let Some((booking, resource, cell)) = rows.try_next().await? {
        let place = places.place(&resource, cell);
        findings.add(Finding::NotInLine { booking: reference(&booking), place });
    }
    drop(rows);
    let mut rows = sqlx::query_as::<_, (String, String, i64)>(ASTRAY).fetch(&mut *connection);
    while let Some((booking, resource, cell)) = rows.try_next().await? {
        let place = places.place(&resource, cell);
        findings.add(Finding::LineWithoutItem { booking: reference(&booking), place });
    }
    Ok(())
}
