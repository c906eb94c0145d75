//! What the venue sells, held in memory.

use crate::lock::LockKey;
use booking::{
    Cells, Item, Offer, OfferError, OfferId, Refusal, Resource, ResourceError, ResourceId, Scene,
    UnixMillis, Venue, Zone,
};
use jiff::ToSpan;
use jiff::civil::Date;

/// The venue, its resources and its offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    pub venue: Venue,
    pub resources: Vec<Resource>,
    /// In the order guests see them.
    pub offers: Vec<Offer>,
}

/// What an owner must correct in a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    #[error("resource '{0}': {1}")]
    Resource(ResourceId, ResourceError),
    #[error("offer '{0}': {1}")]
    Offer(OfferId, OfferError),
    #[error("'{0}' is used twice")]
    Twice(String),
}

impl Catalogue {
    /// What a ledger without a venue sells: nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            venue: Venue {
                name: "Berth".to_owned(),
                zone: Zone::utc(),
                currency: "EUR".to_owned(),
            },
            resources: Vec::new(),
            offers: Vec::new(),
        }
    }

    /// # Errors
    /// The first rule that is broken.
    pub fn check(&self) -> Result<(), CatalogueError> {
        for (i, resource) in self.resources.iter().enumerate() {
            let broken = |what| CatalogueError::Resource(resource.id.clone(), what);
            resource.check().map_err(broken)?;
            if self.resources[..i].iter().any(|other| other.id == resource.id) {
                return Err(CatalogueError::Twice(resource.id.to_string()));
            }
        }
        for (i, offer) in self.offers.iter().enumerate() {
            if self.offers[..i].iter().any(|other| other.id == offer.id) {
                return Err(CatalogueError::Twice(offer.id.to_string()));
            }
            let broken = |what| CatalogueError::Offer(offer.id.clone(), what);
            offer.check(&self.resources).map_err(broken)?;
        }
        Ok(())
    }

    /// What an offer's rules are applied to at an instant.
    pub(crate) fn scene(&self, now: UnixMillis) -> Scene<'_> {
        Scene { zone: &self.venue.zone, resources: &self.resources, now }
    }

    /// # Errors
    /// [`Refusal::Unknown`]
    pub fn offer(&self, id: &OfferId) -> Result<&Offer, Refusal> {
        self.offers.iter().find(|offer| offer.id == *id).ok_or(Refusal::Unknown)
    }

    /// One key for each date, at the venue, that an item's cells touch.
    pub(crate) fn lock_keys(&self, item: &Item) -> Vec<LockKey> {
        let zone = &self.venue.zone;
        let found = self.resources.iter().find(|resource| resource.id == item.resource);
        let (first, last) = match found.map(|resource| resource.cells) {
            Some(Cells::Ticks { minutes }) => {
                let (start, end) = item.cells.tick_span(minutes);
                zone.dates(start, end)
            }
            // From the date of the first night, one for each.
            Some(Cells::Nights) => {
                let first = zone.date(item.start);
                let more = i64::try_from(item.cells.len()).unwrap_or(1) - 1;
                (first, first.saturating_add(more.days()))
            }
            // Whatever the day, there is one thing to wait for.
            Some(Cells::One) => (Self::NO_DATE, Self::NO_DATE),
            Some(Cells::Starts) | None => (zone.date(item.start), zone.date(item.start)),
        };
        let dates = first.series(1.day()).take_while(|date| *date <= last);
        dates.map(|date| LockKey::new(item.resource.clone(), date)).collect()
    }

    /// The date in the key of what has none.
    const NO_DATE: Date = Date::constant(1970, 1, 1);
}
