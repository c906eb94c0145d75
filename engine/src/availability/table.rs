use super::day::Day;
use crate::catalogue::Catalogue;
use booking::{OfferId, Slot, UnixMillis};
use bytes::Bytes;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// All slots of one offer as they stand, until the ledger or the time moves on.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// The ledger's sequence as of which it is.
    pub(crate) seq: i64,
    /// Equal versions within a process are the same slots, said in the same words.
    pub(crate) version: u64,
    /// The instant at which time alone makes something here untrue.
    pub(crate) valid_until: UnixMillis,
    /// No hold among the claims ends before.
    pub(crate) hold_ends: Option<UnixMillis>,
    pub(crate) days: BTreeMap<Date, Arc<Day>>,
}

impl Table {
    /// `next_day` is when the venue's date changes, and the horizon with it.
    pub(crate) fn new(
        seq: i64,
        version: u64,
        days: BTreeMap<Date, Arc<Day>>,
        hold_ends: Option<UnixMillis>,
        next_day: UnixMillis,
    ) -> Self {
        let mut slots = days.values().flat_map(|day| day.slots.iter());
        // In order of start, so that none closes before the first that closes at all.
        let closes = slots.find_map(|slot| slot.closes_at);
        let valid_until = [closes, hold_ends].into_iter().flatten().fold(next_day, Ord::min);
        Self { seq, version, valid_until, hold_ends, days }
    }

    pub(crate) fn range(&self, from: Date, to: Date) -> impl Iterator<Item = &Arc<Day>> {
        // BTreeMap::range panics on a range that is the wrong way round.
        let to = to.max(from);
        self.days.range(from..=to).map(|(_, day)| day)
    }
}

/// The slots of some dates, the occupied ones included.
#[derive(Debug, Clone)]
pub struct Slots {
    pub offer: OfferId,
    /// The ledger's sequence as of which they are.
    pub seq: i64,
    /// Equal versions within a process are the same slots, said in the same words.
    pub version: u64,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) days: Vec<Arc<Day>>,
}

impl Slots {
    /// In order of start.
    pub fn iter(&self) -> impl Iterator<Item = &Slot> + Clone {
        self.days.iter().flat_map(|day| day.slots.iter())
    }

    /// As the public contract shows them: `{"offer","seq","slots":[…]}`, only what can be booked
    /// unless `all`. In pieces that all who ask share: for many people the whole is megabytes.
    #[must_use]
    pub fn to_json(&self, all: bool) -> Vec<Bytes> {
        let head = format!("{{\"offer\":\"{}\",\"seq\":{},\"slots\":[", self.offer, self.seq);
        let mut pieces = vec![Bytes::from(head)];
        let days = self.days.iter().map(|day| day.json(&self.catalogue.venue, all));
        for (index, day) in days.filter(|day| !day.is_empty()).enumerate() {
            if index > 0 {
                pieces.push(Bytes::from_static(b","));
            }
            pieces.push(day);
        }
        pieces.push(Bytes::from_static(b"]}"));
        pieces
    }
}
