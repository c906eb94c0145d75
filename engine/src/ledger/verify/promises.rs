//! What each booking was promised: all its claims and no others, one seat throughout, the right total.

use super::place::{Places, reference};
use super::report::Findings;
use super::tiling::{Span, differences, misfit};
use super::{Exam, Finding, Outcome};
use futures::TryStreamExt;
use std::collections::BTreeMap;

/// All bookings with what they have. The outer join makes an index of its own should that of the
/// claims be gone.
const BOOKINGS: &str = "SELECT booking.reference, booking.state, booking.total,
     (SELECT json_group_array(json_array(resource, first_cell, end_cell, quantity, amount))
      FROM item WHERE item.booking = booking.id),
     json_group_array(json_array(claim.resource, claim.cell, claim.seat))
       FILTER (WHERE claim.booking IS NOT NULL)
   FROM booking LEFT JOIN claim ON claim.booking = booking.id
   GROUP BY booking.id";

#[derive(sqlx::FromRow)]
struct Row(String, String, Option<i64>, String, String);

type ItemRow = (String, i64, i64, i64, Option<i64>);
type ClaimRow = (String, i64, i64);

/// What a booking has of one resource.
#[derive(Default)]
struct Share {
    items: Vec<(Span, i64)>,
    /// Cells and seats.
    claims: Vec<(i64, i64)>,
}

/// As `booking::State::occupies` has it.
const OCCUPYING: [&str; 5] = ["held", "pending", "confirmed", "completed", "no-show"];

pub(super) async fn check(exam: &mut Exam) -> Outcome {
    let Exam { connection, places, findings, .. } = exam;
    let mut rows = sqlx::query_as::<_, Row>(BOOKINGS).fetch(&mut *connection);
    while let Some(row) = rows.try_next().await? {
        let read = |error: serde_json::Error| sqlx::Error::Decode(error.into());
        let items: Vec<ItemRow> = serde_json::from_str(&row.3).map_err(read)?;
        let claims: Vec<ClaimRow> = serde_json::from_str(&row.4).map_err(read)?;
        examine(places, findings, &row, &items, claims);
    }
    Ok(())
}

fn examine(
    places: &Places,
    findings: &mut Findings,
    Row(stored, state, total, ..): &Row,
    items: &[ItemRow],
    claims: Vec<ClaimRow>,
) {
    let booking = || reference(stored);
    if items.is_empty() {
        findings.add(Finding::NoItems { booking: booking() });
    }
    let amounts = items.iter().filter_map(|(.., amount)| *amount);
    let sum = amounts.reduce(i64::saturating_add);
    if *total != sum {
        findings.add(Finding::WrongTotal { booking: booking(), total: *total, sum });
    }
    if !OCCUPYING.contains(&state.as_str()) {
        if let Some((resource, cell, _)) = claims.first() {
            findings.add(Finding::ClaimsOfIdle {
                booking: booking(),
                state: state.clone(),
                claims: claims.len(),
                first: places.place(resource, *cell),
            });
        }
        return;
    }
    let mut shares: BTreeMap<&str, Share> = BTreeMap::new();
    for (resource, first, end, quantity, _) in items {
        shares.entry(resource).or_default().items.push(((*first, *end), *quantity));
    }
    for (resource, cell, seat) in &claims {
        shares.entry(resource).or_default().claims.push((*cell, *seat));
    }
    for (resource, Share { items, claims }) in shares {
        let stretch =
            |(first, end): Span| (places.place(resource, first), places.place(resource, end - 1));
        let differences = differences(&items, &claims);
        if differences.is_empty()
            && let Some(span) = misfit(&items, &claims)
        {
            let (first, last) = stretch(span);
            findings.add(Finding::SeatChanges { booking: booking(), first, last });
        }
        for (span, wanted, found) in differences {
            let ((first, last), booking) = (stretch(span), booking());
            findings.add(if found < wanted {
                Finding::MissingClaims { booking, first, last, wanted, found }
            } else {
                Finding::SurplusClaims { booking, first, last, wanted, found }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use booking::{State, UnixMillis};

    #[test]
    fn the_states_that_occupy_are_the_rules_own() {
        let held = State::Held { expires_at: UnixMillis(0) };
        for state in [
            held,
            State::Waiting,
            State::Pending,
            State::Confirmed,
            State::Declined,
            State::Cancelled,
            State::Completed,
            State::NoShow,
            State::Expired,
        ] {
            assert_eq!(OCCUPYING.contains(&state.name().as_str()), state.occupies(), "{state:?}");
        }
    }
}
