//! Two engines on one ledger, and the model that must agree with them.

use crate::answer::{Answer, No, State};
use crate::audit::{audit, connect};
use crate::model::{Aim, Model};
use crate::op::{Op, Want};
use crate::room::Room;
use crate::venue::{MONDAY, SIX, ask, catalogue, guest, id, seats};
use booking::{Kind, OfferId, Opening, Refusal, UnixMillis, WeekHours, Wish};
use engine::{
    CapacityChange, Catalogue, Config, Decision, Engine, ManualClock, Receipt, Request,
    SeededRandom, verify,
};
use jiff::ToSpan;
use sqlx::SqliteConnection;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// Dates that are compared, from Monday on: all that can be asked for.
const DAYS: i64 = 6;
/// The file is looked over every so many steps, and at the end.
const AUDITED: usize = 5;

pub struct World {
    engines: [Engine; 2],
    clock: Arc<ManualClock>,
    model: Model,
    /// Of each of the model's bookings.
    receipts: Vec<Receipt>,
    steps: usize,
    file: SqliteConnection,
    folder: TempDir,
}

impl World {
    /// A ledger to copy, so that each life begins at once.
    pub async fn template() -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(&file_in(folder.path()), &Arc::new(ManualClock::at(SIX)), 0).await;
        assert!(engine.install(short_days()).await.unwrap());
        engine.shut_down().await;
        folder
    }

    pub async fn open(template: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = file_in(folder.path());
        std::fs::copy(file_in(template), &path).unwrap();
        let clock = Arc::new(ManualClock::at(SIX));
        Self {
            engines: [engine(&path, &clock, 1).await, engine(&path, &clock, 2).await],
            clock,
            model: Model::new(),
            receipts: Vec::new(),
            steps: 0,
            file: connect(&path).await,
            folder,
        }
    }

    /// Does the same to both, and compares.
    pub async fn step(&mut self, op: &Op) {
        self.steps += 1;
        let engine = self.engines[self.steps % 2].clone();
        let (found, expected) = match op {
            Op::Hold(wants) => self.take(&engine, Aim::Hold, wants).await,
            Op::Book(wants) => self.take(&engine, Aim::Book, wants).await,
            Op::Wait(wants) => self.take(&engine, Aim::Wait, wants).await,
            Op::Minutes(minutes) => {
                self.clock.advance_seconds(minutes * 60);
                self.model.now = engine.now().0;
                (Ok(State::Expired), Ok(State::Expired))
            }
            Op::Sweep => {
                engine.sweep().await.unwrap();
                self.model.sweep();
                (Ok(State::Expired), Ok(State::Expired))
            }
            Op::Capacity(resource, to) => {
                let change = CapacityChange::To(*to);
                self.capacity(&engine, resource, change, *to).await
            }
            Op::Restock(more) => {
                let to = self.model.capacity["records"] + more;
                self.capacity(&engine, "records", CapacityChange::Add(*more), to).await
            }
            Op::Confirm(which)
            | Op::Cancel(which)
            | Op::CancelForGuest(which)
            | Op::Reschedule(which, _)
            | Op::Approve(which)
            | Op::Decline(which)
            | Op::Complete(which)
            | Op::Paid(which) => {
                let Some(which) = which.checked_rem(self.receipts.len()) else { return };
                self.change(&engine, op, which).await
            }
        };
        assert_eq!(found, expected, "the ledger (left) and the model (right) on {op:?}");
        self.compare().await;
    }

    async fn take(&mut self, engine: &Engine, aim: Aim, wants: &[Want]) -> (Answer, Answer) {
        let items: Vec<_> = wants.iter().map(Want::request).collect();
        let guest = (aim != Aim::Hold).then(|| guest("Ada"));
        let request = Request { guest, ..ask(&items) };
        let found = match aim {
            Aim::Hold => engine.hold(request, None).await,
            Aim::Book => engine.book(request, None).await,
            Aim::Wait => engine.wait(request, None).await,
        };
        let expected = self.model.take(aim, wants);
        if let Ok(receipt) = &found {
            self.receipts.push(receipt.clone());
        }
        (found.map(|receipt| state(&receipt.state)).map_err(no), expected)
    }

    async fn capacity(
        &mut self,
        engine: &Engine,
        resource: &'static str,
        change: CapacityChange,
        to: u32,
    ) -> (Answer, Answer) {
        let found = engine.set_capacity(&id(resource), change).await;
        let expected = self.model.set_capacity(resource, to);
        assert_eq!(found.map_err(no), expected, "capacity of {resource}");
        (Ok(State::Expired), Ok(State::Expired))
    }

    async fn change(&mut self, engine: &Engine, op: &Op, which: usize) -> (Answer, Answer) {
        let Receipt { reference, secret, .. } = &self.receipts[which];
        let model = &mut self.model;
        let (found, expected) = match op {
            Op::Confirm(_) => {
                let found = engine.confirm(reference, secret, guest("Ada")).await;
                (found, model.confirm(which))
            }
            Op::Cancel(_) => (engine.cancel(reference, secret).await, model.cancel(which)),
            Op::CancelForGuest(_) => {
                (engine.cancel_for_guest(reference).await, model.cancel(which))
            }
            Op::Reschedule(_, wants) => {
                let asked: Vec<_> = wants.iter().map(Want::request).collect();
                let found = engine.reschedule(reference, secret, &asked).await;
                (found, model.reschedule(which, wants))
            }
            Op::Approve(_) => {
                let found = engine.decide(reference, Decision::Approve).await;
                (found, model.decide(which, &[State::Pending], State::Confirmed))
            }
            Op::Decline(_) => {
                let found = engine.decide(reference, Decision::Decline).await;
                (found, model.decide(which, &[State::Pending], State::Declined))
            }
            Op::Complete(_) => {
                let found = engine.decide(reference, Decision::Complete).await;
                (found, model.decide(which, &[State::Confirmed], State::Completed))
            }
            _ => {
                let found = engine.decide(reference, Decision::Paid).await;
                (found, model.pay(which))
            }
        };
        (found.map(|booking| state(&booking.state)).map_err(no), expected)
    }

    /// Looks through the engine that did not write.
    async fn compare(&mut self) {
        let reader = &self.engines[(self.steps + 1) % 2];
        self.compare_slots(reader).await;
        for (which, receipt) in self.receipts.iter().enumerate() {
            if self.model.bookings[which].state == State::Waiting {
                let found = reader.find(&receipt.reference, &receipt.secret).await.unwrap();
                assert_eq!(found.position, self.model.position(which), "position of {which}");
            }
        }
        let rows: Vec<(String, Option<i64>)> =
            sqlx::query_as("SELECT state, expires_at FROM booking ORDER BY id")
                .fetch_all(&mut self.file)
                .await
                .unwrap();
        assert_eq!(rows.len(), self.receipts.len());
        for (which, (name, until)) in rows.into_iter().enumerate() {
            let expected = self.model.state(which);
            let found = match (name.as_str(), until) {
                ("held", Some(until)) if until <= self.model.now => State::Expired,
                ("held", Some(until)) => State::Held(until),
                ("waiting", _) if expected == State::Expired => State::Expired,
                (name, _) => named(name),
            };
            assert_eq!(found, expected, "state of {which}");
        }
        if self.steps.is_multiple_of(AUDITED) {
            self.audit().await;
        }
    }

    async fn audit(&self) {
        audit(&file_in(self.folder.path()), UnixMillis(self.model.now)).await;
    }

    /// Every slot of the days to come, and no other, has left what counting says.
    async fn compare_slots(&self, reader: &Engine) {
        let today = self.model.today();
        if today >= DAYS {
            return;
        }
        let all: Vec<Want> = (today..DAYS).flat_map(day).chain([STOCK]).collect();
        let open = all.iter().filter(|want| want.begins().is_none_or(|at| at > self.model.now));
        let mut expected = BTreeMap::new();
        for want in open {
            let request = want.request();
            let slot = match request.wish {
                Wish::Slot(slot) => slot.to_string(),
                Wish::Nights { from, .. } => from.to_string(),
            };
            expected.insert((request.offer.to_string(), slot), self.model.room_for_one(want));
        }
        let mut found = BTreeMap::new();
        let date = |day: i64| MONDAY.saturating_add(day.days());
        for offer in ["haircut", "advice", "court", "class", "room", "vinyl"] {
            let offer = OfferId::parse(offer).unwrap();
            let slots = reader.slots(&offer, date(today), date(DAYS - 1)).await.unwrap();
            for slot in slots.iter() {
                let held_until = slot.held_until.map(|until| until.0);
                let room = Room { left: slot.left, held_until };
                found.insert((offer.to_string(), slot.id.to_string()), room);
            }
        }
        if found != expected {
            let wrong = found.iter().filter(|(slot, room)| expected.get(slot) != Some(room));
            panic!("slots: {:?}, where {expected:?} was expected", wrong.collect::<Vec<_>>());
        }
    }

    pub async fn close(self) {
        for engine in &self.engines {
            engine.shut_down().await;
        }
        self.audit().await;
        let report = verify(&file_in(self.folder.path()), &*self.clock).await.unwrap();
        assert!(report.is_sound(), "{:?}", report.findings);
    }
}

