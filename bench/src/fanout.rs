//! Many pages that watch the same offer: what each costs the server, and how soon it sees a change.

use crate::client::{Client, connect_all};
use crate::fixture::{BOOKINGS, Fixture, booking, first_slot};
use crate::round::{Times, ms};
use crate::servers::Programs;
use crate::table::{Budget, Row, Table, Value};
use bytes::Bytes;
use http::Method;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use std::time::Duration;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

const WATCHERS: [usize; 3] = [100, 1_000, 4_000];
const CHANGES: usize = 20;
const OFFER: &str = "session";
const LIVE: &str = "/api/v1/offers/session/live";
/// DESIGN §7: kilobytes for each watcher; and milliseconds until a change is seen by so many.
const EACH: f64 = 25.0;
const SEEN: (usize, f64) = (1_000, 150.0);
/// Fewer watchers than this do not fill the memory that the server has asked for anyway.
const FILLING: usize = 1_000;
/// A watcher that has not seen a change by then has missed it.
const PATIENCE: Duration = Duration::from_secs(30);

/// When a watcher was sent what.
enum Heard {
    Snapshot,
    Change(Instant),
}

pub async fn measure(table: &mut Table, programs: &Programs) {
    for watchers in WATCHERS {
        let fixture = Fixture::new().await;
        let server = programs.berth(&fixture.ledger(), None).await;
        let mut guest = Client::connect(server.address).await;
        let slot = first_slot(&mut guest, OFFER, fixture.today).await;
        let body = booking(OFFER, &slot);
        // One watcher and one change, so that all is in memory but what more of them add.
        let mut first = Watchers::join(vec![Client::connect(server.address).await]).await;
        first.change(&mut guest, &body).await;
        let before = server.memory().resident;
        let clients = connect_all(server.address, watchers).await;
        let mut crowd = Watchers::join(clients).await;
        let mut seen = Times::default();
        for _ in 0..CHANGES {
            seen.extend(crowd.change(&mut guest, &body).await);
        }
        let each = server.memory().resident.saturating_sub(before) as f64 / watchers as f64 / 1e3;
        let (p50, p99) = (ms(seen.quantile(0.5)), ms(seen.quantile(0.99)));
        let row = |what: &str, value, budget| Row {
            what: format!("{watchers} watchers: {what}"),
            measured: format!("{each:.1} kB each; seen after p50 {p50:.1} ms, p99 {p99:.1} ms"),
            rounds: CHANGES,
            value,
            budget,
        };
        let memory = if watchers < FILLING { Budget::None } else { Budget::AtMost(EACH) };
        table.push(row("the server's memory for each", Value::Kilobytes(each), memory));
        let soon = if watchers == SEEN.0 { Budget::AtMost(SEEN.1) } else { Budget::None };
        table.push(row("p99 until a change is seen", Value::Milliseconds(p99), soon));
        server.end().await;
    }
}

/// Open streams of events.
struct Watchers {
    heard: UnboundedReceiver<Heard>,
    count: usize,
    _reading: JoinSet<()>,
}

impl Watchers {
    /// Returns when each has its snapshot.
    async fn join(clients: Vec<Client>) -> Self {
        let count = clients.len();
        let (tell, heard) = mpsc::unbounded_channel();
        let mut reading = JoinSet::new();
        for client in clients {
            reading.spawn(watch(client, tell.clone()));
        }
        let mut watchers = Self { heard, count, _reading: reading };
        for _ in 0..count {
            assert!(matches!(watchers.next().await, Heard::Snapshot), "a snapshot comes first");
        }
        watchers
    }

    /// Books, and returns how long after the request was sent each watcher was told.
    async fn change(&mut self, guest: &mut Client, body: &Bytes) -> Times {
        let begun = Instant::now();
        let answer = guest.post(BOOKINGS, body.clone()).await;
        assert_eq!(answer.status, 201);
        let mut times = Times::default();
        while times.count() < self.count {
            // A watcher that lagged is sent a snapshot in between.
            if let Heard::Change(at) = self.next().await {
                times.push(at - begun);
            }
        }
        times
    }

    async fn next(&mut self) -> Heard {
        let heard = timeout(PATIENCE, self.heard.recv()).await;
        heard.expect("every watcher is told").expect("they all read on")
    }
}

/// Reads until the bench or the server ends.
async fn watch(mut client: Client, tell: UnboundedSender<Heard>) {
    let answer = client.send(Method::GET, LIVE, "identity", Bytes::new()).await;
    assert_eq!(answer.status(), 200, "a watcher is let in");
    let mut body: Incoming = answer.into_body();
    let mut text: Vec<u8> = Vec::new();
    while let Some(Ok(frame)) = body.frame().await {
        let at = Instant::now();
        text.extend_from_slice(&frame.into_data().unwrap_or_default());
        while let Some(end) = text.windows(2).position(|pair| pair == b"\n\n") {
            let event: Vec<u8> = text.drain(..end + 2).collect();
            let named = |name: &[u8]| event.windows(name.len()).any(|part| part == name);
            let heard = if named(b"event: snapshot") {
                Heard::Snapshot
            } else if named(b"event: change") {
                Heard::Change(at)
            } else {
                continue;
            };
            if tell.send(heard).is_err() {
                return;
            }
        }
    }
}
