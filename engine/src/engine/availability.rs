//! What can be booked when, and following it.

use super::Engine;
use crate::availability::Slots;
use crate::catalogue::Catalogue;
use crate::live::Watch;
use booking::{Kind, Offer, OfferId, Refusal, Slot, UnixMillis};
use jiff::ToSpan;
use jiff::civil::Date;
use std::sync::Arc;

impl Engine {
    /// The most days [`Engine::slots`] answers for at once (DESIGN §6).
    pub const SLOTS_DAYS_MAX: i32 = 62;
    /// How far around a slot its alternatives are looked for, in days.
    const NEARBY_DAYS: i64 = 7;

    /// The slots of an offer that start on the dates `from` to `to`, both included, the occupied
    /// ones with nothing left.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for the offer, [`Refusal::Invalid`] for the dates.
    pub async fn slots(&self, offer: &OfferId, from: Date, to: Date) -> Result<Slots, Refusal> {
        let catalogue = self.offers();
        let offer = catalogue.offer(offer)?;
        if to < from {
            return Err(Refusal::field("to", "Must not be before 'from'."));
        }
        let days = from.until(to).map_or(i32::MAX, |span| span.get_days());
        if days >= Self::SLOTS_DAYS_MAX {
            return Err(Refusal::field("to", "Must be at most 61 days after 'from'."));
        }
        self.slots_of(&catalogue, offer, from, to).await
    }

    /// As [`Engine::slots`], for appointments of so many minutes: read from the ledger each time,
    /// since only the first of an offer's durations is kept in memory.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for the offer.
    pub async fn slots_lasting(
        &self,
        offer: &OfferId,
        from: Date,
        to: Date,
        minutes: u32,
    ) -> Result<(i64, Vec<Slot>), Refusal> {
        let catalogue = self.offers();
        let offer = catalogue.offer(offer)?;
        let source = &self.shared.source;
        let found = source.slots_lasting(&catalogue, offer, from, to, Some(minutes)).await?;
        Ok((found.seq, found.slots))
    }

    async fn slots_of(
        &self,
        catalogue: &Arc<Catalogue>,
        offer: &Offer,
        from: Date,
        to: Date,
    ) -> Result<Slots, Refusal> {
        let table = self.shared.hub.table(catalogue, offer).await?;
        // What has no time is there on every date.
        let (from, to) = match offer.kind {
            Kind::Stock(_) => self.shared.source.dates(catalogue, offer),
            _ => (from, to),
        };
        Ok(Slots {
            offer: offer.id.clone(),
            seq: table.seq,
            version: table.version,
            catalogue: Arc::clone(catalogue),
            days: table.range(from, to).cloned().collect(),
        })
    }

    /// Changes whenever anything changes that a page about the offer's slots says.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for the offer.
    pub async fn version(&self, offer: &OfferId) -> Result<u64, Refusal> {
        let catalogue = self.offers();
        let table = self.shared.hub.table(&catalogue, catalogue.offer(offer)?).await?;
        Ok(table.version)
    }

    /// The first and the last date on which the offer has slots as of now.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for the offer.
    pub fn dates(&self, offer: &OfferId) -> Result<(Date, Date), Refusal> {
        let catalogue = self.offers();
        Ok(self.shared.source.dates(&catalogue, catalogue.offer(offer)?))
    }

    /// Free slots near one that was not to be had, the nearest `count` of them in order of time.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for the offer.
    pub async fn nearest(
        &self,
        offer: &OfferId,
        wanted: UnixMillis,
        count: usize,
    ) -> Result<Vec<Slot>, Refusal> {
        let catalogue = self.offers();
        let date = catalogue.venue.zone.date(wanted);
        let days = Self::NEARBY_DAYS.days();
        let (from, to) = (date.saturating_sub(days), date.saturating_add(days));
        let found = self.slots_of(&catalogue, catalogue.offer(offer)?, from, to).await?;
        let mut free: Vec<Slot> = found.iter().filter(|slot| slot.is_bookable()).cloned().collect();
        free.sort_by_key(|slot| slot.start.0.abs_diff(wanted.0));
        free.truncate(count);
        free.sort_by_key(|slot| slot.start);
        Ok(free)
    }

    /// Follows the slots of an offer that start on the dates of `range`, from `last_event_id` on if
    /// it is known and not too long ago. Changes of other dates are told as well.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for the offer.
    pub async fn watch(
        &self,
        offer: &OfferId,
        range: Option<(Date, Date)>,
        last_event_id: Option<i64>,
    ) -> Result<Watch, Refusal> {
        let catalogue = self.offers();
        let offer = catalogue.offer(offer)?;
        let range = range.unwrap_or_else(|| self.shared.source.dates(&catalogue, offer));
        self.shared.hub.watch(&catalogue, offer, range, last_event_id).await
    }
}
