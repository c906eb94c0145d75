//! The facade: what anyone can ask of a ledger.

use crate::availability::{Availability, Slots};
use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::ledger::{Cancel, Confirm, Files, Install, OpenError, Reader, Reserve, Writer};
use crate::live::{Hub, Watch};
use crate::lock::{LocalLock, Lock, LockKey, RedisLock, RedisLockConfig, Wake};
use crate::random::draw;
use crate::receipt::{Idempotency, Receipt};
use crate::redis_link::RedisLink;
use crate::request::{ItemRequest, Request};
use crate::section::{OutagePolicy, Section};
use crate::sweeper::Sweeper;
use booking::{
    Booking, Guest, Item, Kind, OfferId, Reference, Refusal, Secret, Slot, SlotId, State,
    UnixMillis,
};
use jiff::ToSpan;
use jiff::civil::Date;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// A ledger at work. Clones share it.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

struct Shared {
    config: Config,
    catalogue: RwLock<Arc<Catalogue>>,
    availability: Availability,
    reader: Reader,
    writer: Writer,
    section: Section,
    hub: Hub,
    link: Option<RedisLink>,
    held: Arc<Notify>,
    tasks: TaskTracker,
    /// Ends what works in the background.
    stop: CancellationToken,
    /// Ends the writer.
    close: CancellationToken,
}

/// The state of an engine's parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// Whether bookings can be made, by what the parts are and what the outage policy says.
    pub is_ready: bool,
    pub ledger: bool,
    /// `None` when there is none configured.
    pub redis: Option<bool>,
}

impl Engine {
    /// The most days [`Engine::slots`] answers for at once (DESIGN §6).
    pub const SLOTS_DAYS_MAX: i32 = 62;
    /// How far around a slot its alternatives are looked for, in days.
    const NEARBY_DAYS: i64 = 7;

    /// Opens a ledger and starts what works in the background.
    ///
    /// # Errors
    /// When the file or the Redis URL cannot be used. A Redis that is down is no error.
    pub async fn open(config: Config) -> Result<Self, OpenError> {
        let link = config
            .redis_url
            .as_deref()
            .map(RedisLink::open)
            .transpose()?;
        let files = Files::open(&config.database).await?;
        let reader = Reader::new(files.readers);
        let catalogue = match reader.catalogue().await {
            Ok(catalogue) => catalogue.unwrap_or_else(Catalogue::empty),
            Err(stop) => {
                drop(stop.refusal());
                return Err(OpenError::Content(config.database));
            }
        };
        let committed = Arc::new(Notify::new());
        let clock = Arc::clone(&config.clock);
        let (stop, close) = (CancellationToken::new(), CancellationToken::new());
        let (writer, writing) = Writer::start(
            files.writer,
            files.options,
            clock,
            Arc::clone(&committed),
            close.clone(),
        );
        let tasks = TaskTracker::new();
        tasks.spawn(async {
            // A panic in the writer has been logged by the hook; there is nothing left to end.
            let _ = writing.await;
        });
        let changed = Arc::new(Notify::new());
        let lock: Box<dyn Lock> = match &link {
            None => Box::new(LocalLock::default()),
            Some(link) => {
                let wake = Wake::default();
                let listening =
                    link.clone()
                        .listen(wake.clone(), Arc::clone(&changed), stop.clone());
                tasks.spawn(listening);
                Box::new(RedisLock::new(RedisLockConfig {
                    connection: link.connection.clone(),
                    breaker: link.breaker.clone(),
                    wake,
                    random: Arc::clone(&config.random),
                }))
            }
        };
        let availability = Availability {
            reader: reader.clone(),
            clock: Arc::clone(&config.clock),
        };
        let engine = Self {
            shared: Arc::new(Shared {
                catalogue: RwLock::new(Arc::new(catalogue)),
                section: Section::new(lock, writer.clone(), config.outage),
                hub: Hub::new(availability.clone(), stop.clone()),
                availability,
                reader,
                writer,
                link,
                held: Arc::new(Notify::new()),
                tasks,
                stop,
                close,
                config,
            }),
        };
        engine.start_background(committed, changed);
        Ok(engine)
    }

    fn start_background(&self, committed: Arc<Notify>, changed: Arc<Notify>) {
        let shared = &self.shared;
        let (stop, link) = (shared.stop.clone(), shared.link.clone());
        let announced = Arc::clone(&changed);
        shared.tasks.spawn(async move {
            let announcing = async {
                loop {
                    committed.notified().await;
                    announced.notify_one();
                    if let Some(link) = &link {
                        link.announce_change().await;
                    }
                }
            };
            stop.run_until_cancelled(announcing).await;
        });
        let hub = Arc::clone(shared);
        shared
            .tasks
            .spawn(async move { hub.hub.run(&changed).await });
        if shared.config.sweep {
            let sweeper = Sweeper {
                reader: shared.reader.clone(),
                writer: shared.writer.clone(),
                clock: Arc::clone(&shared.config.clock),
                held: Arc::clone(&shared.held),
            };
            shared.tasks.spawn(sweeper.run(shared.stop.clone()));
        }
    }

