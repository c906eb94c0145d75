//! The journal as a chain: no event was altered, taken out, put in or moved since it was written.

use super::report::Findings;
use super::{Exam, Finding, Outcome};
use crate::ledger::journal::{Chained, FIRST};
use futures::TryStreamExt;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    at: i64,
    actor: String,
    name: String,
    booking: Option<i64>,
    revision: Option<i64>,
    body: String,
    previous: Vec<u8>,
    hash: Vec<u8>,
}

impl Row {
    fn rehash(&self) -> [u8; 32] {
        let event = Chained {
            id: self.id,
            at: self.at,
            actor: &self.actor,
            name: &self.name,
            booking: self.booking,
            revision: self.revision,
            body: &self.body,
        };
        event.hash(&self.previous)
    }
}

#[derive(Deserialize)]
struct Capacity {
    resource: String,
    after: i64,
}

pub(super) async fn check(exam: &mut Exam) -> Outcome {
    let Exam { connection, places, findings, .. } = exam;
    let written: Option<i64> =
        sqlx::query_scalar("SELECT seq FROM sqlite_sequence WHERE name = 'event'")
            .fetch_optional(&mut *connection)
            .await?;
    let mut capacities: BTreeMap<String, i64> = BTreeMap::new();
    let mut last: Option<(i64, Vec<u8>)> = None;
    let mut rows =
        sqlx::query_as::<_, Row>("SELECT * FROM event ORDER BY id").fetch(&mut *connection);
    while let Some(event) = rows.try_next().await? {
        link(findings, last.as_ref(), &event);
        if event.name == "resource.capacity"
            && let Ok(change) = serde_json::from_str::<Capacity>(&event.body)
        {
            capacities.insert(change.resource, change.after);
        }
        last = Some((event.id, event.hash));
    }
    drop(rows);
    let last = last.map_or(0, |(id, _)| id);
    if let Some(written) = written.filter(|written| *written > last) {
        findings.add(Finding::TailCut { last, written });
    }
    for (resource, journal) in capacities {
        let found = places.resources.get(&resource).map(|shape| shape.capacity);
        if let Some(ledger) = found.filter(|ledger| *ledger != journal) {
            findings.add(Finding::CapacityDiffers { resource, journal, ledger });
        }
    }
    Ok(())
}

fn link(findings: &mut Findings, last: Option<&(i64, Vec<u8>)>, event: &Row) {
    let before = last.map_or(0, |(id, _)| *id);
    if event.id > before + 1 {
        findings.add(Finding::EventsGone { first: before + 1, last: event.id - 1 });
    } else if *event.previous != *last.map_or(&FIRST[..], |(_, hash)| hash) {
        // Across a gap there is nothing to compare with.
        let before = last.map(|(id, _)| *id);
        findings.add(Finding::ChainBroken { event: event.id, before });
    }
    if event.rehash()[..] != *event.hash {
        findings.add(Finding::EventAltered { event: event.id });
    }
}
