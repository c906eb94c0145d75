use std::fmt;

/// What was measured, row by row.
#[derive(Debug, Default)]
pub struct Table(Vec<Row>);

#[derive(Debug)]
pub struct Row {
    pub what: String,
    /// The two sides, in words.
    pub measured: String,
    pub ratio: f64,
    /// The most the ratio may be.
    pub budget: f64,
}

impl Table {
    pub fn push(&mut self, row: Row) {
        self.0.push(row);
    }

    pub fn is_within_budget(&self) -> bool {
        self.0.iter().all(Row::passes)
    }

    pub fn to_markdown(&self) -> String {
        let rows = self.0.iter().map(|row| {
            let Row { what, measured, ratio, budget } = row;
            format!("| {what} | {measured} | {ratio:.2} | ≤ {budget} | {} |\n", row.verdict())
        });
        let head = "# Measurements\n\nOne run of `cargo xtask bench`.\n\n\
            | what | measured | ratio | budget | |\n|---|---|---|---|---|\n";
        std::iter::once(head.to_owned()).chain(rows).collect()
    }
}

impl Row {
    fn passes(&self) -> bool {
        self.ratio <= self.budget
    }

    fn verdict(&self) -> &'static str {
        if self.passes() { "pass" } else { "FAIL" }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.0 {
            let Row { what, measured, ratio, budget } = row;
            writeln!(f, "{:4}  {ratio:>6.2} ≤ {budget:<4}  {what:44}  {measured}", row.verdict())?;
        }
        Ok(())
    }
}
