//! What a guest wants, worked out by the offer's rules, and taking it.

use super::claims::claim;
use super::error::Stop;
use super::operation::Tx;
use booking::{CellRange, Item, Refusal, UnixMillis};
use std::cmp::Reverse;

/// One item, or several of which any will do.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Never empty; in the order in which they are preferred where none is busier than the others.
    pub(crate) choices: Vec<Choice>,
    /// The cells of the date on which it starts, to tell who is busy.
    pub(crate) day: CellRange,
}

impl Wanted {
    /// Whether the same would do for both.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.choices.len() == other.choices.len()
            && self.choices.iter().zip(&other.choices).all(|(a, b)| a.item == b.item)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) item: Item,
    /// Seats that were free when they were looked for.
    pub(crate) seats: Option<Vec<i64>>,
}

/// Claims all that is wanted or answers which of it cannot be had; what was claimed by then is the
/// caller's to undo.
pub(super) async fn claim_all(
    tx: &mut Tx<'_>,
    booking: i64,
    wanted: &[Wanted],
    expires_at: Option<UnixMillis>,
) -> Result<Vec<Item>, Stop> {
    let several = wanted.len() > 1;
    let mut items: Vec<(usize, Item)> = Vec::with_capacity(wanted.len());
    // Whoever may have anyone must not take the one whom another item names.
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|index| wanted[*index].choices.len());
    for index in order {
        match claim_any(tx, booking, &wanted[index], expires_at).await {
            Ok(item) => items.push((index, item)),
            Err(Stop::Refused(refusal)) if several => return Err(refusal.of_item(index).into()),
            Err(stop) => return Err(stop),
        }
    }
    items.sort_by_key(|(index, _)| *index);
    Ok(items.into_iter().map(|(_, item)| item).collect())
}

async fn claim_any(
    tx: &mut Tx<'_>,
    booking: i64,
    wanted: &Wanted,
    expires_at: Option<UnixMillis>,
) -> Result<Item, Stop> {
    let mut refused = Vec::new();
    for choice in by_load(tx, wanted).await? {
        match claim(tx, booking, &choice.item, choice.seats.as_deref(), expires_at).await {
            Ok(()) => return Ok(choice.item.clone()),
            // The booking may have one of them already, and another be free.
            Err(Stop::Refused(refusal))
                if refusal.is_occupied() || matches!(refusal, Refusal::Invalid { .. }) =>
            {
                refused.push(refusal);
            }
            Err(stop) => return Err(stop),
        }
    }
    Err(refused.into_iter().max_by_key(hope).unwrap_or(Refusal::Taken).into())
}

/// Which refusal of several choices is told: that with the best prospects.
fn hope(refusal: &Refusal) -> (u8, Reverse<i64>) {
    match refusal {
        Refusal::Few { .. } => (3, Reverse(0)),
        Refusal::Held { until } => (2, Reverse(until.0)),
        Refusal::Taken => (1, Reverse(0)),
        _ => (0, Reverse(0)),
    }
}

/// The least busy first.
async fn by_load<'w>(tx: &mut Tx<'_>, wanted: &'w Wanted) -> Result<Vec<&'w Choice>, Stop> {
    if wanted.choices.len() == 1 {
        return Ok(wanted.choices.iter().collect());
    }
    let mut loads = Vec::with_capacity(wanted.choices.len());
    for choice in &wanted.choices {
        let load: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM claim WHERE resource = ? AND cell >= ? AND cell < ?
               AND (expires_at IS NULL OR expires_at > ?)",
        )
        .bind(choice.item.resource.as_str())
        .bind(wanted.day.first.0)
        .bind(wanted.day.end.0)
        .bind(tx.now.0)
        .fetch_one(&mut *tx.connection)
        .await?;
        loads.push((load, choice));
    }
    loads.sort_by_key(|(load, _)| *load);
    Ok(loads.into_iter().map(|(_, choice)| choice).collect())
}
