//! Whether the seats that a booking has are those of its items.

use std::collections::BTreeMap;

/// Cells from the first to the last, the end not included.
pub(super) type Span = (i64, i64);

/// Tries to fit items into segments before they are taken to fit: a bound against bookings made to
/// be puzzles. Those that people make take a handful.
const TRIES: u32 = 10_000;

/// How many seats of a cell are wanted and had, where these differ: spans of neighbouring cells with
/// the same numbers.
pub(super) fn differences(items: &[(Span, i64)], claims: &[(i64, i64)]) -> Vec<(Span, i64, i64)> {
    // Changes of the two numbers from one cell to the next.
    let mut steps: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    for ((first, end), quantity) in items {
        steps.entry(*first).or_default().0 += quantity;
        steps.entry(*end).or_default().0 -= quantity;
    }
    for (cell, _) in claims {
        steps.entry(*cell).or_default().1 += 1;
        steps.entry(cell + 1).or_default().1 -= 1;
    }
    let mut found: Vec<(Span, i64, i64)> = Vec::new();
    let (mut wanted, mut had, mut from) = (0, 0, i64::MIN);
    for (cell, (more, claimed)) in steps {
        if wanted != had {
            match found.last_mut() {
                Some((span, w, h)) if (span.1, *w, *h) == (from, wanted, had) => span.1 = cell,
                _ => found.push(((from, cell), wanted, had)),
            }
        }
        (wanted, had, from) = (wanted + more, had + claimed, cell);
    }
    found
}

/// Whether each item can have one seat throughout: whether the segments, neighbouring cells of one
/// seat each, can be cut into the items. The first span that cannot be told, if not.
pub(super) fn misfit(items: &[(Span, i64)], claims: &[(i64, i64)]) -> Option<Span> {
    let mut left: BTreeMap<Span, i64> = BTreeMap::new();
    for (span, quantity) in items {
        *left.entry(*span).or_default() += quantity;
    }
    let mut segments: BTreeMap<Span, i64> = BTreeMap::new();
    for segment in seats(claims) {
        // A segment that is an item might as well be that item: whatever else could be cut from it
        // can be cut from where that item would be.
        match left.get_mut(&segment) {
            Some(count) if *count > 0 => *count -= 1,
            _ => *segments.entry(segment).or_default() += 1,
        }
    }
    left.retain(|_, count| *count > 0);
    let mut tries = TRIES;
    match cut(&mut segments, &mut left, &mut tries) {
        true => None,
        false => left.keys().next().copied().or_else(|| segments.keys().next().copied()),
    }
}

fn seats(claims: &[(i64, i64)]) -> Vec<Span> {
    let mut by_seat: Vec<(i64, i64)> = claims.iter().map(|(cell, seat)| (*seat, *cell)).collect();
    by_seat.sort_unstable();
    let mut segments: Vec<(i64, Span)> = Vec::new();
    for (seat, cell) in by_seat {
        match segments.last_mut() {
            Some((of, span)) if *of == seat && span.1 == cell => span.1 += 1,
            _ => segments.push((seat, (cell, cell + 1))),
        }
    }
    segments.into_iter().map(|(_, span)| span).collect()
}

/// Leaves both as they were when it fails.
fn cut(
    segments: &mut BTreeMap<Span, i64>,
    items: &mut BTreeMap<Span, i64>,
    tries: &mut u32,
) -> bool {
    let Some((first, end)) = segments.keys().next().copied() else {
        return items.is_empty();
    };
    if *tries == 0 {
        return true;
    }
    *tries -= 1;
    let fitting: Vec<i64> =
        items.range((first, i64::MIN)..=(first, end)).map(|((_, end), _)| *end).collect();
    for item_end in fitting.into_iter().rev() {
        take(items, (first, item_end));
        take(segments, (first, end));
        if item_end < end {
            *segments.entry((item_end, end)).or_default() += 1;
        }
        if cut(segments, items, tries) {
            return true;
        }
        if item_end < end {
            take(segments, (item_end, end));
        }
        *segments.entry((first, end)).or_default() += 1;
        *items.entry((first, item_end)).or_default() += 1;
    }
    false
}

fn take(spans: &mut BTreeMap<Span, i64>, span: Span) {
    if let Some(count) = spans.get_mut(&span) {
        *count -= 1;
        if *count == 0 {
            spans.remove(&span);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Claims of one seat for each span.
    fn seats_on(spans: &[Span]) -> Vec<(i64, i64)> {
        let seat =
            |(seat, (first, end)): (i64, &Span)| (*first..*end).map(move |cell| (cell, seat));
        (0..).zip(spans).flat_map(seat).collect()
    }

    #[test]
    fn cells_that_lack_seats_are_told_as_one_span() {
        let claims = [(1, 0), (1, 1), (2, 0), (3, 0), (4, 0), (4, 1)];
        assert_eq!(differences(&[((1, 5), 2)], &claims), [((2, 4), 2, 1)]);
        assert_eq!(differences(&[((1, 4), 1)], &claims), [((1, 2), 1, 2), ((4, 5), 0, 2)]);
        assert_eq!(differences(&[], &[]), []);
    }

    #[test]
    fn a_seat_that_changes_midway_is_no_fit() {
        assert_eq!(misfit(&[((1, 4), 1)], &[(1, 0), (2, 0), (3, 0)]), None);
        assert_eq!(misfit(&[((1, 4), 1)], &[(1, 0), (2, 1), (3, 1)]), Some((1, 4)));
    }

    #[test]
    fn items_that_meet_on_one_seat_fit() {
        assert_eq!(misfit(&[((1, 3), 1), ((3, 5), 1)], &seats_on(&[(1, 5)])), None);
        assert_eq!(misfit(&[((1, 4), 1), ((3, 5), 1)], &seats_on(&[(1, 4), (3, 5)])), None);
    }

    #[test]
    fn the_longest_item_is_not_always_the_one_to_put_first() {
        let items = [((1, 3), 1), ((1, 4), 1), ((3, 5), 1), ((4, 6), 1)];
        assert_eq!(misfit(&items, &seats_on(&[(1, 5), (1, 6)])), None);
        assert!(misfit(&items, &seats_on(&[(1, 6), (1, 4), (4, 5)])).is_some());
    }

    #[test]
    fn a_large_group_is_no_puzzle() {
        assert_eq!(misfit(&[((1, 31), 1000)], &seats_on(&[(1, 31); 1000])), None);
    }
}
