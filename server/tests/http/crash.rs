//! SIGKILL in the middle of a storm of bookings: what a client was told is true afterwards.

use crate::support::{Answer, Api, Folder, Ledger, Redis, Server, guest, soon};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

const CLIENTS: usize = 32;

/// What a client knows of its booking: the answer that made it, and the states it may be in.
pub(super) struct Known {
    made: Answer,
    states: States,
}

type States = &'static [&'static str];

/// Guests who take one slot after another and do with it what guests do, until the server is gone.
pub(super) struct Storm {
    clients: JoinSet<Vec<Known>>,
    told: mpsc::Receiver<()>,
}

impl Storm {
    pub(super) fn start(apis: &[Api], slots: Vec<String>) -> Self {
        let (tell, told) = mpsc::channel(slots.len() * 2);
        let (slots, next) = (Arc::new(slots), Arc::new(AtomicUsize::new(0)));
        let clients = (0..CLIENTS).map(|i| {
            // Connections of its own, or a few would carry all requests.
            let api = Api::new(&apis[i % apis.len()].base);
            let (slots, next, tell) = (Arc::clone(&slots), Arc::clone(&next), tell.clone());
            async move {
                let mut known = Vec::new();
                loop {
                    // Two want each slot, so that some of the writes are refused.
                    let n = next.fetch_add(1, Ordering::SeqCst);
                    let Some(slot) = slots.get(n / 2) else {
                        return known;
                    };
                    if !take(&api, slot, n / 2, &mut known).await {
                        return known;
                    }
                    let _ = tell.try_send(());
                }
            }
        });
        Self { clients: clients.collect(), told }
    }

    /// Waits until so many steps have been answered.
    pub(super) async fn rage(&mut self, steps: usize) {
        for _ in 0..steps {
            soon("the storm", self.told.recv()).await;
        }
    }

    pub(super) async fn abate(self) -> Vec<Known> {
        let known = soon("the end of the storm", self.clients.join_all()).await;
        known.into_iter().flatten().collect()
    }
}

/// Books, or holds and confirms, or books and cancels. False when the server went away.
async fn take(api: &Api, slot: &str, n: usize, known: &mut Vec<Known>) -> bool {
    let made = match n % 3 {
        1 => api.try_hold(slot).await,
        _ => api.try_book(slot).await,
    };
    let Ok(made) = made else { return false };
    if made.status != 201 {
        // Which of the two had it, or a lock that died with its holder; nothing was booked.
        assert!([409, 503].contains(&made.status), "{}", made.body);
        return true;
    }
    let (action, before, between, after): (_, States, States, States) = match n % 3 {
        0 => {
            known.push(Known { made, states: &["confirmed"] });
            return true;
        }
        1 => ("confirm", &["held"], &["held", "confirmed"], &["confirmed"]),
        _ => ("cancel", &["confirmed"], &["confirmed", "cancelled"], &["cancelled"]),
    };
    let (states, goes_on) = match api.try_change(&made, action).await {
        Ok(answer) if answer.status == 200 => (after, true),
        Ok(answer) => {
            assert_eq!(answer.status, 503, "{}", answer.body);
            (before, true)
        }
        // The request may have arrived or not.
        Err(_) => (between, false),
    };
    known.push(Known { made, states });
    goes_on
}

/// Asks a server for every booking that a client knows of.
pub(super) async fn check(api: &Api, known: &[Known]) {
    for Known { made, states } in known {
        let found = api.find(&made.reference(), &made.secret()).await.expect(200);
        let state = found.text("/state");
        assert!(states.contains(&state.as_str()), "{state} and not {states:?}");
        assert_eq!(found.json()["items"], made.json()["items"]);
    }
    let mut references: HashMap<String, usize> = HashMap::new();
    for Known { made, .. } in known {
        *references.entry(made.reference()).or_default() += 1;
    }
    assert!(references.values().all(|times| *times == 1), "a reference was given twice");
}

