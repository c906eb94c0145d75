//! Guests who do at random what guests do, and write down what they were told.

use crate::place::{Given, Place};
use crate::spec::{Ask, Told};
use crate::venue::{SIX, ask, guest};
use booking::{Refusal, State};
use engine::{Engine, Idempotency, Random, Receipt, SeededRandom};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{RwLock, watch};

/// What all clients of a run share.
pub struct Scene {
    pub engines: Vec<Engine>,
    pub places: Vec<Place>,
    pub clients: usize,
    /// Numbers the bookings.
    pub next: AtomicUsize,
    /// Held to read during a call and to write while time passes: an answer is as of one instant.
    pub time: RwLock<()>,
    /// How many calls have returned.
    pub done: watch::Sender<usize>,
}

pub struct Client {
    pub scene: Arc<Scene>,
    pub number: usize,
    pub random: SeededRandom,
}

impl Client {
    /// Below `bound`.
    fn draw(&self, bound: usize) -> usize {
        let mut bytes = [0; 8];
        self.random.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % bound as u64).unwrap()
    }

    pub async fn act(self, calls: usize) {
        let scene = Arc::clone(&self.scene);
        for _ in 0..calls {
            let place = &scene.places[self.draw(scene.places.len())];
            let engine = &scene.engines[self.draw(scene.engines.len())];
            let instant = scene.time.read().await;
            let given = place.recent(self.draw(4));
            match (self.draw(10), given) {
                (0..=3, _) | (_, None) => self.take(engine, place, Ask::Hold).await,
                (4, _) => self.take(engine, place, Ask::Book).await,
                (5 | 6, Some(given)) => {
                    let confirm = engine.confirm(&given.reference, &given.secret, guest("Ada"));
                    self.change(place, Ask::Confirm(given.id), confirm).await;
                }
                (7 | 8, Some(given)) => {
                    let cancel = engine.cancel(&given.reference, &given.secret);
                    self.change(place, Ask::Cancel(given.id), cancel).await;
                }
                (_, Some(given)) => {
                    let find = engine.find(&given.reference, &given.secret);
                    self.change(place, Ask::Find(given.id), find).await;
                }
            }
            drop(instant);
            scene.done.send_modify(|done| *done += 1);
        }
    }

    async fn take(&self, engine: &Engine, place: &Place, how: fn(usize) -> Ask) {
        let id = self.scene.next.fetch_add(1, Ordering::SeqCst);
        let what = how(id);
        if matches!(what, Ask::Book(_)) && self.draw(3) == 0 {
            return self.hang_up(engine, place, id).await;
        }
        place.recorder.calls(self.number, what);
        let told = match reserve(engine.clone(), place.item.clone(), what).await {
            Ok(receipt) => given(place, id, receipt),
            Err(refusal) => refused(&refusal),
        };
        place.recorder.hears(self.number, what, told);
    }

    /// Goes away in the middle of a call and asks again under the same key.
    async fn hang_up(&self, engine: &Engine, place: &Place, id: usize) {
        let what = Ask::Book(id);
        // A client of its own: should it never hear, it has nothing else to say.
        let number = self.number + (id + 1) * self.scene.clients;
        place.recorder.calls(number, what);
        let call = tokio::spawn(reserve(engine.clone(), place.item.clone(), what));
        for _ in 0..self.draw(20) {
            tokio::task::yield_now().await;
        }
        call.abort();
        if let Ok(receipt) = reserve(engine.clone(), place.item.clone(), what).await {
            place.recorder.hears(number, what, given(place, id, receipt));
        }
        // Refused; but the first call may still be waiting somewhere, and be done later.
    }

    async fn change(
        &self,
        place: &Place,
        what: Ask,
        call: impl Future<Output = Result<booking::Booking, Refusal>>,
    ) {
        place.recorder.calls(self.number, what);
        let told = match call.await {
            Ok(booking) => told(&booking.state),
            Err(refusal) => refused(&refusal),
        };
        place.recorder.hears(self.number, what, told);
    }
}

async fn reserve(engine: Engine, item: engine::ItemRequest, what: Ask) -> Result<Receipt, Refusal> {
    match what {
        Ask::Hold(id) => engine.hold(ask(&[item]), Some(key(id))).await,
        Ask::Book(id) => engine.book(ask(&[item]), Some(key(id))).await,
        other => panic!("{other:?} takes no place"),
    }
}

fn key(id: usize) -> Idempotency {
    Idempotency { key: format!("call {id}"), fingerprint: [0; 32] }
}

fn given(place: &Place, id: usize, receipt: Receipt) -> Told {
    let Receipt { reference, secret, state, .. } = receipt;
    place.give(Given { id, reference, secret });
    told(&state)
}

fn told(state: &State) -> Told {
    match state {
        State::Held { expires_at } => Told::Held { until: expires_at.0 - SIX.0 },
        State::Confirmed => Told::Confirmed,
        State::Cancelled => Told::Cancelled,
        State::Expired => Told::Expired,
        other => panic!("nobody asked for {other:?}"),
    }
}

fn refused(refusal: &Refusal) -> Told {
    match refusal {
        Refusal::Taken => Told::Taken,
        Refusal::Held { .. } => Told::OccupiedByHold,
        Refusal::Expired => Told::Expired,
        Refusal::Busy { .. } | Refusal::Unavailable { .. } => Told::Nothing,
        other => panic!("nobody may hear {other:?} here"),
    }
}
