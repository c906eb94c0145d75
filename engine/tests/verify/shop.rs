//! A venue with something of every kind, and its ledger.

use booking::{
    Appointment, Assignment, Cells, Duration, Guest, GuestInput, Kind, NightPrices, Offer, OfferId,
    Opening, Price, Resource, ResourceId, Rules, Schedule, Session, SlotId, Stay, Stock,
    UnixMillis, Venue, WeekHours, Wish, Zone,
};
use engine::{
    Catalogue, Config, Engine, ItemRequest, ManualClock, Receipt, Report, Request, SeededRandom,
    verify,
};
use jiff::civil::{Date, time};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// Monday, the 23rd of November 2026, 07:00 in Berlin.
pub const SEVEN: UnixMillis = UnixMillis(1_795_413_600_000);

pub struct Shop {
    pub engine: Engine,
    pub clock: Arc<ManualClock>,
    pub folder: TempDir,
}

impl Shop {
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(SEVEN));
        let engine = Engine::open(Config {
            sweep: false,
            clock: Arc::clone(&clock) as _,
            random: Arc::new(SeededRandom::new(7)),
            ..Config::new(folder.path().join("berth.db"))
        })
        .await
        .unwrap();
        assert!(engine.install(catalogue()).await.unwrap());
        Self { engine, clock, folder }
    }

    pub async fn book(&self, items: &[ItemRequest]) -> Receipt {
        self.engine.book(request(items), None).await.unwrap()
    }

    pub async fn hold(&self, items: &[ItemRequest]) -> Receipt {
        self.engine.hold(request(items), None).await.unwrap()
    }

    pub async fn cancel(&self, receipt: &Receipt) {
        self.engine.cancel(&receipt.reference, &receipt.secret).await.unwrap();
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("berth.db")
    }

    pub async fn verify(&self) -> Report {
        verify(&self.file(), &*self.clock).await.unwrap()
    }

    /// Closes the ledger, does to the file what nobody should, and tells what is found.
    pub async fn spoil(&self, sql: impl AsRef<str>) -> Vec<String> {
        self.engine.shut_down().await;
        let options = SqliteConnectOptions::new().filename(self.file()).foreign_keys(false);
        let mut connection = options.connect().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql.as_ref())).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        let report = self.verify().await;
        assert!(!report.is_sound(), "nothing was found");
        report.findings.iter().map(ToString::to_string).collect()
    }
}

/// Lets the journal be written in. The schema is left as it was.
pub fn in_journal(sql: &str) -> String {
    let triggers = ["changed BEFORE UPDATE", "deleted BEFORE DELETE"];
    let (mut before, mut after) = (String::new(), String::new());
    for trigger in triggers {
        let name = trigger.split(' ').next().unwrap();
        before += &format!("DROP TRIGGER event_is_not_{name};");
        after += &format!(
            "CREATE TRIGGER event_is_not_{trigger} ON event
             BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;"
        );
    }
    format!("{before}{sql};{after}")
}

pub fn request(items: &[ItemRequest]) -> Request {
    let guest = GuestInput {
        name: "Ada".to_owned(),
        email: "ada@example.com".to_owned(),
        ..GuestInput::default()
    };
    Request { items: items.to_vec(), guest: Some(Guest::parse(&guest).unwrap()) }
}

/// A slot of an offer by its id.
pub fn slot(offer: &str, slot: &str, quantity: u32) -> ItemRequest {
    ItemRequest {
        offer: OfferId::parse(offer).unwrap(),
        wish: Wish::Slot(SlotId::parse(slot).unwrap()),
        quantity,
    }
}

/// Nights from one day of November 2026 to another.
pub fn nights(from: i8, to: i8, quantity: u32) -> ItemRequest {
    let day = |day| Date::constant(2026, 11, day);
    ItemRequest {
        offer: OfferId::parse("room").unwrap(),
        wish: Wish::Nights { from: day(from), to: day(to) },
        quantity,
    }
}

pub fn resource(id: &str) -> ResourceId {
    ResourceId::parse(id).unwrap()
}

/// Haircuts with Ana or Ben (45 minutes and 10 to tidy up), three courts, yoga for four at 18:00, a
/// seminar that the owner must approve, three rooms, five records.
fn catalogue() -> Catalogue {
    let new =
        |id, cells, capacity| Resource { id: resource(id), title: id.to_owned(), cells, capacity };
    let offer = |id, price, kind| Offer {
        id: OfferId::parse(id).unwrap(),
        title: id.to_owned(),
        description: String::new(),
        price: Some(Price(price)),
        rules: Rules { approval: id == "seminar", ..Rules::default() },
        kind,
    };
    let ticks = Cells::Ticks { minutes: 15 };
    let session = |resource: &ResourceId| {
        Kind::Session(Session {
            resource: resource.clone(),
            duration_minutes: 60,
            week: Vec::new(),
            dates: (23..=29).map(|day| Date::constant(2026, 11, day).at(18, 0, 0, 0)).collect(),
            exceptions: BTreeMap::new(),
        })
    };
    Catalogue {
        venue: Venue {
            name: "Test".to_owned(),
            zone: Zone::parse("Europe/Berlin").unwrap(),
            currency: "EUR".to_owned(),
        },
        resources: vec![
            new("ana", ticks, 1),
            new("ben", ticks, 1),
            new("courts", ticks, 3),
            new("yoga", Cells::Starts, 4),
            new("seminar", Cells::Starts, 10),
            new("room", Cells::Nights, 3),
            new("vinyl", Cells::One, 5),
        ],
        offers: vec![
            offer("haircut", 38_00, appointment(45, 10, &["ana", "ben"])),
            offer("court", 20_00, appointment(60, 0, &["courts"])),
            offer("yoga", 12_00, session(&resource("yoga"))),
            offer("seminar", 90_00, session(&resource("seminar"))),
            offer("room", 11_000, stay()),
            offer("vinyl", 25_00, Kind::Stock(Stock { resource: resource("vinyl") })),
        ],
    }
}

fn appointment(minutes: u32, after: u32, resources: &[&str]) -> Kind {
    let open = || vec![Opening::parse("09:00-21:00").unwrap()];
    Kind::Appointment(Appointment {
        durations: vec![Duration { minutes, price: None }],
        step_minutes: 15,
        buffer_before_minutes: 0,
        buffer_after_minutes: after,
        schedule: Schedule {
            week: WeekHours::new(std::array::from_fn(|_| open())),
            exceptions: BTreeMap::new(),
        },
        resources: resources.iter().map(|id| resource(id)).collect(),
        assignment: Assignment::GuestChooses,
    })
}

fn stay() -> Kind {
    Kind::Stay(Stay {
        resource: resource("room"),
        check_in: time(15, 0, 0, 0),
        check_out: time(11, 0, 0, 0),
        min_nights: 1,
        max_nights: 14,
        closed_nights: [].into(),
        closed_to_arrival: Default::default(),
        closed_to_departure: Default::default(),
        turnover_nights: 0,
        prices: NightPrices::default(),
    })
}
