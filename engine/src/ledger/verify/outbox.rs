//! Every change of a booking is in the journal, and the last one says what the booking is now.

use super::place::reference;
use super::{Exam, Finding, Outcome};
use futures::TryStreamExt;

const REVISIONS: &str = "SELECT booking.reference, booking.revision,
     json_group_array(event.revision) FILTER (WHERE event.revision IS NOT NULL)
   FROM booking LEFT JOIN event ON event.booking = booking.id
   GROUP BY booking.id
   HAVING count(event.revision) <> booking.revision
     OR coalesce(min(event.revision), 1) <> 1
     OR coalesce(max(event.revision), 0) <> booking.revision";

/// A body that is no JSON says nothing.
const DIFFERENT: &str = "WITH last AS (
     SELECT event.id AS event, booking.*,
       CASE WHEN json_valid(event.body) THEN event.body ELSE '{}' END AS body
     FROM booking JOIN event ON event.booking = booking.id AND event.revision = booking.revision
   ), said AS (
     SELECT event, reference, body ->> '$.state' AS journal_state, state,
       body ->> '$.total' AS journal_total, total,
       replace(body ->> '$.reference', '-', '') AS journal_reference,
       (SELECT json_group_array(json_array(value ->> 'offer', value ->> 'kind', value ->> 'slot',
          value ->> 'quantity', value ->> 'resource', value ->> 'amount'))
        FROM json_each(body, '$.items')) AS journal_items,
       (SELECT json_group_array(json_array(offer, kind, slot, quantity, resource, amount))
        FROM (SELECT * FROM item WHERE item.booking = last.id ORDER BY position)) AS items
     FROM last
   )
   SELECT event, reference,
     CASE WHEN journal_state IS NOT state THEN 'state'
          WHEN journal_reference IS NOT reference THEN 'reference'
          WHEN journal_total IS NOT total THEN 'total' ELSE 'items' END,
     CAST(coalesce(CASE WHEN journal_state IS NOT state THEN journal_state
          WHEN journal_reference IS NOT reference THEN journal_reference
          WHEN journal_total IS NOT total THEN journal_total ELSE journal_items END, 'nothing') AS TEXT),
     CAST(coalesce(CASE WHEN journal_state IS NOT state THEN state
          WHEN journal_reference IS NOT reference THEN reference
          WHEN journal_total IS NOT total THEN total ELSE items END, 'nothing') AS TEXT)
   FROM said
   WHERE journal_state IS NOT state OR journal_reference IS NOT reference
     OR journal_total IS NOT total OR journal_items IS NOT items";

const ORPHANS: &str = "SELECT event.id, event.booking
   FROM event LEFT JOIN booking ON booking.id = event.booking
   WHERE event.booking IS NOT NULL AND booking.id IS NULL
   ORDER BY event.booking, event.revision";

pub(super) async fn check(exam: &mut Exam) -> Outcome {
    let Exam { connection, findings, .. } = exam;
    let mut rows = sqlx::query_as::<_, (String, i64, String)>(REVISIONS).fetch(&mut *connection);
    while let Some((booking, revision, events)) = rows.try_next().await? {
        let mut events: Vec<i64> = serde_json::from_str(&events).unwrap_or_default();
        events.sort_unstable();
        findings.add(Finding::Outbox { booking: reference(&booking), revision, events });
    }
    drop(rows);
    type Different = (i64, String, String, String, String);
    let mut rows = sqlx::query_as::<_, Different>(DIFFERENT).fetch(&mut *connection);
    while let Some((event, booking, what, journal, ledger)) = rows.try_next().await? {
        let what = ["state", "reference", "total"].into_iter().find(|known| *known == what);
        let (booking, what) = (reference(&booking), what.unwrap_or("list of items"));
        findings.add(Finding::EventDiffers { booking, event, what, journal, ledger });
    }
    drop(rows);
    let mut rows = sqlx::query_as::<_, (i64, i64)>(ORPHANS).fetch(&mut *connection);
    while let Some((event, booking)) = rows.try_next().await? {
        findings.add(Finding::EventWithoutBooking { event, booking });
    }
    Ok(())
}
