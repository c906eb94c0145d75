use super::event::{DayView, LiveEvent, LiveKind, render};
use super::ring::Ring;
use crate::availability::{Day, Found, Source, Table, touched_dates};
use crate::catalogue::Catalogue;
use booking::{Offer, Refusal, Slot, SlotId, UnixMillis};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{Mutex, broadcast};

/// Events a slow watcher may be behind before it is sent a snapshot instead.
const LAG: usize = 64;

/// The slots of one offer, kept up with the ledger.
///
/// Whoever reads brings the table up to date; only the hub tells watchers, at its own pace, what
/// differs from the table they were told of last.
pub(super) struct Feed {
    catalogue: Arc<Catalogue>,
    offer: Offer,
    source: Source,
    current: RwLock<Option<Arc<Table>>>,
    /// Whoever brings the table up to date holds it.
    advancing: Mutex<()>,
    sent: Mutex<Sent>,
    events: broadcast::Sender<LiveEvent>,
    used: AtomicBool,
    versions: Arc<AtomicU64>,
}

/// What watchers have been told.
#[derive(Default)]
struct Sent {
    told: Option<Arc<Table>>,
    ring: Ring,
    order: u64,
    /// The last that was made, of which table and dates.
    snapshot: Option<(Arc<Table>, (Date, Date), LiveEvent)>,
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
            advancing: Mutex::default(),
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
        let _advancing = self.advancing.lock().await;
        match self.if_current(seq) {
            Some(table) => Ok(table),
            None => self.advance().await,
        }
    }

    /// Brings the table up to date and sends watchers what differs from what they know.
    pub(super) async fn tell(&self) -> Result<(), Refusal> {
        self.tell_from(&mut *self.sent.lock().await).await.map(drop)
    }

    /// Starts a watcher: from where it left off if that is known, else with a snapshot of the dates
    /// in `range`.
    pub(super) async fn start(
        &self,
        range: (Date, Date),
        last_event_id: Option<i64>,
    ) -> Result<Start, Refusal> {
        let mut sent = self.sent.lock().await;
        // Where others watch, what they were told is at most one look of the hub old.
        let told = match sent.told.clone().filter(|_| self.is_watched()) {
            Some(told) => told,
            None => self.tell_from(&mut sent).await?,
        };
        // A page may know more than watchers were told by now; it will hear some of it again.
        let latest = self.latest().map_or(told.seq, |table| table.seq);
        let missed = last_event_id.and_then(|id| sent.ring.after(id, latest));
        let backlog = match missed {
            Some(missed) => missed,
            None => VecDeque::from([self.snapshot_of(&told, &mut sent, range)]),
        };
        Ok(Start { backlog, events: self.events.subscribe() })
    }

    /// All that watchers were told.
    pub(super) async fn snapshot(&self, range: (Date, Date)) -> Result<LiveEvent, Refusal> {
        let mut sent = self.sent.lock().await;
        let told = match sent.told.clone() {
            Some(told) => told,
            None => self.tell_from(&mut sent).await?,
        };
        Ok(self.snapshot_of(&told, &mut sent, range))
    }

    async fn tell_from(&self, sent: &mut Sent) -> Result<Arc<Table>, Refusal> {
        let table = self.table().await?;
        let Some(told) = sent.told.replace(Arc::clone(&table)) else {
            sent.ring.restart(table.seq);
            return Ok(table);
        };
        let (changed, counts) = difference(&told, &table);
        if !changed.is_empty() {
            sent.order += 1;
            let data = self.render(table.seq, changed.iter(), counts);
            let event = LiveEvent::new(table.seq, LiveKind::Change, &data, sent.order);
            sent.ring.push(event.clone());
            // No receiver is no error: most feeds are only read.
            let _ = self.events.send(event);
        }
        Ok(table)
    }

    fn latest(&self) -> Option<Arc<Table>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn if_current(&self, seq: i64) -> Option<Arc<Table>> {
        let now = self.source.clock.now();
        self.latest().filter(|table| table.seq >= seq && now < table.valid_until)
    }

    async fn advance(&self) -> Result<Arc<Table>, Refusal> {
        let Some(mut table) = self.latest() else {
            let Found { seq, slots, hold_ends } = self.read_all().await?;
            return Ok(self.replace(seq, self.next_version(), by_date(slots), hold_ends));
        };
        loop {
            if table.valid_until <= self.source.clock.now() {
                let Found { seq, slots, hold_ends } = self.read_all().await?;
                let days = merged(&table, (Date::MIN, Date::MAX), slots);
                // The words for a slot depend on the date as well: today, tomorrow.
                table = self.replace(seq, self.next_version(), days, hold_ends);
            }
            let changes = self.source.reader.changes_after(table.seq).await;
            let Some(changes) = changes.map_err(|stop| stop.refusal())? else {
                table = self.merge(&table, (Date::MIN, Date::MAX), self.read_all().await?);
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
                    self.merge(&table, (from, to), Found { seq: last, ..read })
                }
                None => self.replace(last, table.version, table.days.clone(), table.hold_ends),
            };
        }
    }

    async fn read_all(&self) -> Result<Found, Refusal> {
        let (from, to) = self.source.dates(&self.catalogue, &self.offer);
        self.source.slots(&self.catalogue, &self.offer, from, to).await
    }

    /// Puts slots in the place of those known on the dates `range`. The version stays where nothing
    /// differs.
    fn merge(&self, table: &Table, range: (Date, Date), found: Found) -> Arc<Table> {
        let days = merged(table, range, found.slots);
        // What ends on other dates may be older news: then all is read again a little early.
        let hold_ends = [table.hold_ends, found.hold_ends].into_iter().flatten().min();
        let same = days.len() == table.days.len()
            && days
                .iter()
                .zip(&table.days)
                .all(|((a, new), (b, old))| a == b && Arc::ptr_eq(new, old));
        let version = if same { table.version } else { self.next_version() };
        self.replace(found.seq, version, days, hold_ends)
    }

    fn next_version(&self) -> u64 {
        self.versions.fetch_add(1, Ordering::Relaxed)
    }

    fn replace(
        &self,
        seq: i64,
        version: u64,
        days: BTreeMap<Date, Arc<Day>>,
        hold_ends: Option<UnixMillis>,
    ) -> Arc<Table> {
        let next_day = self.source.next_day(&self.catalogue);
        let table = Arc::new(Table::new(seq, version, days, hold_ends, next_day));
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = Some(Arc::clone(&table));
        table
    }

    fn snapshot_of(
        &self,
        table: &Arc<Table>,
        sent: &mut Sent,
        (from, to): (Date, Date),
    ) -> LiveEvent {
        // A crowd looks at the same dates, and comes back all at once.
        if let Some((of, range, snapshot)) = &sent.snapshot
            && Arc::ptr_eq(of, table)
            && *range == (from, to)
            && snapshot.order == sent.order
        {
            return snapshot.clone();
        }
        let days = table.days.iter().map(|(date, day)| day_view(*date, day));
        let slots = table.range(from, to).flat_map(|day| day.slots.iter());
        let data = self.render(table.seq, slots, days.collect());
        let snapshot = LiveEvent::new(table.seq, LiveKind::Snapshot, &data, sent.order);
        sent.snapshot = Some((Arc::clone(table), (from, to), snapshot.clone()));
        snapshot
    }

    fn render<'a>(
        &self,
        seq: i64,
        slots: impl Iterator<Item = &'a Slot>,
        days: Vec<DayView>,
    ) -> String {
        render(&self.catalogue.venue, &self.offer.id, seq, slots, days)
    }
}

