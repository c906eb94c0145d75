//! What the venue sells, held in memory.

use crate::lock::LockKey;
use booking::{
    Appointment, Item, Kind, Offer, OfferId, Refusal, Resource, UnixMillis, Venue, Zone,
};
use jiff::ToSpan;

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
    #[error("resource '{0}': the tick must divide 15 minutes")]
    Tick(String),
    #[error("offer '{0}' names the resource '{1}', which does not exist")]
    MissingResource(String, String),
    #[error("offer '{0}': {1}")]
    Rule(String, &'static str),
    #[error("'{0}' is used twice")]
    Twice(String),
}

impl Catalogue {
    /// The longest appointment, buffers apart, in minutes.
    const LONGEST: u32 = 24 * 60;
    /// The furthest horizon, in days.
    const FURTHEST: u32 = 2 * 366;

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
            if resource.tick_minutes == 0 || 15 % resource.tick_minutes != 0 {
                return Err(CatalogueError::Tick(resource.id.to_string()));
            }
            if self.resources[..i].iter().any(|other| other.id == resource.id) {
                return Err(CatalogueError::Twice(resource.id.to_string()));
            }
        }
        for (i, offer) in self.offers.iter().enumerate() {
            if self.offers[..i].iter().any(|other| other.id == offer.id) {
                return Err(CatalogueError::Twice(offer.id.to_string()));
            }
            let Kind::Appointment(appointment) = &offer.kind;
            self.check_appointment(offer, appointment)?;
        }
        Ok(())
    }

    fn check_appointment(
        &self,
        offer: &Offer,
        appointment: &Appointment,
    ) -> Result<(), CatalogueError> {
        let broken = |what| Err(CatalogueError::Rule(offer.id.to_string(), what));
        if !(1..=Self::LONGEST).contains(&appointment.duration_minutes) {
            return broken("the duration must be 1 minute to 24 hours");
        }
        if !(1..=1440).contains(&appointment.step_minutes) {
            return broken("starts must be 1 minute to 24 hours apart");
        }
        let buffers = [appointment.buffer_before_minutes, appointment.buffer_after_minutes];
        if buffers.iter().any(|minutes| *minutes > Self::LONGEST) {
            return broken("a buffer must be at most 24 hours");
        }
        if appointment.horizon_days > Self::FURTHEST {
            return broken("the horizon must be at most two years");
        }
        if appointment.resources.is_empty() {
            return broken("at least one resource must be named");
        }
        for id in &appointment.resources {
            if !self.resources.iter().any(|resource| resource.id == *id) {
                let (offer, resource) = (offer.id.to_string(), id.to_string());
                return Err(CatalogueError::MissingResource(offer, resource));
            }
        }
        Ok(())
    }

    /// # Errors
    /// [`Refusal::Unknown`]
    pub fn offer(&self, id: &OfferId) -> Result<&Offer, Refusal> {
        self.offers.iter().find(|offer| offer.id == *id).ok_or(Refusal::Unknown)
    }

    /// One key for each date, at the venue, that an item's cells touch.
    pub(crate) fn lock_keys(&self, item: &Item) -> Vec<LockKey> {
        let tick = self
            .resources
            .iter()
            .find(|resource| resource.id == item.resource)
            .map_or(15, |resource| resource.tick_minutes);
        let (start, end) = item.cells.tick_span(tick);
        let zone = &self.venue.zone;
        let (first, last) = (zone.date(start), zone.date(UnixMillis(end.0 - 1)));
        let dates = first.series(1.day()).take_while(|date| *date <= last);
        dates.map(|date| LockKey::new(item.resource.clone(), date)).collect()
    }
}