    /// Ends live streams and background work, commits what was queued, and closes the file, which
    /// leaves one file to copy if no other process has it open. Later requests are refused.
    pub async fn shut_down(&self) {
        self.end_streams();
        self.shared.reader.close().await;
        self.shared.close.cancel();
        self.shared.tasks.close();
        self.shared.tasks.wait().await;
    }

    /// Ends every [`Watch`], and everything else that works in the background but the writer.
    pub fn end_streams(&self) {
        self.shared.stop.cancel();
    }

    /// Fills an empty ledger. False, and nothing changes, where there is a venue already.
    ///
    /// # Errors
    /// When the ledger cannot be written or the catalogue is not sound.
    pub async fn install(&self, catalogue: Catalogue) -> Result<bool, Refusal> {
        if let Err(error) = catalogue.check() {
            return Err(Refusal::field("catalogue", error.to_string()));
        }
        let installed = self.shared.writer.write(Install(catalogue)).await?;
        let stored = self
            .shared
            .reader
            .catalogue()
            .await
            .map_err(|stop| stop.refusal())?;
        if let Some(catalogue) = stored {
            let mut current = self
                .shared
                .catalogue
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            *current = Arc::new(catalogue);
        }
        Ok(installed)
    }

    /// What the venue sells.
    #[must_use]
    pub fn offers(&self) -> Arc<Catalogue> {
        let catalogue = self
            .shared
            .catalogue
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&catalogue)
    }

    /// What time the engine takes it to be.
    #[must_use]
    pub fn now(&self) -> UnixMillis {
        self.shared.config.clock.now()
    }

    pub async fn health(&self) -> Health {
        let ledger = self.shared.reader.sequence().await.is_ok();
        let redis = match &self.shared.link {
            Some(link) => Some(link.is_up().await),
            None => None,
        };
        let alone = self.shared.config.outage == OutagePolicy::LedgerAlone;
        Health {
            is_ready: ledger && (alone || redis != Some(false)),
            ledger,
            redis,
        }
    }

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
            return Err(Refusal::field(
                "to",
                "Must be at most 61 days after 'from'.",
            ));
        }
        self.shared
            .availability
            .slots(&catalogue, offer, from, to)
            .await
    }

    /// The first and the last date on which the offer has slots as of now.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for the offer.
    pub fn dates(&self, offer: &OfferId) -> Result<(Date, Date), Refusal> {
        let catalogue = self.offers();
        Ok(self
            .shared
            .availability
            .dates(&catalogue, catalogue.offer(offer)?))
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
        let found = self
            .shared
            .availability
            .slots(&catalogue, catalogue.offer(offer)?, from, to)
            .await?;
        let mut free: Vec<Slot> = found.slots.into_iter().filter(Slot::is_bookable).collect();
        free.sort_by_key(|slot| slot.start.0.abs_diff(wanted.0));
        free.truncate(count);
        free.sort_by_key(|slot| slot.start);
        Ok(free)
    }

    /// Takes places for a while, exclusively.
    ///
    /// # Errors
    /// Any [`Refusal`]; nothing was taken then.
    pub async fn hold(
        &self,
        request: Request,
        idempotency: Option<Idempotency>,
    ) -> Result<Receipt, Refusal> {
        let hold = i64::try_from(self.shared.config.hold.as_millis()).unwrap_or(i64::MAX);
        let state = State::Held {
            expires_at: UnixMillis(self.now().0.saturating_add(hold)),
        };
        let receipt = self.reserve(request, state, idempotency).await?;
        self.shared.held.notify_one();
        Ok(receipt)
    }

    /// Takes places for good.
    ///
    /// # Errors
    /// Any [`Refusal`]; nothing was taken then.
    pub async fn book(
        &self,
        request: Request,
        idempotency: Option<Idempotency>,
    ) -> Result<Receipt, Refusal> {
        if request.guest.is_none() {
            return Err(Refusal::field("guest", "Please say who is booking."));
        }
        self.reserve(request, State::Confirmed, idempotency).await
    }

    async fn reserve(
        &self,
        request: Request,
        state: State,
        idempotency: Option<Idempotency>,
    ) -> Result<Receipt, Refusal> {
        if let Some(receipt) = self.repeated(idempotency.as_ref()).await? {
            return Ok(receipt);
        }
        let items = self.items(&request.items)?;
        if let Err(refusal) = self.shared.availability.check(&items).await {
            // What is in the way may be this very request, sent twice at once.
            return self.repeated(idempotency.as_ref()).await?.ok_or(refusal);
        }
        let keys = self.keys(&items);
        let random = &*self.shared.config.random;
        let reserve = Reserve {
            reference: Reference::from_random(draw(random)),
            secret: Secret::from_random(draw(random)),
            state,
            guest: request.guest,
            items,
            idempotency,
            lease: None,
        };
        self.shared.section.reserve(keys, reserve).await
    }

    async fn repeated(
        &self,
        idempotency: Option<&Idempotency>,
    ) -> Result<Option<Receipt>, Refusal> {
        match idempotency {
            Some(idempotency) => {
                let repeated = self.shared.reader.repeated(idempotency).await;
                repeated.map_err(|stop| stop.refusal())
            }
            None => Ok(None),
        }
    }

    /// Turns a hold into a booking. One that has ended is confirmed as well if its place is still
    /// free and its time has not begun; confirming twice changes nothing.
    ///
    /// # Errors
    /// [`Refusal::Unknown`]; [`Refusal::Expired`] when the place is gone.
    pub async fn confirm(
        &self,
        reference: &Reference,
        secret: &Secret,
        guest: Guest,
    ) -> Result<Booking, Refusal> {
        let found = self.find(reference, secret).await?;
        let confirm = Confirm {
            reference: reference.clone(),
            secret: secret.clone(),
            guest,
            lease: None,
        };
        self.shared
            .section
            .confirm(self.keys(&found.items), confirm)
            .await
    }

    /// Gives a booking or a hold up. Cancelling twice changes nothing.
    ///
    /// # Errors
    /// [`Refusal::Unknown`]; [`Refusal::Closed`] once it has begun.
    pub async fn cancel(&self, reference: &Reference, secret: &Secret) -> Result<Booking, Refusal> {
        let cancel = Cancel {
            reference: reference.clone(),
            secret: secret.clone(),
        };
        self.shared.writer.write(cancel).await
    }

    /// A booking as it is now.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for a reference or a secret; the two are not told apart.
    pub async fn find(&self, reference: &Reference, secret: &Secret) -> Result<Booking, Refusal> {
        let found = self.shared.reader.find(reference, secret).await;
        let mut booking = found.map_err(|stop| stop.refusal())?;
        booking.state = booking.state.at(self.now());
        Ok(booking)
    }

    /// Whether the cells of a booking are free for it to be confirmed late.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn is_free(&self, items: &[Item]) -> Result<bool, Refusal> {
        match self.shared.availability.check(items).await {
            Ok(()) => Ok(items.iter().all(|item| item.start > self.now())),
            Err(Refusal::Taken | Refusal::Held { .. }) => Ok(false),
            Err(refusal) => Err(refusal),
        }
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
        let offer = catalogue.offer(offer)?.clone();
        let range = range.unwrap_or_else(|| self.shared.availability.dates(&catalogue, &offer));
        self.shared
            .hub
            .watch(catalogue, offer, range, last_event_id)
            .await
    }

    fn items(&self, wanted: &[ItemRequest]) -> Result<Vec<Item>, Refusal> {
        if wanted.is_empty() {
            return Err(Refusal::field("items", "Please choose at least one time."));
        }
        if wanted.len() > Request::ITEMS_MAX {
            return Err(Refusal::field(
                "items",
                "Please choose at most 20 times at once.",
            ));
        }
        let catalogue = self.offers();
        wanted
            .iter()
            .enumerate()
            .map(|(i, wanted)| self.item(&catalogue, i, wanted))
            .collect()
    }

    fn item(
        &self,
        catalogue: &Catalogue,
        index: usize,
        wanted: &ItemRequest,
    ) -> Result<Item, Refusal> {
        let offer = catalogue.offer(&wanted.offer)?;
        let slot = self.slot(catalogue, &wanted.offer, &wanted.slot)?;
        if wanted.quantity != 1 {
            let field = format!("items.{index}.quantity");
            return Err(Refusal::field(
                &field,
                "An appointment is for one; please enter 1.",
            ));
        }
        Ok(Item {
            offer: offer.id.clone(),
            slot: slot.id,
            start: slot.start,
            end: slot.end,
            quantity: wanted.quantity,
            resource: slot.resource,
            cells: slot.cells,
        })
    }

    fn slot(&self, catalogue: &Catalogue, offer: &OfferId, slot: &SlotId) -> Result<Slot, Refusal> {
        let Kind::Appointment(appointment) = &catalogue.offer(offer)?.kind;
        appointment.slot(
            &catalogue.venue.zone,
            &catalogue.resources,
            slot,
            self.now(),
        )
    }

    /// The locks that serialize whoever wants one of these items: every resource on every date, at
    /// the venue, that its cells touch.
    fn keys(&self, items: &[Item]) -> Vec<LockKey> {
        let catalogue = self.offers();
        let mut keys: Vec<LockKey> = items
            .iter()
            .flat_map(|item| catalogue.lock_keys(item))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
