use crate::catalogue::Catalogue;
use crate::clock::Clock;
use crate::ledger::{Change, Reader, Wanted};
use booking::{Item, Offer, Refusal, Scene, Slot, UnixMillis};
use jiff::civil::Date;
use std::sync::Arc;

/// Slots as read.
pub(crate) struct Found {
    /// A sequence of the ledger whose changes they include.
    pub(crate) seq: i64,
    pub(crate) slots: Vec<Slot>,
    /// When the first hold among their claims ends, whether or not anything is left beside it.
    pub(crate) hold_ends: Option<UnixMillis>,
}

/// Works availability out from the ledger.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) reader: Reader,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Source {
    /// The slots of an offer that start on the dates `from` to `to`, both included.
    pub(crate) async fn slots(
        &self,
        catalogue: &Catalogue,
        offer: &Offer,
        from: Date,
        to: Date,
    ) -> Result<Found, Refusal> {
        self.slots_lasting(catalogue, offer, from, to, None).await
    }

    /// As [`Self::slots`], for appointments of so many minutes.
    pub(crate) async fn slots_lasting(
        &self,
        catalogue: &Catalogue,
        offer: &Offer,
        from: Date,
        to: Date,
        minutes: Option<u32>,
    ) -> Result<Found, Refusal> {
        let scene = self.scene(catalogue);
        // Claims outside of what the rules leave are not worth reading.
        let from = from.max(scene.today());
        let to = to.min(offer.last_date(scene));
        let wanted = if from <= to { offer.cells(scene, from, to) } else { Vec::new() };
        let read = self.reader.occupancy(&wanted, scene.now).await;
        let (seq, occupancy) = read.map_err(|stop| stop.refusal())?;
        let slots = offer.slots_of(scene, from, to, &occupancy, minutes);
        Ok(Found { seq, slots, hold_ends: occupancy.hold_ends() })
    }

    pub(crate) fn scene<'c>(&self, catalogue: &'c Catalogue) -> Scene<'c> {
        catalogue.scene(self.clock.now())
    }

    /// Looks for free seats, and refuses early what is known to be occupied, which spares the lock and
    /// the writer. That something is free now promises nothing.
    pub(crate) async fn choose(&self, wanted: &mut [Wanted]) -> Result<(), Refusal> {
        let now = self.clock.now();
        let several = wanted.len() > 1;
        for (index, wanted) in wanted.iter_mut().enumerate() {
            let mut refused = None;
            let mut free = false;
            for choice in &mut wanted.choices {
                let seats = self.reader.seats(&choice.item, now).await;
                match seats.map_err(|stop| stop.refusal())? {
                    Ok(seats) => {
                        choice.seats = seats;
                        free = true;
                    }
                    Err(refusal) => refused = refused.or(Some(refusal)),
                }
            }
            match refused {
                Some(refusal) if !free && several => return Err(refusal.of_item(index)),
                Some(refusal) if !free => return Err(refusal),
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether some items are free as they are.
    pub(crate) async fn check(&self, items: &[Item]) -> Result<(), Refusal> {
        for item in items {
            let seats = self.reader.seats(item, self.clock.now()).await;
            seats.map_err(|stop| stop.refusal())??;
        }
        Ok(())
    }

    /// The first and the last date on which a slot of the offer may start as of now.
    pub(crate) fn dates(&self, catalogue: &Catalogue, offer: &Offer) -> (Date, Date) {
        let scene = self.scene(catalogue);
        (scene.today(), offer.last_date(scene))
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
    now: UnixMillis,
) -> Option<(Date, Date)> {
    offer.dates(catalogue.scene(now), &change.resource, change.cells)
}
