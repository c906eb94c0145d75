use super::finding::Finding;
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

/// How much there was to look at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Checked {
    pub resources: i64,
    pub bookings: i64,
    pub items: i64,
    pub claims: i64,
    /// Bookings in line for something, once for each item.
    pub waiting: i64,
    pub events: i64,
    /// Events that have been put off for somebody who wants to hear of them.
    pub deliveries: i64,
}

impl Checked {
    pub(super) async fn count(connection: &mut SqliteConnection) -> Result<Self, sqlx::Error> {
        sqlx::query_as(
            "SELECT (SELECT count(*) FROM resource) AS resources,
               (SELECT count(*) FROM booking) AS bookings, (SELECT count(*) FROM item) AS items,
               (SELECT count(*) FROM claim) AS claims, (SELECT count(*) FROM waiting) AS waiting,
               (SELECT count(*) FROM event) AS events,
               (SELECT count(*) FROM delivery) AS deliveries",
        )
        .fetch_one(connection)
        .await
    }
}

/// What an examination has found.
#[derive(Debug, Clone)]
pub struct Report {
    pub checked: Checked,
    /// In the order of the checks; at most [`Report::TOLD`] of a kind.
    pub findings: Vec<Finding>,
    /// How many there are of each kind, those that are not told included.
    pub counts: BTreeMap<&'static str, u64>,
}

impl Report {
    /// How many findings of a kind are told in full: one cause can have a million effects.
    pub const TOLD: u64 = 100;

    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many things are wrong.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// The kinds of which some were left out, with how many.
    pub fn untold(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let untold =
            |(kind, count): (&&'static str, &u64)| (*kind, count.saturating_sub(Self::TOLD));
        self.counts.iter().map(untold).filter(|(_, count)| *count > 0)
    }
}

#[derive(Default)]
pub(super) struct Findings {
    told: Vec<Finding>,
    counts: BTreeMap<&'static str, u64>,
}

impl Findings {
    pub(super) fn add(&mut self, finding: Finding) {
        let count = self.counts.entry(finding.kind()).or_default();
        *count += 1;
        if *count <= Report::TOLD {
            self.told.push(finding);
        }
    }

    pub(super) fn into_report(self, checked: Checked) -> Report {
        Report { checked, findings: self.told, counts: self.counts }
    }
}
