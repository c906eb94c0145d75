//! `berth verify`: whether a ledger keeps its promises, in words or as JSON.

use crate::command::Verify;
use crate::failure::Failure;
use engine::{Checked, Report, SystemClock};
use serde_json::json;
use std::fmt;
use std::process::ExitCode;

/// The exit code when something was found; 2 is for a ledger that cannot be read.
const FOUND: u8 = 1;

/// # Errors
/// When there is no ledger to read.
pub(crate) async fn verify(settings: Verify) -> Result<ExitCode, Failure> {
    let report = engine::verify(&settings.database, &SystemClock).await.map_err(Failure::Unread)?;
    if settings.json {
        println!("{}", json(&report));
    } else {
        print!("{}", Text(&report));
    }
    Ok(if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}

fn json(report: &Report) -> serde_json::Value {
    let checked: serde_json::Map<_, _> = counts(&report.checked)
        .into_iter()
        .map(|(name, count)| (name.to_owned(), count.into()))
        .collect();
    let finding = |finding: &engine::Finding| json!({ "kind": finding.kind(), "message": finding.to_string() });
    let findings: Vec<_> = report.findings.iter().map(finding).collect();
    json!({
        "sound": report.is_sound(),
        "checked": checked,
        "findings": findings,
        "counts": report.counts,
    })
}

fn counts(checked: &Checked) -> [(&'static str, i64); 7] {
    let Checked { resources, bookings, items, claims, waiting, events, deliveries } = *checked;
    [
        ("resources", resources),
        ("bookings", bookings),
        ("items", items),
        ("claims", claims),
        ("waiting", waiting),
        ("events", events),
        ("deliveries", deliveries),
    ]
}

/// What is looked at, in the order in which it is.
const CHECKS: [&str; 7] = [
    "the file is whole and its schema is that of this version",
    "no seat is claimed twice, and no claim is without a booking that is in force",
    "each booking in force has all its claims and no others, on one seat throughout",
    "nothing to come is claimed beyond its capacity",
    "the waiting list has those who wait, and totals are the sum of the items",
    "the outbox has every change of every booking, and the last is the booking as it is",
    "the journal is one unbroken chain from the first event to the last",
];

/// A report for an operator; the last line is the verdict.
struct Text<'a>(&'a Report);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = self.0;
        writeln!(f, "Looked at:")?;
        for (name, count) in counts(&report.checked) {
            writeln!(f, "{:>14} {name}", grouped(count.unsigned_abs()))?;
        }
        writeln!(f, "Asked whether:")?;
        for check in CHECKS {
            writeln!(f, "  - {check}")?;
        }
        if report.is_sound() {
            return writeln!(f, "The ledger is sound.");
        }
        writeln!(f, "Found:")?;
        for finding in &report.findings {
            writeln!(f, "  - {finding}")?;
        }
        for (kind, more) in report.untold() {
            writeln!(f, "  - and {} more of the kind '{kind}'", grouped(more))?;
        }
        match report.total() {
            1 => writeln!(f, "The ledger is NOT sound: 1 thing is wrong."),
            total => writeln!(f, "The ledger is NOT sound: {} things are wrong.", grouped(total)),
        }
    }
}

/// `1,234,567`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.char_indices() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn large_numbers_are_grouped() {
        let numbers = [0, 999, 1_000, 1_234_567].map(super::grouped);
        assert_eq!(numbers, ["0", "999", "1,000", "1,234,567"]);
    }
}