fn day_view(date: Date, day: &Day) -> DayView {
    DayView { date, left: day.bookable(), places: day.places() }
}

fn by_date(slots: Vec<Slot>) -> BTreeMap<Date, Arc<Day>> {
    let mut days: BTreeMap<Date, Vec<Slot>> = BTreeMap::new();
    for slot in slots {
        days.entry(slot.date).or_default().push(slot);
    }
    days.into_iter().map(|(date, slots)| (date, Arc::new(Day::new(slots)))).collect()
}

/// The days of a table with those of `range` replaced; days that are as they were stay the same.
fn merged(table: &Table, (from, to): (Date, Date), slots: Vec<Slot>) -> BTreeMap<Date, Arc<Day>> {
    let mut days = table.days.clone();
    days.retain(|date, _| *date < from || to < *date);
    for (date, fresh) in by_date(slots) {
        let known = table.days.get(&date).filter(|day| day.slots == fresh.slots);
        days.insert(date, known.cloned().unwrap_or(fresh));
    }
    days
}

/// The slots that are not as they were, and the dates that have more or fewer to book. A slot that is
/// no longer offered has nothing left.
fn difference(old: &Table, new: &Table) -> (Vec<Slot>, Vec<DayView>) {
    let (mut slots, mut counts) = (Vec::new(), Vec::new());
    let none = Arc::new(Day::default());
    let dates: BTreeSet<Date> = old.days.keys().chain(new.days.keys()).copied().collect();
    for date in dates {
        let (was, is) =
            (old.days.get(&date).unwrap_or(&none), new.days.get(&date).unwrap_or(&none));
        if Arc::ptr_eq(was, is) {
            continue;
        }
        slots.extend(changed(&was.slots, &is.slots));
        if (was.bookable(), was.places()) != (is.bookable(), is.places()) {
            counts.push(day_view(date, is));
        }
    }
    (slots, counts)
}

fn changed(old: &[Slot], new: &[Slot]) -> Vec<Slot> {
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
