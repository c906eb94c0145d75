use super::event::{DayView, LiveEvent, LiveKind, render};
use crate::availability::{Availability, touched_dates};
use crate::catalogue::Catalogue;
use booking::{Offer, Refusal, Slot, SlotId};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::Arc;
use tokio::sync::{Mutex, broadcast};

/// Events kept for watchers that come back: at 20 a second, the last 12 seconds at the least.
const RING: usize = 256;
/// Events a slow watcher may be behind before it is sent a snapshot instead.
const LAG: usize = 64;

/// The slots of one offer, kept up with the ledger.
pub(super) struct Feed {
    catalogue: Arc<Catalogue>,
    offer: Offer,
    availability: Availability,
    state: Mutex<State>,
    pub(super) events: broadcast::Sender<LiveEvent>,
}

struct State {
    /// The sequence up to which changes have been read.
    cursor: i64,
    /// The lowest id from which the ring tells everything that followed.
    resumable_from: i64,
    order: u64,
    ring: VecDeque<LiveEvent>,
    days: BTreeMap<Date, Vec<Slot>>,
}

/// What a new watcher starts with.
pub(super) struct Start {
    pub(super) backlog: VecDeque<LiveEvent>,
    pub(super) events: broadcast::Receiver<LiveEvent>,
}

impl Feed {
    pub(super) async fn open(
        catalogue: Arc<Catalogue>,
        offer: Offer,
        availability: Availability,
    ) -> Result<Self, Refusal> {
        let (from, to) = availability.dates(&catalogue, &offer);
        let slots = availability.slots(&catalogue, &offer, from, to).await?;
        let state = State {
            cursor: slots.seq,
            resumable_from: slots.seq,
            order: 0,
            ring: VecDeque::new(),
            days: by_date(slots.slots),
        };
        Ok(Self {
            catalogue,
            offer,
            availability,
            state: Mutex::new(state),
            events: broadcast::Sender::new(LAG),
        })
    }

    pub(super) fn is_watched(&self) -> bool {
        self.events.receiver_count() > 0
    }

    /// Reads on and sends what differs.
    pub(super) async fn catch_up(&self) -> Result<(), Refusal> {
        let mut state = self.state.lock().await;
        self.read_on(&mut state).await
    }

    /// Compares everything, as the passing of time closes slots that no commit touched.
    pub(super) async fn refresh(&self) -> Result<(), Refusal> {
        let mut state = self.state.lock().await;
        self.read_on(&mut state).await?;
        let (from, to) = self.availability.dates(&self.catalogue, &self.offer);
        let slots = self
            .availability
            .slots(&self.catalogue, &self.offer, from, to)
            .await?;
        let first = state.days.keys().next().copied().unwrap_or(from).min(from);
        if self.send_difference(&mut state, first, to, slots.slots) {
            // A watcher that has this id may have missed this event: it cannot resume from it.
            state.ring.clear();
            state.resumable_from = state.cursor + 1;
        }
        Ok(())
    }

    /// Starts a watcher: from where it left off if the ring reaches back to it, else with a
    /// snapshot of the dates in `range`.
    pub(super) async fn start(
        &self,
        range: (Date, Date),
        last_event_id: Option<i64>,
    ) -> Result<Start, Refusal> {
        let mut state = self.state.lock().await;
        self.read_on(&mut state).await?;
        let known = last_event_id.filter(|id| (state.resumable_from..=state.cursor).contains(id));
        let backlog = match known {
            Some(id) => state
                .ring
                .iter()
                .filter(|event| event.id > id)
                .cloned()
                .collect(),
            None => VecDeque::from([self.snapshot_of(&state, range)]),
        };
        Ok(Start {
            backlog,
            events: self.events.subscribe(),
        })
    }

    pub(super) async fn snapshot(&self, range: (Date, Date)) -> LiveEvent {
        let state = self.state.lock().await;
        self.snapshot_of(&state, range)
    }

