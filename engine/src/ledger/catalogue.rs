//! What is sold, as stored.

use super::error::Stop;
use super::operation::{Operation, Tx};
use super::read::Reader;
use crate::catalogue::Catalogue;
use booking::{Cells, Offer, Resource, ResourceId, Venue, Zone};
use futures::future::BoxFuture;

impl Reader {
    /// `None` while the ledger has no venue.
    pub(crate) async fn catalogue(&self) -> Result<Option<Catalogue>, Stop> {
        let mut connection = self.connection().await?;
        let venue: Option<(String, String, String)> =
            sqlx::query_as("SELECT name, zone, currency FROM venue")
                .fetch_optional(&mut *connection)
                .await?;
        let Some((name, zone, currency)) = venue else {
            return Ok(None);
        };
        let zone = Zone::parse(&zone).map_err(|_| Stop::Inconsistent("venue.zone"))?;
        let resources: Vec<ResourceRow> = sqlx::query_as("SELECT * FROM resource ORDER BY id")
            .fetch_all(&mut *connection)
            .await?;
        let offers: Vec<String> =
            sqlx::query_scalar("SELECT document FROM offer ORDER BY position, id")
                .fetch_all(&mut *connection)
                .await?;
        let offer = |document: &String| {
            serde_json::from_str::<Offer>(document)
                .map_err(|_| Stop::Inconsistent("offer.document"))
        };
        let catalogue = Catalogue {
            venue: Venue { name, zone, currency },
            resources: resources
                .into_iter()
                .map(ResourceRow::into_resource)
                .collect::<Result<_, _>>()?,
            offers: offers.iter().map(offer).collect::<Result<_, _>>()?,
        };
        catalogue.check().map_err(|_| Stop::Inconsistent("offer.document"))?;
        Ok(Some(catalogue))
    }
}

#[derive(sqlx::FromRow)]
struct ResourceRow {
    id: String,
    title: String,
    cells: String,
    tick_minutes: Option<i64>,
    capacity: i64,
}

impl ResourceRow {
    fn into_resource(self) -> Result<Resource, Stop> {
        let wrong = || Stop::Inconsistent("resource.cells");
        let cells = match (self.cells.as_str(), self.tick_minutes) {
            ("ticks", Some(minutes)) => {
                Cells::Ticks { minutes: u32::try_from(minutes).map_err(|_| wrong())? }
            }
            ("nights", _) => Cells::Nights,
            ("starts", _) => Cells::Starts,
            ("one", _) => Cells::One,
            _ => return Err(wrong()),
        };
        Ok(Resource {
            id: ResourceId::parse(&self.id).map_err(|_| Stop::Inconsistent("resource.id"))?,
            title: self.title,
            cells,
            capacity: u32::try_from(self.capacity)
                .map_err(|_| Stop::Inconsistent("resource.capacity"))?,
        })
    }
}

const fn cells(cells: Cells) -> &'static str {
    match cells {
        Cells::Ticks { .. } => "ticks",
        Cells::Nights => "nights",
        Cells::Starts => "starts",
        Cells::One => "one",
    }
}

/// Fills an empty ledger with a catalogue. Answers false, and changes nothing, where there is one.
pub(crate) struct Install(pub(crate) Catalogue);

impl Operation for Install {
    type Output = bool;

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<bool, Stop>> {
        Box::pin(async move {
            let Catalogue { venue, resources, offers } = &self.0;
            let inserted = sqlx::query(
                "INSERT INTO venue (id, name, zone, currency) VALUES (1, ?, ?, ?)
                 ON CONFLICT DO NOTHING",
            )
            .bind(&venue.name)
            .bind(venue.zone.name())
            .bind(&venue.currency)
            .execute(&mut *tx.connection)
            .await?;
            if inserted.rows_affected() == 0 {
                return Ok(false);
            }
            for resource in resources {
                sqlx::query(
                    "INSERT INTO resource (id, title, cells, tick_minutes, capacity)
                     VALUES (?, ?, ?, ?, ?)",
                )
                .bind(resource.id.as_str())
                .bind(&resource.title)
                .bind(cells(resource.cells))
                .bind(resource.cells.tick_minutes().map(i64::from))
                .bind(i64::from(resource.capacity))
                .execute(&mut *tx.connection)
                .await?;
            }
            for (position, offer) in (0i64..).zip(offers) {
                let document = serde_json::to_string(offer)
                    .map_err(|_| Stop::Inconsistent("offer.document"))?;
                sqlx::query("INSERT INTO offer (id, position, document) VALUES (?, ?, ?)")
                    .bind(offer.id.as_str())
                    .bind(position)
                    .bind(document)
                    .execute(&mut *tx.connection)
                    .await?;
            }
            Ok(true)
        })
    }
}
