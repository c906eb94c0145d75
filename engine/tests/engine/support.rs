use crate::audit::{audit, connect};
use crate::venue;
use booking::{
    Appointment, Assignment, Cells, Duration, Guest, GuestInput, Kind, Offer, OfferId, Opening,
    Resource, ResourceId, Rules, Schedule, SlotId, Venue, WeekHours, Wish, Zone,
};
use engine::{Catalogue, Config, Engine, ItemRequest, ManualClock, Request, SeededRandom};
use jiff::civil::{Date, date};
use sqlx::SqliteConnection;
use std::collections::BTreeMap;
use std::sync::Arc;
use tempfile::TempDir;

/// A Monday; the clock starts at 07:00 in Berlin.
pub const MONDAY: Date = date(2026, 11, 23);

/// One engine on a ledger of its own.
pub struct Desk {
    pub engine: Engine,
    pub clock: Arc<ManualClock>,
    pub folder: Arc<TempDir>,
    config: Config,
}

impl Desk {
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// No sweeper unless `change` says so: what holds must hold without.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::selling(catalogue(), change).await
    }

    /// At the venue that sells something of every kind.
    pub async fn at_venue(change: impl FnOnce(&mut Catalogue)) -> Self {
        let mut catalogue = venue::catalogue();
        change(&mut catalogue);
        Self::selling(catalogue, |_| {}).await
    }

    async fn selling(catalogue: Catalogue, change: impl FnOnce(&mut Config)) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let clock = Arc::new(ManualClock::at(venue::SIX));
        let mut config = Config {
            sweep: false,
            clock: Arc::clone(&clock) as _,
            random: Arc::new(SeededRandom::new(7)),
            ..Config::new(folder.path().join("berth.db"))
        };
        change(&mut config);
        let engine = Engine::open(config.clone()).await.unwrap();
        assert!(engine.install(catalogue).await.unwrap());
        Self { engine, clock, folder, config }
    }

    /// Another engine on the same ledger, as a second process would have.
    pub async fn second(&self) -> Self {
        self.another(|_| {}).await
    }

    /// As [`Desk::second`], set up in another way.
    pub async fn another(&self, change: impl FnOnce(&mut Config)) -> Self {
        let random = Arc::new(SeededRandom::new(8));
        let mut config = Config { random, ..self.config.clone() };
        change(&mut config);
        Self {
            engine: Engine::open(config.clone()).await.unwrap(),
            clock: Arc::clone(&self.clock),
            folder: Arc::clone(&self.folder),
            config,
        }
    }

    pub async fn audit(&self) {
        audit(&self.config.database, self.engine.now()).await;
        let report = engine::verify(&self.config.database, &*self.clock).await.unwrap();
        assert!(report.is_sound(), "{:?}", report.findings);
    }

    pub async fn file(&self) -> SqliteConnection {
        connect(&self.config.database).await
    }

    /// What is left of the slots of an offer on a date.
    pub async fn left(&self, offer: &str, date: Date) -> Vec<u32> {
        let offer = OfferId::parse(offer).unwrap();
        let found = self.engine.slots(&offer, date, date).await.unwrap();
        found.iter().map(|slot| slot.left).collect()
    }

    /// The times at which a stylist can be booked on Monday, like `09:00`.
    pub async fn free(&self, resource: &str) -> Vec<String> {
        let zone = &self.engine.offers().venue.zone;
        let found = self.engine.slots(&haircut(), MONDAY, MONDAY).await.unwrap();
        let free = found.iter().filter(|s| s.is_bookable() && s.resource.as_str() == resource);
        free.map(|slot| zone.local(slot.start).strftime("%H:%M").to_string()).collect()
    }
}

/// 45 minutes and 10 to tidy up, at Ana's or Ben's, every quarter of an hour from 09:00 to 17:00.
pub fn catalogue() -> Catalogue {
    let person = |id| Resource {
        id: ResourceId::parse(id).unwrap(),
        title: id.to_owned(),
        cells: Cells::Ticks { minutes: 15 },
        capacity: 1,
    };
    let resources = vec![person("ana"), person("ben")];
    let open = || vec![Opening::parse("09:00-17:00").unwrap()];
    let appointment = Appointment {
        durations: vec![Duration { minutes: 45, price: None }],
        step_minutes: 15,
        buffer_before_minutes: 0,
        buffer_after_minutes: 10,
        schedule: Schedule {
            week: WeekHours::new(std::array::from_fn(|_| open())),
            exceptions: BTreeMap::new(),
        },
        resources: resources.iter().map(|resource| resource.id.clone()).collect(),
        assignment: Assignment::GuestChooses,
    };
    Catalogue {
        venue: Venue {
            name: "Test".to_owned(),
            zone: Zone::parse("Europe/Berlin").unwrap(),
            currency: "EUR".to_owned(),
        },
        resources,
        offers: vec![Offer {
            id: haircut(),
            title: "Haircut".to_owned(),
            description: String::new(),
            price: None,
            rules: Rules { horizon_days: 30, ..Rules::default() },
            kind: Kind::Appointment(appointment),
        }],
    }
}

/// Changes the rules of an offer.
pub fn rules(catalogue: &mut Catalogue, offer: &str, change: impl FnOnce(&mut Rules)) {
    let found = catalogue.offers.iter_mut().find(|found| found.id.as_str() == offer);
    change(&mut found.unwrap().rules);
}

pub fn haircut() -> OfferId {
    OfferId::parse("haircut").unwrap()
}

/// Monday at a time like `0900` in Berlin.
pub fn slot(clock: &str, resource: &str) -> SlotId {
    let (hours, minutes) = clock.split_at(2);
    let utc = hours.parse::<u8>().unwrap() - 1;
    SlotId::parse(&format!("20261123T{utc:02}{minutes}Z-{resource}")).unwrap()
}

pub fn ask(slots: &[SlotId]) -> Request {
    let item = |slot: &SlotId| ItemRequest {
        offer: haircut(),
        wish: Wish::Slot(slot.clone()),
        quantity: 1,
    };
    Request { items: slots.iter().map(item).collect(), guest: Some(guest("Ada")) }
}

pub fn guest(name: &str) -> Guest {
    Guest::parse(&GuestInput {
        name: name.to_owned(),
        email: format!("{}@example.com", name.to_lowercase()),
        ..GuestInput::default()
    })
    .unwrap()
}