    async fn read_on(&self, state: &mut State) -> Result<(), Refusal> {
        loop {
            let changes = self.availability.reader.changes_after(state.cursor).await;
            match changes.map_err(|stop| stop.refusal())? {
                None => {
                    let (from, to) = self.availability.dates(&self.catalogue, &self.offer);
                    let slots = self
                        .availability
                        .slots(&self.catalogue, &self.offer, from, to)
                        .await?;
                    state.cursor = slots.seq;
                    self.send_difference(state, from, to, slots.slots);
                    state.ring.clear();
                    state.resumable_from = state.cursor + 1;
                }
                Some(changes) => {
                    let Some(last) = changes.last() else {
                        return Ok(());
                    };
                    let last = last.seq;
                    let touched = changes
                        .iter()
                        .filter_map(|change| touched_dates(&self.catalogue, &self.offer, change))
                        .reduce(|(a, b), (c, d)| (a.min(c), b.max(d)));
                    if let Some((from, to)) = touched {
                        let slots = self
                            .availability
                            .slots(&self.catalogue, &self.offer, from, to)
                            .await?;
                        state.cursor = last;
                        self.send_difference(state, from, to, slots.slots);
                    }
                    state.cursor = last;
                }
            }
        }
    }

    /// Puts the slots of the dates `from` to `to` in place of those known and sends what differs,
    /// stamped with the cursor. False when nothing does.
    fn send_difference(&self, state: &mut State, from: Date, to: Date, slots: Vec<Slot>) -> bool {
        let mut fresh = by_date(slots);
        let known = state.days.range(from..=to).map(|(date, _)| *date);
        let dates: BTreeSet<Date> = known.chain(fresh.keys().copied()).collect();
        let mut changed = Vec::new();
        let mut days = Vec::new();
        for date in dates {
            let new = fresh.remove(&date).unwrap_or_default();
            let old = state.days.remove(&date).unwrap_or_default();
            changed.extend(difference(&old, &new));
            if bookable(&old) != bookable(&new) {
                days.push(DayView {
                    date,
                    left: bookable(&new),
                });
            }
            if !new.is_empty() {
                state.days.insert(date, new);
            }
        }
        if changed.is_empty() {
            return false;
        }
        let zone = &self.catalogue.venue.zone;
        state.order += 1;
        let event = LiveEvent {
            id: state.cursor,
            kind: LiveKind::Change,
            data: render(zone, &self.offer.id, state.cursor, changed.iter(), days),
            order: state.order,
        };
        if state.ring.len() == RING
            && let Some(forgotten) = state.ring.pop_front()
        {
            state.resumable_from = forgotten.id;
        }
        state.ring.push_back(event.clone());
        // No receiver is no error: the last watcher may just have left.
        let _ = self.events.send(event);
        true
    }

    fn snapshot_of(&self, state: &State, (from, to): (Date, Date)) -> LiveEvent {
        let slots = if from <= to {
            state.days.range(from..=to)
        } else {
            state.days.range(from..from)
        };
        let days = state.days.iter().map(|(date, slots)| DayView {
            date: *date,
            left: bookable(slots),
        });
        let zone = &self.catalogue.venue.zone;
        let slots = slots.flat_map(|(_, slots)| slots);
        LiveEvent {
            id: state.cursor,
            kind: LiveKind::Snapshot,
            data: render(zone, &self.offer.id, state.cursor, slots, days.collect()),
            order: state.order,
        }
    }
}

fn by_date(slots: Vec<Slot>) -> BTreeMap<Date, Vec<Slot>> {
    let mut days: BTreeMap<Date, Vec<Slot>> = BTreeMap::new();
    for slot in slots {
        days.entry(slot.date).or_default().push(slot);
    }
    days
}

fn bookable(slots: &[Slot]) -> usize {
    slots.iter().filter(|slot| slot.is_bookable()).count()
}

/// The slots of a date that are not as they were; one that is no longer offered has nothing left.
fn difference(old: &[Slot], new: &[Slot]) -> Vec<Slot> {
    let was: HashMap<&SlotId, &Slot> = old.iter().map(|slot| (&slot.id, slot)).collect();
    let is: HashSet<&SlotId> = new.iter().map(|slot| &slot.id).collect();
    let changed = new
        .iter()
        .filter(|slot| was.get(&slot.id) != Some(slot))
        .cloned();
    let gone = old
        .iter()
        .filter(|slot| !is.contains(&slot.id))
        .map(|slot| Slot {
            left: 0,
            held_until: None,
            ..slot.clone()
        });
    changed.chain(gone).collect()
}
