//! Who claims what: each seat once, and for a booking that exists and ends when its claims do.

use super::place::reference;
use super::{Exam, Finding, Outcome};
use futures::TryStreamExt;

/// Counted among the rows themselves: the key that forbids it may be gone.
const TWICE: &str = "WITH twice AS (
     SELECT resource, cell, seat, count(*) AS claims, min(booking) AS first, max(booking) AS last
     FROM claim GROUP BY resource, cell, seat HAVING count(*) > 1
   )
   SELECT resource, cell, seat, claims,
     CAST(coalesce((SELECT reference FROM booking WHERE id = first), first) AS TEXT),
     CAST(coalesce((SELECT reference FROM booking WHERE id = last), last) AS TEXT)
   FROM twice";

const ORPHANS: &str = "SELECT claim.resource, claim.cell, claim.seat, claim.booking
   FROM claim LEFT JOIN booking ON booking.id = claim.booking
   WHERE booking.id IS NULL ORDER BY claim.booking";

/// Two ways to differ, each found by way of the few claims or bookings that end.
const ENDS: &str = "SELECT claim.resource, claim.cell, claim.seat, booking.reference,
     claim.expires_at, booking.expires_at
   FROM claim JOIN booking ON booking.id = claim.booking
   WHERE claim.expires_at IS NOT NULL AND booking.expires_at IS NOT claim.expires_at
   UNION ALL
   SELECT claim.resource, claim.cell, claim.seat, booking.reference, NULL, booking.expires_at
   FROM booking CROSS JOIN claim ON claim.booking = booking.id
   WHERE booking.state = 'held' AND claim.expires_at IS NULL";

const UNKNOWN: &str = "SELECT resource, count(*) FROM claim
   WHERE resource NOT IN (SELECT id FROM resource) GROUP BY resource";

pub(super) async fn check(exam: &mut Exam) -> Outcome {
    let Exam { connection, places, findings, .. } = exam;
    let mut rows =
        sqlx::query_as::<_, (String, i64, i64, i64, String, String)>(TWICE).fetch(&mut *connection);
    while let Some((resource, cell, seat, claims, first, last)) = rows.try_next().await? {
        findings.add(Finding::ClaimedTwice {
            place: places.place(&resource, cell),
            seat,
            claims,
            first: reference(&first),
            last: reference(&last),
        });
    }
    drop(rows);
    let mut rows = sqlx::query_as::<_, (String, i64, i64, i64)>(ORPHANS).fetch(&mut *connection);
    while let Some((resource, cell, seat, booking)) = rows.try_next().await? {
        let place = places.place(&resource, cell);
        findings.add(Finding::ClaimWithoutBooking { place, seat, booking });
    }
    drop(rows);
    type End = (String, i64, i64, String, Option<i64>, Option<i64>);
    let mut rows = sqlx::query_as::<_, End>(ENDS).fetch(&mut *connection);
    while let Some((resource, cell, seat, booking, claim, hold)) = rows.try_next().await? {
        findings.add(Finding::WrongEnd {
            place: places.place(&resource, cell),
            seat,
            booking: reference(&booking),
            claim: claim.map(|at| places.instant(at)),
            hold: hold.map(|at| places.instant(at)),
        });
    }
    drop(rows);
    let mut rows = sqlx::query_as::<_, (String, i64)>(UNKNOWN).fetch(&mut *connection);
    while let Some((resource, claims)) = rows.try_next().await? {
        findings.add(Finding::ClaimsOfUnknownResource { resource, claims });
    }
    Ok(())
}
