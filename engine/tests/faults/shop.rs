//! Two processes that sell the same places, and guests who want more than there are.

use crate::audit::audit;
use crate::venue::{MONDAY, SIX, ask, catalogue, class, nights, seats};
use booking::Refusal;
use engine::{Config, Engine, ManualClock, SeededRandom, verify};
use futures::future::join_all;
use jiff::ToSpan;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::Notify;
use tokio::time::timeout;

/// Classes, one on each date, and the places of each; as many nights, and rooms.
const DATES: usize = 12;
const PLACES: u32 = 4;
const ROOMS: u32 = 3;
/// Guests, each of whom tries every date from another on; every fourth is after a room.
const GUESTS: usize = 40;
/// Within this any request has an answer: 2 s for the lock, and time for a slow machine.
const BOUND: Duration = Duration::from_secs(20);

pub struct Shop {
    pub engines: [Engine; 2],
    clock: Arc<ManualClock>,
    folder: TempDir,
    answered: AtomicUsize,
    progress: Notify,
}

impl Shop {
    /// Each process may reach Redis in another way.
    pub async fn open(urls: [&str; 2]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(SIX));
        let engine = async |seed: u64, url: &str| {
            let config = Config {
                sweep: false,
                clock: Arc::clone(&clock) as _,
                random: Arc::new(SeededRandom::new(seed << 32)),
                redis_url: Some(url.to_owned()),
                ..Config::new(folder.path().join("berth.db"))
            };
            let engine = Engine::open(config).await.unwrap();
            let mut catalogue = catalogue();
            seats(&mut catalogue, "studio", PLACES);
            seats(&mut catalogue, "rooms", ROOMS);
            engine.install(catalogue).await.unwrap();
            engine
        };
        let engines = [engine(1, urls[0]).await, engine(2, urls[1]).await];
        Self { engines, clock, folder, answered: AtomicUsize::new(0), progress: Notify::new() }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("berth.db")
    }

    /// Waits until so many requests have been answered.
    pub async fn answers(&self, count: usize) {
        let reached = async {
            loop {
                let progress = self.progress.notified();
                if self.answered.load(Ordering::SeqCst) >= count {
                    return;
                }
                progress.await;
            }
        };
        timeout(BOUND * 4, reached).await.expect("requests are answered");
    }

    /// All guests at once. Returns what each was told, booking or not.
    pub async fn rush(&self) -> Vec<Result<(), Refusal>> {
        let guests = (0..GUESTS).map(async |guest| {
            let engine = &self.engines[guest % 2];
            let mut told = Vec::new();
            for attempt in 0..DATES {
                let day = i64::try_from((guest + attempt) % DATES).unwrap();
                let date = MONDAY.saturating_add(day.days());
                let item = if guest % 4 == 3 { nights(date, 1, 1) } else { class(date, 1) };
                let booking = engine.book(ask(&[item]), None);
                let answer = timeout(BOUND, booking).await.expect("every request has an answer");
                self.answered.fetch_add(1, Ordering::SeqCst);
                self.progress.notify_waiters();
                told.push(answer.map(drop));
            }
            told
        });
        join_all(guests).await.into_iter().flatten().collect()
    }

    /// Whoever still finds a place takes it; then all are sold, and none twice.
    pub async fn sell_out(&self, told: Vec<Result<(), Refusal>>) {
        for answer in &told {
            let word = answer.as_ref().map_or_else(|refusal| refusal.word(), |()| "booked");
            assert!(["booked", "taken", "busy", "unavailable"].contains(&word), "{word}");
        }
        let mut sold = told.iter().filter(|answer| answer.is_ok()).count();
        sold += self.rush().await.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(sold, DATES * (PLACES + ROOMS) as usize);
        audit(&self.path(), self.engines[0].now()).await;
        let report = verify(&self.path(), &*self.clock).await.unwrap();
        assert!(report.is_sound(), "{:?}", report.findings);
    }

    /// Waits until both processes use Redis again.
    pub async fn recovers(&self) {
        let recovered = async {
            for engine in &self.engines {
                while engine.health().await.redis != Some(true) {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
        };
        timeout(BOUND, recovered).await.expect("it recovers by itself");
    }
}