#[tokio::test]
async fn what_was_promised_survives_a_kill() {
    let folder = Folder::new();
    let mut server = Server::on(&folder.ledger()).start().await;
    let slots = server.api().calendar().await.apart();
    let mut known = Vec::new();
    let rounds = 5;
    for (round, slots) in slots.chunks(slots.len() / rounds).take(rounds).enumerate() {
        let mut storm = Storm::start(&[server.api()], slots.to_vec());
        // Each time at another point of what the server does.
        storm.rage(5 + 17 * round).await;
        server.kill().await;
        known.extend(storm.abate().await);
        server = Server::on(&folder.ledger()).start().await;
        check(&server.api(), &known).await;
        Ledger::open(&folder.ledger()).await.audit().await;
    }
    assert!(known.len() > rounds, "the storms booked {} times", known.len());
}

#[tokio::test]
async fn one_of_two_processes_is_killed_and_the_other_goes_on() {
    let (folder, redis) = (Folder::new(), Redis::start().await);
    let mut first = Server::on(&folder.ledger()).redis(&redis).start().await;
    let second = Server::on(&folder.ledger()).redis(&redis).start().await;
    let slots = second.api().calendar().await.apart();
    let mut known = Vec::new();
    for (round, slots) in slots.chunks(slots.len() / 3).take(3).enumerate() {
        let mut storm = Storm::start(&[first.api(), second.api()], slots[..60].to_vec());
        storm.rage(10 + 15 * round).await;
        first.kill().await;
        known.extend(storm.abate().await);
        check(&second.api(), &known).await;
        first = Server::on(&folder.ledger()).redis(&redis).start().await;
        check(&first.api(), &known).await;
        Ledger::open(&folder.ledger()).await.audit().await;
    }
}

#[tokio::test]
async fn a_process_that_is_told_to_stop_finishes_what_it_began() {
    let folder = Folder::new();
    let mut server = Server::on(&folder.ledger()).start().await;
    let slots = server.api().calendar().await.apart();
    let mut storm = Storm::start(&[server.api()], slots);
    storm.rage(40).await;
    server.terminate().await;
    let status = server.ended().await;
    let known = storm.abate().await;
    assert!(status.success(), "{status}: {}", server.log());
    // One file to copy, with nothing left beside it.
    let beside = ["b.db-wal", "b.db-shm"].map(|name| folder.file(name).exists());
    assert_eq!(beside, [false, false]);
    Ledger::open(&folder.ledger()).await.audit().await;
    let server = Server::on(&folder.ledger()).start().await;
    check(&server.api(), &known).await;
}

#[tokio::test]
async fn redis_comes_and_goes_in_the_middle_of_it() {
    let (folder, mut redis) = (Folder::new(), Redis::start().await);
    let first = Server::on(&folder.ledger()).redis(&redis).start().await;
    let second = Server::on(&folder.ledger()).redis(&redis).start().await;
    let slots = first.api().calendar().await.apart();
    let mut storm = Storm::start(&[first.api(), second.api()], slots[..180].to_vec());
    for _ in 0..3 {
        storm.rage(25).await;
        redis.kill().await;
        storm.rage(25).await;
        redis.restart().await;
    }
    let known = storm.abate().await;
    check(&first.api(), &known).await;
    check(&second.api(), &known).await;
    let mut ledger = Ledger::open(&folder.ledger()).await;
    ledger.audit().await;
    assert_eq!(ledger.bookings().await, i64::try_from(known.len()).unwrap());
}

#[tokio::test]
async fn guests_who_hang_up_hold_nobody_up() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let slots = api.calendar().await.apart();
    let host = server.url.strip_prefix("http://").unwrap();
    for slot in slots[..40].iter().chain(&slots[..40]) {
        let body = json!({ "items": [{ "offer": "haircut", "slot": slot }], "guest": guest() })
            .to_string();
        let mut stream = TcpStream::connect(host).await.expect("a connection");
        let head = format!(
            "POST /api/v1/bookings HTTP/1.1\r\nhost: {host}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(&[head, body].concat().into_bytes()).await.expect("sent");
    }
    // The same lock as most of theirs.
    let last = api.book(&slots[40]).await.expect(201);
    api.cancel(&last).await.expect(200);
    Ledger::open(&folder.ledger()).await.audit().await;
}
