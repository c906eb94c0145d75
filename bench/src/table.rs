use std::fmt::{self, Display};

/// What was measured, row by row.
#[derive(Debug, Default)]
pub struct Table(Vec<Row>);

#[derive(Debug)]
pub struct Row {
    pub what: String,
    /// What `value` was made from, in words.
    pub measured: String,
    /// How often it was measured; `value` is made from medians, or from all of them together.
    pub rounds: usize,
    pub value: Value,
    pub budget: Budget,
}

/// A number with its unit.
#[derive(Debug, Clone, Copy)]
pub enum Value {
    /// One thing measured against another in this run.
    Ratio(f64),
    Count(f64),
    Milliseconds(f64),
    /// 1,000 bytes.
    Kilobytes(f64),
    /// 1,000,000 bytes.
    Megabytes(f64),
}

/// What a value may be, in its own unit.
#[derive(Debug, Clone, Copy)]
pub enum Budget {
    AtMost(f64),
    AtLeast(f64),
    /// Nothing was promised; it is here to be known.
    None,
}

impl Table {
    pub fn push(&mut self, row: Row) {
        println!("{row}");
        self.0.push(row);
    }

    pub fn is_within_budget(&self) -> bool {
        self.0.iter().all(Row::passes)
    }

    /// `circumstances` says what all of it was measured on.
    pub fn to_markdown(&self, circumstances: &str) -> String {
        let rows = self.0.iter().map(|row| {
            let Row { what, measured, rounds, value, budget } = row;
            format!("| {what} | {measured} | {rounds} | {value} | {budget} | {} |\n", row.verdict())
        });
        let head = format!(
            "# Measurements\n\nOne run of `cargo xtask bench`. {circumstances}\n\n\
            | what | measured | rounds | value | budget | |\n|---|---|---|---|---|---|\n"
        );
        std::iter::once(head).chain(rows).collect()
    }
}

impl Row {
    fn passes(&self) -> bool {
        match self.budget {
            Budget::AtMost(most) => self.value.number() <= most,
            Budget::AtLeast(least) => self.value.number() >= least,
            Budget::None => true,
        }
    }

    fn verdict(&self) -> &'static str {
        match self.budget {
            Budget::None => "",
            _ if self.passes() => "pass",
            _ => "FAIL",
        }
    }
}

impl Value {
    const fn number(self) -> f64 {
        match self {
            Self::Ratio(number)
            | Self::Count(number)
            | Self::Milliseconds(number)
            | Self::Kilobytes(number)
            | Self::Megabytes(number) => number,
        }
    }

    const fn unit(self) -> &'static str {
        match self {
            Self::Ratio(_) => " ×",
            Self::Count(_) => "",
            Self::Milliseconds(_) => " ms",
            Self::Kilobytes(_) => " kB",
            Self::Megabytes(_) => " MB",
        }
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = (self.number(), self.unit());
        match number {
            0.0 => write!(f, "0{unit}"),
            ..0.1 => write!(f, "{number:.4}{unit}"),
            ..10.0 => write!(f, "{number:.2}{unit}"),
            ..100.0 => write!(f, "{number:.1}{unit}"),
            _ => write!(f, "{number:.0}{unit}"),
        }
    }
}

impl Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "≤ {}", to_thousandths(*most)),
            Self::AtLeast(least) => write!(f, "≥ {}", to_thousandths(*least)),
            Self::None => Ok(()),
        }
    }
}

/// A third has no end of digits.
fn to_thousandths(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, measured, rounds, .. } = self;
        let (value, budget) = (self.value.to_string(), self.budget.to_string());
        write!(f, "{:4}  {value:>9} {budget:7}  {what}: {measured}", self.verdict())?;
        write!(f, " ({rounds} rounds)")
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, Row, Table, Value};

    fn table(value: f64, budget: Budget) -> Table {
        let mut table = Table::default();
        table.push(Row {
            what: "a thing".to_owned(),
            measured: "one by another".to_owned(),
            rounds: 3,
            value: Value::Ratio(value),
            budget,
        });
        table
    }

    #[test]
    fn a_value_at_its_budget_passes_and_one_beyond_fails() {
        for budget in [Budget::AtMost(1.5), Budget::AtLeast(1.5), Budget::None] {
            assert!(table(1.5, budget).is_within_budget());
        }
        assert!(!table(1.51, Budget::AtMost(1.5)).is_within_budget());
        assert!(!table(1.49, Budget::AtLeast(1.5)).is_within_budget());
        assert!(!table(f64::NAN, Budget::AtMost(1.5)).is_within_budget());
        assert!(!table(f64::NAN, Budget::AtLeast(1.5)).is_within_budget());
    }

    #[test]
    fn the_verdict_is_in_the_document() {
        let row = |value| table(value, Budget::AtMost(1.5)).to_markdown("2 cores.");
        assert!(row(1.0).ends_with("| 3 | 1.00 × | ≤ 1.5 | pass |\n"));
        assert!(row(2.0).ends_with("| 3 | 2.00 × | ≤ 1.5 | FAIL |\n"));
        let third = table(0.2, Budget::AtMost(1.0 / 3.0)).to_markdown("2 cores.");
        assert!(third.ends_with("| 3 | 0.20 × | ≤ 0.333 | pass |\n"));
    }
}
