use super::event::{DayView, LiveEvent, LiveKind, render};
use super::ring::Ring;
use crate::availability::{Day, Source, Table, touched_dates};
use crate::catalogue::Catalogue;
use booking::{Offer, Refusal, Slot, SlotId};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{Mutex, broadcast};

/// Events a slow watcher may be behind before it is sent a snapshot instead.
const LAG: usize = 64;

/// The slots of one offer, kept up with the ledger.
pub(super) struct Feed {
    catalogue: Arc<Catalogue>,
    offer: Offer,
    source: Source,
    current: RwLock<Option<Arc<Table>>>,
    /// Whoever brings the table up to date holds it.
    sent: Mutex<Sent>,
    events: broadcast::Sender<LiveEvent>,
    used: AtomicBool,
    versions: Arc<AtomicU64>,
}

/// What watchers have been told.
#[derive(Default)]
struct Sent {
    ring: Ring,
    order: u64,
}

/// What a new watcher starts with.
pub(super) struct Start {
    pub(super) backlog: VecDeque<LiveEvent>,
    pub(super) events: broadcast::Receiver<LiveEvent>,
}

impl Feed {
    /// `versions` numbers the tables of all feeds.
    pub(super) fn new(
        catalogue: Arc<Catalogue>,
        offer: Offer,
        source: Source,
        versions: Arc<AtomicU64>,
    ) -> Self {
        Self {
            catalogue,
            offer,
            source,
            current: RwLock::default(),
            sent: Mutex::default(),
            events: broadcast::Sender::new(LAG),
            used: AtomicBool::new(true),
            versions,
        }
    }

    pub(super) fn is_watched(&self) -> bool {
        self.events.receiver_count() > 0
    }

    /// Whether anyone looked since this was last asked.
    pub(super) fn was_used(&self) -> bool {
        self.used.swap(false, Ordering::Relaxed) || self.is_watched()
    }

    /// The slots as of a moment within this call.
    pub(super) async fn table(&self) -> Result<Arc<Table>, Refusal> {
        self.used.store(true, Ordering::Relaxed);
        let seq = self.source.reader.sequence().await.map_err(|stop| stop.refusal())?;
        if let Some(table) = self.if_current(seq) {
            return Ok(table);
        }
        let mut sent = self.sent.lock().await;
        match self.if_current(seq) {
            Some(table) => Ok(table),
            None => self.advance(&mut sent).await,
        }
    }

    /// Starts a watcher: from where it left off if that is known, else with a snapshot of the dates
    /// in `range`.
    pub(super) async fn start(
        &self,
        range: (Date, Date),
        last_event_id: Option<i64>,
    ) -> Result<Start, Refusal> {
        let mut sent = self.sent.lock().await;
        let table = self.advance(&mut sent).await?;
        let missed = last_event_id.and_then(|id| sent.ring.after(id, table.seq));
        let snapshot = || VecDeque::from([self.snapshot_of(&table, &sent, range)]);
        Ok(Start { backlog: missed.unwrap_or_else(snapshot), events: self.events.subscribe() })
    }

    pub(super) async fn snapshot(&self, range: (Date, Date)) -> Result<LiveEvent, Refusal> {
        let mut sent = self.sent.lock().await;
        let table = self.advance(&mut sent).await?;
        Ok(self.snapshot_of(&table, &sent, range))
    }

    fn latest(&self) -> Option<Arc<Table>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn if_current(&self, seq: i64) -> Option<Arc<Table>> {
        let now = self.source.clock.now();
        self.latest().filter(|table| table.seq >= seq && now < table.valid_until)
    }

    /// Brings the table up to date and sends what differs.
    async fn advance(&self, sent: &mut Sent) -> Result<Arc<Table>, Refusal> {
        let Some(mut table) = self.latest() else {
            let (seq, slots) = self.read_all().await?;
            sent.ring.restart(seq);
            return Ok(self.replace(seq, self.next_version(), by_date(slots)));
        };
        loop {
            if table.valid_until <= self.source.clock.now() {
                let (seq, slots) = self.read_all().await?;
                table = self.compare(sent, &table, seq, (Date::MIN, Date::MAX), slots);
                // The words for a slot depend on the date as well: today, tomorrow.
                table = self.replace(seq, self.next_version(), table.days.clone());
            }
            let changes = self.source.reader.changes_after(table.seq).await;
            let Some(changes) = changes.map_err(|stop| stop.refusal())? else {
                let (seq, slots) = self.read_all().await?;
                table = self.compare(sent, &table, seq, (Date::MIN, Date::MAX), slots);
                continue;
            };
            let Some(last) = changes.last().map(|change| change.seq) else {
                return Ok(table);
            };
            let now = self.source.clock.now();
            let touched = changes
                .iter()
                .filter_map(|change| touched_dates(&self.catalogue, &self.offer, change, now))
                .reduce(|(a, b), (c, d)| (a.min(c), b.max(d)));
            table = match touched {
                Some((from, to)) => {
                    let read = self.source.slots(&self.catalogue, &self.offer, from, to).await?;
                    self.compare(sent, &table, last, (from, to), read.1)
                }
                None => self.replace(last, table.version, table.days.clone()),
            };
        }
    }

