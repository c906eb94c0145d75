//! Where a race is run: a table nobody guards, one behind the lock, or a ledger.

use super::event::{Log, Moment};
use super::no_lock::NoLock;
use super::{Race, RaceError, Strategy};
use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::engine::{Engine, LockNeeds, Trial, links};
use crate::ledger::{OpenError, Scratch, UNAVAILABLE};
use crate::live::Hint;
use crate::lock::{DEADLINE, Floor, Lock, LockError, LockKey};
use crate::metrics::Metrics;
use crate::random::{OsRandom, draw};
use crate::request::{ItemRequest, Request};
use crate::section::Turn;
use booking::{
    Cells, Guest, GuestInput, Kind, Offer, OfferId, Refusal, Resource, ResourceId, Rules, SlotId,
    Stock, Wish,
};
use futures::future::BoxFuture;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub(super) enum Course {
    Table { table: Scratch, turnstile: Option<Turnstile> },
    Ledger { engine: Engine, offer: OfferId },
}

/// The lock before a table.
pub(super) struct Turnstile {
    lock: Box<dyn Lock>,
    keys: [LockKey; 1],
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Course {
    pub(super) async fn open(
        race: &Race,
        folder: &Path,
        log: &Arc<Log>,
    ) -> Result<Self, RaceError> {
        let file = folder.join("race.db");
        let name = name();
        match race.strategy {
            Strategy::None => {
                Ok(Self::Table { table: Scratch::open(&file).await?, turnstile: None })
            }
            Strategy::Lock => {
                let turnstile = Some(Turnstile::open(race.redis_url.as_deref(), &name).await?);
                Ok(Self::Table { table: Scratch::open(&file).await?, turnstile })
            }
            Strategy::Ledger => {
                let trial = Trial { lock: Some(Box::new(NoLock)), turns: None };
                let engine = Engine::open_for(config(file, None), trial).await?;
                Self::stock(engine, race.places, &name).await
            }
            Strategy::Both => {
                let log = Arc::clone(log);
                let turns = Arc::new(move |turn| {
                    let moment = match turn {
                        Turn::Begins => Moment::Locked,
                        Turn::Ends => Moment::Unlocked,
                    };
                    log.note(None, moment);
                });
                let trial = Trial { lock: None, turns: Some(turns) };
                let engine = Engine::open_for(config(file, race.redis_url.clone()), trial).await?;
                Self::stock(engine, race.places, &name).await
            }
        }
    }

    /// Fills a ledger with so many units of one thing. They have neither date nor rule, so that a
    /// race can be run at any time.
    async fn stock(engine: Engine, places: u32, name: &ResourceId) -> Result<Self, RaceError> {
        let offer = OfferId::parse("place").map_err(|_| RaceError::Refused(Refusal::Unknown))?;
        let catalogue = Catalogue {
            resources: vec![Resource {
                id: name.clone(),
                title: "Place".to_owned(),
                cells: Cells::One,
                capacity: places,
            }],
            offers: vec![Offer {
                id: offer.clone(),
                title: "Place".to_owned(),
                description: String::new(),
                price: None,
                rules: Rules::default(),
                kind: Kind::Stock(Stock { resource: name.clone() }),
            }],
            ..Catalogue::empty()
        };
        engine.install(catalogue).await.map_err(RaceError::Refused)?;
        Ok(Self::Ledger { engine, offer })
    }

    /// One contender's attempt at one place: to look whether there is one, to think, to take it.
    pub(super) async fn attempt(
        &self,
        race: &Race,
        contender: u32,
        log: &Log,
    ) -> Result<(), Refusal> {
        match self {
            Self::Table { table, turnstile: None } => buy(race, table, contender).await,
            Self::Table { table, turnstile: Some(Turnstile { lock, keys, .. }) } => {
                let grant = lock.acquire(keys, Instant::now() + DEADLINE).await;
                let grant = grant.map_err(|error| match error {
                    LockError::Busy => Refusal::Busy { retry_after_seconds: 1 },
                    LockError::Unavailable => UNAVAILABLE,
                })?;
                log.note(Some(contender), Moment::Locked);
                let outcome = buy(race, table, contender).await;
                log.note(Some(contender), Moment::Unlocked);
                grant.release().await;
                outcome
            }
            Self::Ledger { engine, offer } => {
                if left(engine, offer).await? == 0 {
                    return Err(Refusal::Taken);
                }
                tokio::time::sleep(race.hold).await;
                engine.book(request(offer, contender)?, None).await.map(drop)
            }
        }
    }

    /// How many places are sold by what is stored.
    pub(super) async fn stored(&self, race: &Race) -> Result<u32, Refusal> {
        match self {
            Self::Table { table, .. } => {
                let sold = table.sold().await.map_err(|stop| stop.refusal())?;
                Ok(u32::try_from(sold).unwrap_or(u32::MAX))
            }
            Self::Ledger { engine, offer } => {
                Ok(race.places.saturating_sub(left(engine, offer).await?))
            }
        }
    }

    pub(super) async fn close(self) {
        match self {
            Self::Table { table, turnstile } => {
                table.close().await;
                if let Some(Turnstile { tasks, stop, .. }) = turnstile {
                    stop.cancel();
                    tasks.close();
                    tasks.wait().await;
                }
            }
            Self::Ledger { engine, .. } => engine.shut_down().await,
        }
    }
}

impl Turnstile {
    async fn open(redis_url: Option<&str>, name: &ResourceId) -> Result<Self, RaceError> {
        let metrics = Metrics::new().map_err(|_| OpenError::Metrics)?;
        let needs = LockNeeds {
            links: links(redis_url, &metrics).await?,
            floor: Arc::new(NoFloor),
            random: Arc::new(OsRandom),
            metrics: metrics.lock.clone(),
            changed: Arc::new(Hint::default()),
        };
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let lock = needs.lock(&tasks, &stop);
        let keys = [LockKey::new(name.clone(), Date::constant(1970, 1, 1))];
        Ok(Self { lock, keys, tasks, stop })
    }
}

/// A table that looks at no fence has seen none.
struct NoFloor;

impl Floor for NoFloor {
    fn floor<'a>(&'a self, _keys: &'a [LockKey]) -> BoxFuture<'a, u64> {
        Box::pin(std::future::ready(0))
    }
}

/// Nothing is told of these bookings: they are nobody's.
fn config(database: PathBuf, redis_url: Option<String>) -> Config {
    Config { redis_url, deliver: None, ..Config::new(database) }
}

/// Look, think, write. That nobody else writes between the look and the write is for others to see to.
async fn buy(race: &Race, table: &Scratch, contender: u32) -> Result<(), Refusal> {
    let sold = table.sold().await.map_err(|stop| stop.refusal())?;
    if sold >= i64::from(race.places) {
        return Err(Refusal::Taken);
    }
    tokio::time::sleep(race.hold).await;
    table.sell(contender).await.map_err(|stop| stop.refusal())
}

async fn left(engine: &Engine, offer: &OfferId) -> Result<u32, Refusal> {
    let (from, to) = engine.dates(offer)?;
    let slots = engine.slots(offer, from, to).await?;
    Ok(slots.iter().map(|slot| slot.left).sum())
}

fn request(offer: &OfferId, contender: u32) -> Result<Request, Refusal> {
    let guest = Guest::parse(&GuestInput {
        name: format!("Contender {contender}"),
        email: format!("{contender}@example.com"),
        ..GuestInput::default()
    });
    let slot = SlotId::parse(Stock::SLOT).map_err(|_| Refusal::Unknown)?;
    Ok(Request {
        items: vec![ItemRequest { offer: offer.clone(), wish: Wish::Slot(slot), quantity: 1 }],
        guest: Some(guest.map_err(|errors| Refusal::Invalid { errors })?),
    })
}

/// No other race that shares a Redis has the same, and so none waits for another's lock.
fn name() -> ResourceId {
    let drawn = u64::from_le_bytes(draw(&OsRandom));
    ResourceId::parse(&format!("race-{drawn:016x}")).expect("letters, digits and a dash")
}
