use crate::catalogue::Catalogue;
use crate::clock::Clock;
use crate::ledger::{Change, Reader};
use booking::{Appointment, Item, Kind, Occupied, Offer, Refusal, Resource, Slot, UnixMillis};
use jiff::civil::Date;
use std::sync::Arc;

/// Works availability out from the ledger.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) reader: Reader,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Source {
    /// The slots of an offer that start on the dates `from` to `to`, both included, and a sequence
    /// of the ledger whose changes they include.
    pub(crate) async fn slots(
        &self,
        catalogue: &Catalogue,
        offer: &Offer,
        from: Date,
        to: Date,
    ) -> Result<(i64, Vec<Slot>), Refusal> {
        let Kind::Appointment(appointment) = &offer.kind;
        let zone = &catalogue.venue.zone;
        let now = self.clock.now();
        // Claims outside of what the rules leave are not worth reading.
        let from = from.max(zone.date(now));
        let to = to.min(appointment.last_date(zone, now));
        let wanted: Vec<_> = resources(catalogue, appointment)
            .filter_map(|resource| {
                let cells = appointment.cells(zone, resource, from, to)?;
                Some((resource.id.clone(), cells))
            })
            .collect();
        let (seq, occupancy) =
            self.reader.occupancy(&wanted, now).await.map_err(|stop| stop.refusal())?;
        let slots = appointment.slots(zone, &catalogue.resources, from, to, now, &occupancy);
        Ok((seq, slots))
    }

    /// Refuses early what is known to be occupied, which spares the lock and the writer. That
    /// nothing is in the way now promises nothing.
    pub(crate) async fn check(&self, items: &[Item]) -> Result<(), Refusal> {
        let wanted: Vec<_> = items.iter().map(|item| (item.resource.clone(), item.cells)).collect();
        let now = self.clock.now();
        let occupancy = self.reader.claims(&wanted, now).await.map_err(|stop| stop.refusal())?;
        items.iter().try_for_each(|item| match occupancy.of(&item.resource, item.cells) {
            Occupied::No => Ok(()),
            Occupied::Until(until) => Err(Refusal::Held { until }),
            Occupied::ForGood => Err(Refusal::Taken),
        })
    }

    /// The first and the last date on which a slot of the offer may start as of now.
    pub(crate) fn dates(&self, catalogue: &Catalogue, offer: &Offer) -> (Date, Date) {
        let Kind::Appointment(appointment) = &offer.kind;
        let (zone, now) = (&catalogue.venue.zone, self.clock.now());
        (zone.date(now), appointment.last_date(zone, now))
    }

    /// When the venue's date changes next.
    pub(crate) fn next_day(&self, catalogue: &Catalogue) -> UnixMillis {
        let (zone, now) = (&catalogue.venue.zone, self.clock.now());
        let today = zone.date(now);
        zone.span(today, today).map_or(now, |(_, end)| end)
    }
}

/// The dates on which slots of the offer may have changed.
pub(crate) fn touched_dates(
    catalogue: &Catalogue,
    offer: &Offer,
    change: &Change,
) -> Option<(Date, Date)> {
    let Kind::Appointment(appointment) = &offer.kind;
    let resource = resources(catalogue, appointment).find(|r| r.id == change.resource)?;
    Some(appointment.dates(&catalogue.venue.zone, resource, change.cells))
}

fn resources<'a>(
    catalogue: &'a Catalogue,
    appointment: &'a Appointment,
) -> impl Iterator<Item = &'a Resource> {
    catalogue.resources.iter().filter(|resource| appointment.resources.contains(&resource.id))
}
