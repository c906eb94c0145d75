use booking::{OfferId, Slot, UnixMillis};
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
    pub(crate) days: BTreeMap<Date, Arc<[Slot]>>,
}

impl Table {
    /// `shortest_notice` is what the offer asks for between booking and start, in minutes;
    /// `next_day` is when the venue's date changes, and the horizon with it.
    pub(crate) fn new(
        seq: i64,
        version: u64,
        days: BTreeMap<Date, Arc<[Slot]>>,
        notice_minutes: u32,
        next_day: UnixMillis,
    ) -> Self {
        let slots = || days.values().flat_map(|slots| slots.iter());
        let closes = slots().next().map(|first| first.start.minus_minutes(notice_minutes));
        let hold_ends = slots().filter_map(|slot| slot.held_until).min();
        // A slot with just the notice to go can still be booked: it closes a moment later.
        let closes = closes.map(|at| UnixMillis(at.0 + 1));
        let valid_until = [closes, hold_ends].into_iter().flatten().fold(next_day, Ord::min);
        Self { seq, version, valid_until, days }
    }

    pub(crate) fn range(&self, from: Date, to: Date) -> impl Iterator<Item = &Arc<[Slot]>> {
        // BTreeMap::range panics on a range that is the wrong way round.
        let to = to.max(from);
        self.days.range(from..=to).map(|(_, slots)| slots)
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
    pub(crate) days: Vec<Arc<[Slot]>>,
}

impl Slots {
    /// In order of start.
    pub fn iter(&self) -> impl Iterator<Item = &Slot> + Clone {
        self.days.iter().flat_map(|day| day.iter())
    }
}
