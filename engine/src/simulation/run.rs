use super::chance::Chance;
use super::ledger::{LOST, Ledger, write};
use super::lock::{Service, SimulatedLock};
use crate::availability::Source;
use crate::clock::ManualClock;
use crate::ledger::{Confirm, Limits, Reader, Writer};
use crate::lock::{DEADLINE, LockKey};
use crate::metrics::Metrics;
use crate::section::{OutagePolicy, Section};
use booking::{Guest, GuestInput, Reference, Refusal, ResourceId, Secret, UnixMillis, Zone};
use futures::future::join_all;
use jiff::civil::date;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, timeout};

const PROCESSES: usize = 2;
/// Requests of each process.
const REQUESTS: usize = 120;
/// In which they come, in milliseconds.
const SPAN_MS: u64 = 4_000;
/// By then everything is over: a stall of eight seconds for each commit would be less.
const LIMIT: Duration = Duration::from_secs(600);

/// What a request was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Written { sequence: u32 },
    Lost,
    Busy,
}

/// One request: process, queue and place in it, answer, and after how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Request {
    process: usize,
    queue: usize,
    arrival: usize,
    answer: Answer,
    after: Duration,
}

/// How many were told what.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Told {
    pub(super) written: usize,
    /// The lock was lost before the write.
    pub(super) lost: usize,
    /// Nobody got the lock in time.
    pub(super) late: usize,
    /// Those who serve the queue failed.
    pub(super) let_go: usize,
}

impl Told {
    pub(super) fn add(&mut self, other: &Self) {
        self.written += other.written;
        self.lost += other.lost;
        self.late += other.late;
        self.let_go += other.let_go;
    }
}

fn keys(names: &[&str]) -> Vec<LockKey> {
    let key = |name: &&str| LockKey::new(ResourceId::parse(name).unwrap(), date(2026, 11, 23));
    names.iter().map(key).collect()
}

fn confirm(number: usize) -> Confirm {
    let zone = Zone::parse("UTC").unwrap();
    let text = number.to_string();
    let input =
        GuestInput { name: text, email: "a@example.com".to_owned(), ..GuestInput::default() };
    Confirm {
        reference: Reference::from_random(std::array::from_fn(|_| 0)),
        secret: Secret::from_random(std::array::from_fn(|_| 0)),
        guest: Guest::parse(&input).unwrap(),
        approval: false,
        limits: Limits::new(&zone, std::iter::empty()),
        lease: None,
    }
}

/// What came of a seed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trace {
    /// In the order of their arrival.
    requests: Vec<Request>,
    /// How often those who serve a queue have failed.
    failures: usize,
}

pub(super) fn trace(seed: u64) -> Trace {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let all = timeout(LIMIT, all_requests(seed)).await;
        all.unwrap_or_else(|_| panic!("seed {seed}: somebody is never answered"))
    })
}

async fn all_requests(seed: u64) -> Trace {
    let service = Arc::new(Service::new(Chance::new(seed)));
    let chance = Arc::new(Chance::new(!seed));
    let ledger = Arc::new(Ledger::default());
    let queues = [keys(&["ana"]), keys(&["ben"]), keys(&["ana", "ben"])];
    let mut processes = Vec::new();
    for process in 0..PROCESSES {
        let (queue, waiting) = mpsc::channel(4096);
        let parts = (Arc::clone(&ledger), Arc::clone(&service), Arc::clone(&chance));
        let writing = tokio::spawn(write(parts.0, parts.1, parts.2, waiting));
        let metrics = Metrics::new().unwrap();
        let lock =
            SimulatedLock { service: Arc::clone(&service), process, grants: Mutex::default() };
        let writer = Writer::to(queue, metrics.ledger);
        let clock = Arc::new(ManualClock::at(UnixMillis(0)));
        let source = Source { reader: Reader::of_nothing(), clock };
        let policy = OutagePolicy::LedgerAlone;
        let section = Section::new(Box::new(lock), writer, source, policy, metrics.lock, None);
        processes.push((section, writing));
    }
    let arrivals = Mutex::new([[0; 3]; PROCESSES]);
    let mut times: Vec<(u64, usize, usize)> = Vec::new();
    for process in 0..PROCESSES {
        // Most of them for the first queue, so that more wait there than one grant serves.
        let queue = || [0, 0, 0, 0, 1, 2][chance.below(6) as usize];
        let time = |_| (chance.below(SPAN_MS * 1_000), process, queue());
        times.extend((0..REQUESTS).map(time));
    }
    times.sort_unstable();
    let requests = times.into_iter().enumerate().map(|(number, (at, process, queue))| {
        let (section, keys, arrivals) = (&processes[process].0, &queues[queue], &arrivals);
        async move {
            sleep(Duration::from_micros(at)).await;
            let arrival = {
                let arrival = &mut arrivals.lock().unwrap()[process][queue];
                *arrival += 1;
                *arrival
            };
            let since = Instant::now();
            let answer = match section.confirm(keys.clone(), confirm(number)).await {
                Err(Refusal::TooMany { retry_after_seconds: sequence }) => {
                    Answer::Written { sequence }
                }
                Err(LOST) => Answer::Lost,
                Err(Refusal::Busy { .. }) => Answer::Busy,
                // A writer that failed on an assertion answers no more.
                other => panic!("seed {seed}: {other:?}"),
            };
            Request { process, queue, arrival, answer, after: since.elapsed() }
        }
    });
    let requests = join_all(requests).await;
    for (section, writing) in processes {
        drop(section);
        writing.await.unwrap();
    }
    Trace { requests, failures: service.failures.load(Ordering::SeqCst) }
}

/// Runs a seed and looks at what must hold.
pub(super) fn simulate(seed: u64) -> Told {
    let Trace { requests, failures } = trace(seed);
    let mut told = Told::default();
    for request in &requests {
        match request.answer {
            Answer::Written { .. } => told.written += 1,
            Answer::Lost => told.lost += 1,
            Answer::Busy if request.after >= DEADLINE => told.late += 1,
            Answer::Busy => told.let_go += 1,
        }
    }
    let puts_off = told.let_go > 0 && failures == 0;
    assert!(!puts_off, "seed {seed}: somebody was put off before the time was up");
    for process in 0..PROCESSES {
        for queue in 0..3 {
            in_order(seed, &requests, process, queue);
        }
    }
    told
}

/// Whoever came first to a queue is written first, and at once: one place among all for each.
fn in_order(seed: u64, requests: &[Request], process: usize, queue: usize) {
    let of = requests.iter().filter(|r| (r.process, r.queue) == (process, queue));
    let mut written: Vec<(usize, u32)> = of
        .filter_map(|request| match request.answer {
            Answer::Written { sequence } => Some((request.arrival, sequence)),
            Answer::Lost | Answer::Busy => None,
        })
        .collect();
    written.sort_unstable();
    let is_in_order = written.windows(2).all(|pair| pair[0].1 < pair[1].1);
    assert!(is_in_order, "seed {seed}: {written:?} of queue {queue} are out of order");
}
