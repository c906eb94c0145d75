use booking::{Cell, Cells, Reference, UnixMillis, Zone};
use sqlx::SqliteConnection;
use std::collections::BTreeMap;
use std::fmt;

/// A cell of a resource, as an operator knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub resource: String,
    pub cell: i64,
    /// In words at the venue; none for what has no time, or when the resource is not known.
    pub when: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { resource, cell, when } = self;
        match when {
            Some(when) => write!(f, "'{resource}' at {when} (cell {cell})"),
            None => write!(f, "'{resource}' (cell {cell})"),
        }
    }
}

/// What is known of a resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) cells: Cells,
    pub(super) capacity: i64,
}

/// The resources, and the zone in which to speak of their cells.
pub(super) struct Places {
    pub(super) zone: Zone,
    pub(super) resources: BTreeMap<String, Shape>,
}

impl Places {
    pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Self, sqlx::Error> {
        let zone: Option<String> =
            sqlx::query_scalar("SELECT zone FROM venue").fetch_optional(&mut *connection).await?;
        let rows: Vec<(String, String, Option<i64>, i64)> =
            sqlx::query_as("SELECT id, cells, tick_minutes, capacity FROM resource")
                .fetch_all(connection)
                .await?;
        let resource = |(id, cells, tick, capacity): (String, String, Option<i64>, i64)| {
            let cells = match cells.as_str() {
                "ticks" => Cells::Ticks { minutes: u32::try_from(tick.unwrap_or(1)).unwrap_or(1) },
                "nights" => Cells::Nights,
                "starts" => Cells::Starts,
                _ => Cells::One,
            };
            (id, Shape { cells, capacity })
        };
        Ok(Self {
            // A zone that this version does not know is told in UTC rather than not at all.
            zone: zone.and_then(|zone| Zone::parse(&zone).ok()).unwrap_or_else(Zone::utc),
            resources: rows.into_iter().map(resource).collect(),
        })
    }

    pub(super) fn place(&self, resource: &str, cell: i64) -> Place {
        let shape = self.resources.get(resource);
        let when = shape.and_then(|shape| shape.cells.when(&self.zone, Cell(cell)));
        Place { resource: resource.to_owned(), cell, when }
    }

    pub(super) fn instant(&self, millis: i64) -> String {
        self.zone.rfc3339(UnixMillis(millis))
    }
}

/// A stored reference as guests read it.
pub(super) fn reference(stored: &str) -> String {
    Reference::parse(stored).map_or_else(|| stored.to_owned(), |reference| reference.to_string())
}
