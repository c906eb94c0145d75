use crate::audit::audit;
use crate::client::{Client, Scene};
use crate::faults::Faults;
use crate::place::Place;
use crate::redis::Redis;
use crate::spec::{Ask, Told};
use crate::venue::{MONDAY, SIX, catalogue, class, item, nights, seats};
use engine::{Config, Engine, ManualClock, SeededRandom};
use futures::future::join_all;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{RwLock, watch};

const CLIENTS: usize = 12;
/// Each client's. With six places that is enough for each to be full, given up and ended many times.
const CALLS: usize = 40;
/// Returns from one fault to the next.
const CALM: usize = 30;
/// Returns from one step of time to the next; three steps end a hold.
const STEADY: usize = 16;
const HOLD: Duration = Duration::from_secs(60);
const STEP_MS: i64 = 20_001;

fn places() -> Vec<Place> {
    vec![
        Place::of::<1>("Ana at 9", item("haircut", "20261123T0900Z-ana", 1)),
        // The same lock as the one before.
        Place::of::<1>("Ana at 12", item("haircut", "20261123T1200Z-ana", 1)),
        Place::of::<1>("Ben at 9", item("haircut", "20261123T0900Z-ben", 1)),
        Place::of::<2>("the class", class(MONDAY, 1)),
        Place::of::<3>("a night", nights(MONDAY, 1, 1)),
        Place::of::<3>("the courts at 10", item("court", "20261123T1000Z-courts", 1)),
    ]
}

/// The seed decides who asks what; when things happen is up to the machine.
async fn run(seed: u64, calls: usize, file: &Path) -> (Arc<Scene>, usize) {
    let redis = Redis::start();
    let clock = Arc::new(ManualClock::at(SIX));
    let config = |n| Config {
        redis_url: Some(redis.url()),
        hold: HOLD,
        sweep: false,
        deliver: None,
        clock: Arc::clone(&clock) as _,
        random: Arc::new(SeededRandom::new(seed ^ n)),
        ..Config::new(file)
    };
    let first = Engine::open(config(1)).await.unwrap();
    let mut sold = catalogue();
    seats(&mut sold, "studio", 2);
    assert!(first.install(sold).await.unwrap());
    let second = Engine::open(config(2)).await.unwrap();
    let mut faults = Faults::on(redis);
    let scene = Arc::new(Scene {
        engines: vec![first, second],
        places: places(),
        clients: CLIENTS + 1,
        next: 0.into(),
        time: RwLock::new(()),
        done: watch::Sender::new(0),
    });
    let clients = (0..CLIENTS).map(|number| {
        let random = SeededRandom::new(seed.wrapping_mul(1_000) + number as u64);
        tokio::spawn(Client { scene: Arc::clone(&scene), number, random }.act(calls))
    });
    let clients: Vec<_> = clients.collect();
    let all = CLIENTS * calls;
    let strikes = async {
        for at in (CALM..all).step_by(CALM) {
            reached(&scene, at).await;
            faults.strike().await;
        }
    };
    let passing = async {
        for at in (STEADY..all).step_by(STEADY) {
            reached(&scene, at).await;
            let instant = scene.time.write().await;
            clock.set(booking::UnixMillis(engine::Clock::now(&*clock).0 + STEP_MS));
            for place in &scene.places {
                place.recorder.calls(CLIENTS, Ask::Pass(STEP_MS));
                place.recorder.hears(CLIENTS, Ask::Pass(STEP_MS), Told::Nothing);
            }
            drop(instant);
        }
    };
    tokio::join!(strikes, passing);
    for client in join_all(clients).await {
        client.unwrap();
    }
    for engine in &scene.engines {
        engine.shut_down().await;
    }
    let struck = faults.struck();
    (scene, struck)
}

async fn reached(scene: &Scene, calls: usize) {
    scene.done.subscribe().wait_for(|done| *done >= calls).await.unwrap();
}

async fn every_history_is_linearizable(seed: u64, calls: usize) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("berth.db");
    let (scene, struck) = run(seed, calls, &file).await;
    let count = |is: fn(Told) -> bool| -> usize {
        scene.places.iter().map(|place| place.recorder.count(is)).sum()
    };
    let had = count(|told| matches!(told, Told::Held { .. } | Told::Confirmed));
    let refused = count(|told| matches!(told, Told::Taken | Told::OccupiedByHold));
    let ended = count(|told| told == Told::Expired);
    println!(
        "seed {seed}: {} calls, {had} had or seen, {refused} refused, {ended} ended, {struck} faults",
        CLIENTS * calls
    );
    assert!(had > 20 && refused > 20 && ended > 0, "little happened, with seed {seed}");
    for place in &scene.places {
        let events = place.recorder.events();
        assert!(place.is_linearizable(), "{}, with seed {seed}: {events:#?}", place.name);
    }
    audit(&file, scene.engines[0].now()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_history_is_linearizable_while_redis_comes_and_goes() {
    every_history_is_linearizable(1, CALLS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes: BERTH_HISTORY_SEED chooses where the seeds begin"]
async fn a_hundred_histories_are_linearizable() {
    let begin = std::env::var("BERTH_HISTORY_SEED").ok().and_then(|seed| seed.parse().ok());
    let begin: u64 = begin.unwrap_or(2);
    for seed in begin..begin + 100 {
        every_history_is_linearizable(seed, CALLS).await;
    }
}
