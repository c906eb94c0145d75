//! Those who hear of bookings hear of what there is, and clients were promised what there is.

use super::place::reference;
use super::{Exam, Finding, Outcome};
use futures::TryStreamExt;

const DELIVERIES: &str = "SELECT delivery.sink, delivery.event, event.id IS NULL
   FROM delivery LEFT JOIN event ON event.id = delivery.event
   WHERE event.booking IS NOT delivery.booking
   ORDER BY delivery.sink, delivery.event";

/// A cursor cannot be ahead of what was ever written, even if some of it is gone since.
const AHEAD: &str = "WITH written (last) AS (
     SELECT max(coalesce((SELECT max(id) FROM event), 0),
       coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'event'), 0)))
   SELECT sink.id, sink.cursor, last FROM sink, written WHERE sink.cursor > last";

const ANSWERS: &str = "WITH promised AS (
     SELECT replace(CASE WHEN json_valid(answer) THEN answer ->> '$.reference' END, '-', '')
       AS reference
     FROM idempotency)
   SELECT reference FROM promised
   WHERE reference NOT IN (SELECT reference FROM booking)";

pub(super) async fn check(exam: &mut Exam) -> Outcome {
    let Exam { connection, findings, .. } = exam;
    let mut rows = sqlx::query_as::<_, (i64, i64, bool)>(DELIVERIES).fetch(&mut *connection);
    while let Some((sink, event, is_missing)) = rows.try_next().await? {
        findings.add(match is_missing {
            true => Finding::DeliveryWithoutEvent { sink, event },
            false => Finding::DeliveryOfOther { sink, event },
        });
    }
    drop(rows);
    let mut rows = sqlx::query_as::<_, (i64, i64, i64)>(AHEAD).fetch(&mut *connection);
    while let Some((sink, cursor, last)) = rows.try_next().await? {
        findings.add(Finding::SinkAhead { sink, cursor, last });
    }
    drop(rows);
    let mut rows = sqlx::query_scalar::<_, String>(ANSWERS).fetch(&mut *connection);
    while let Some(booking) = rows.try_next().await? {
        findings.add(Finding::AnswerWithoutBooking { booking: reference(&booking) });
    }
    Ok(())
}