const STOCK: Want = Want::Vinyl { quantity: 1 };

/// All that can be asked for on a day, from 09:00 to 11:30.
fn day(day: i64) -> Vec<Want> {
    let mut wants = vec![Want::Class { day, quantity: 1 }];
    wants.push(Want::Room { day, nights: 1, quantity: 1 });
    wants.extend((0..=6).map(|quarter| Want::Court { day, quarter, quantity: 1 }));
    wants.extend((0..=8).map(|quarter| Want::Advice { day, quarter }));
    for with in ["ana", "ben"] {
        wants.extend((0..=7).map(|quarter| Want::Haircut { with, day, quarter }));
    }
    wants
}

fn file_in(folder: &Path) -> PathBuf {
    folder.join("berth.db")
}

async fn engine(path: &Path, clock: &Arc<ManualClock>, seed: u64) -> Engine {
    let config = Config {
        sweep: false,
        clock: Arc::clone(clock) as _,
        random: Arc::new(SeededRandom::new(seed << 32)),
        ..Config::new(path)
    };
    Engine::open(config).await.unwrap()
}

fn short_days() -> Catalogue {
    let mut catalogue = catalogue();
    seats(&mut catalogue, "studio", 4);
    for offer in &mut catalogue.offers {
        offer.rules.horizon_days = 6;
        offer.rules.approval = offer.id.as_str() == "court";
        if let Kind::Appointment(appointment) = &mut offer.kind {
            let hours = || vec![Opening::parse("09:00-11:30").unwrap()];
            appointment.schedule.week = WeekHours::new(std::array::from_fn(|_| hours()));
        }
    }
    catalogue
}

fn state(state: &booking::State) -> State {
    match state {
        booking::State::Held { expires_at } => State::Held(expires_at.0),
        other => named(other.name().as_str()),
    }
}

fn named(name: &str) -> State {
    match name {
        "waiting" => State::Waiting,
        "pending" => State::Pending,
        "confirmed" => State::Confirmed,
        "declined" => State::Declined,
        "cancelled" => State::Cancelled,
        "completed" => State::Completed,
        "expired" => State::Expired,
        other => panic!("no case ends as {other}"),
    }
}

fn no(refusal: Refusal) -> No {
    let (index, refusal) = refusal.item();
    match refusal {
        Refusal::Taken => No::Taken(index),
        Refusal::Few { left } => No::Few(index, *left),
        Refusal::Held { until } => No::Held(index, until.0),
        Refusal::Closed { .. } => No::Closed(index),
        Refusal::Expired => No::Expired(index),
        Refusal::Invalid { .. } => No::Invalid,
        other => panic!("nothing here is {other:?}"),
    }
}
