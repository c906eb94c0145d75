//! Nights by number. They are counted on the calendar, so that how long a day is has no say.

use crate::{Cell, CellRange};
use jiff::ToSpan;
use jiff::civil::{Date, date};

const EPOCH: Date = date(1970, 1, 1);

/// The cell of the night that begins on a date.
pub(crate) fn cell(date: Date) -> Cell {
    Cell(EPOCH.duration_until(date).as_hours() / 24)
}

/// The date on which the night of a cell begins; the nearest that a calendar has.
pub(crate) fn date_of(cell: Cell) -> Date {
    EPOCH.saturating_add(cell.0.clamp(-SPAN, SPAN).days())
}

/// More days than there are from 1970 to either end of the calendar, and few enough for a span.
const SPAN: i64 = 5_000_000;

/// The nights from `from` to `to`, the last not included, and `more` after them.
pub(crate) fn cells(from: Date, to: Date, more: u32) -> CellRange {
    CellRange { first: cell(from), end: Cell(cell(to).0 + i64::from(more)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nights_are_numbered_from_1970() {
        for (day, number) in [
            (date(1970, 1, 1), 0),
            (date(1969, 12, 31), -1),
            (date(1970, 3, 1), 59),
            (date(2026, 11, 23), 20_780),
        ] {
            assert_eq!(cell(day), Cell(number));
            assert_eq!(date_of(Cell(number)), day);
        }
    }

    #[test]
    fn the_calendar_ends_but_cells_do_not() {
        for end in [Date::MIN, Date::MAX] {
            assert_eq!(date_of(cell(end)), end);
        }
        assert_eq!(date_of(Cell(i64::MAX)), Date::MAX);
        assert_eq!(date_of(Cell(i64::MIN)), Date::MIN);
    }
}