    async fn read_all(&self) -> Result<(i64, Vec<Slot>), Refusal> {
        let (from, to) = self.source.dates(&self.catalogue, &self.offer);
        self.source.slots(&self.catalogue, &self.offer, from, to).await
    }

    /// Puts slots in the place of those known on the dates `range` and sends what differs.
    fn compare(
        &self,
        sent: &mut Sent,
        table: &Table,
        seq: i64,
        (from, to): (Date, Date),
        slots: Vec<Slot>,
    ) -> Arc<Table> {
        let mut days = table.days.clone();
        let mut fresh = by_date(slots);
        let known = days.range(from..=to).map(|(date, _)| *date);
        let dates: BTreeSet<Date> = known.chain(fresh.keys().copied()).collect();
        let mut changed = Vec::new();
        let mut counts = Vec::new();
        for date in dates {
            let new = fresh.remove(&date).unwrap_or_default();
            let old = days.remove(&date).unwrap_or_default();
            changed.extend(difference(&old.slots, &new.slots));
            if old.bookable() != new.bookable() {
                counts.push(DayView { date, left: new.bookable() });
            }
            if !new.slots.is_empty() {
                days.insert(date, new);
            }
        }
        if changed.is_empty() {
            return self.replace(seq, table.version, days);
        }
        sent.order += 1;
        let event = LiveEvent {
            id: seq,
            kind: LiveKind::Change,
            data: self.render(seq, changed.iter(), counts),
            order: sent.order,
        };
        sent.ring.push(event.clone());
        let table = self.replace(seq, self.next_version(), days);
        // No receiver is no error: most feeds are only read.
        let _ = self.events.send(event);
        table
    }

    fn next_version(&self) -> u64 {
        self.versions.fetch_add(1, Ordering::Relaxed)
    }

    fn replace(&self, seq: i64, version: u64, days: BTreeMap<Date, Arc<Day>>) -> Arc<Table> {
        let next_day = self.source.next_day(&self.catalogue);
        let table = Arc::new(Table::new(seq, version, days, next_day));
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = Some(Arc::clone(&table));
        table
    }

    fn snapshot_of(&self, table: &Table, sent: &Sent, (from, to): (Date, Date)) -> LiveEvent {
        let days =
            table.days.iter().map(|(date, day)| DayView { date: *date, left: day.bookable() });
        let slots = table.range(from, to).flat_map(|day| day.slots.iter());
        LiveEvent {
            id: table.seq,
            kind: LiveKind::Snapshot,
            data: self.render(table.seq, slots, days.collect()),
            order: sent.order,
        }
    }

    fn render<'a>(
        &self,
        seq: i64,
        slots: impl Iterator<Item = &'a Slot>,
        days: Vec<DayView>,
    ) -> Arc<str> {
        render(&self.catalogue.venue, &self.offer.id, seq, slots, days)
    }
}

fn by_date(slots: Vec<Slot>) -> BTreeMap<Date, Arc<Day>> {
    let mut days: BTreeMap<Date, Vec<Slot>> = BTreeMap::new();
    for slot in slots {
        days.entry(slot.date).or_default().push(slot);
    }
    days.into_iter().map(|(date, slots)| (date, Arc::new(Day::new(slots)))).collect()
}

/// The slots of a date that are not as they were; one that is no longer offered has nothing left.
fn difference(old: &[Slot], new: &[Slot]) -> Vec<Slot> {
    let was: HashMap<&SlotId, &Slot> = old.iter().map(|slot| (&slot.id, slot)).collect();
    let is: HashSet<&SlotId> = new.iter().map(|slot| &slot.id).collect();
    let changed = new.iter().filter(|slot| was.get(&slot.id) != Some(slot)).cloned();
    let gone = old.iter().filter(|slot| !is.contains(&slot.id)).map(|slot| Slot {
        left: 0,
        held_until: None,
        ..slot.clone()
    });
    changed.chain(gone).collect()
}
