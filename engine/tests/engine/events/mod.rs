//! What receivers of events get, through failures of theirs and ours.

mod failures;
mod processes;
mod receiver;
mod stream;
mod webhooks;

use crate::support::{Desk, ask, slot};
use engine::{Config, Patience, SinkId};
use receiver::{Arrival, Receiver, Reply};
use std::time::Duration;

/// The longest any test waits for something that should come.
const LIMIT: Duration = Duration::from_secs(30);
/// How long it is watched that nothing comes: several looks.
const QUIET: Duration = Duration::from_millis(300);

fn hurried(config: &mut Config) {
    config.deliver = Some(Patience {
        attempts: 3,
        first_wait: Duration::from_secs(60),
        longest_wait: Duration::from_secs(600),
        answer: Duration::from_secs(2),
        lease: Duration::from_secs(20),
        look: Duration::from_millis(20),
    });
}

async fn desk() -> Desk {
    Desk::with(hurried).await
}

async fn add(desk: &Desk, receiver: &Receiver, is_from_start: bool) -> SinkId {
    let secret = receiver.secret.parse().unwrap();
    let url = receiver.url().parse().unwrap();
    desk.engine.add_webhook(url, Some(secret), is_from_start).await.unwrap().0
}

/// Books a time like `0900`; the reference as it is printed.
async fn book(desk: &Desk, time: &str, who: &str) -> String {
    desk.engine.book(ask(&[slot(time, who)]), None).await.unwrap().reference.to_string()
}

async fn cancel(desk: &Desk, reference: &str) {
    let reference = booking::Reference::parse(reference).unwrap();
    desk.engine.cancel_for_guest(&reference).await.unwrap();
}

async fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(LIMIT, waiting).await.is_ok(), "{what}");
}

/// Waits until a sink has nothing more to get.
async fn drained(desk: &Desk, id: SinkId) {
    let waiting = async {
        while desk.engine.sinks().await.unwrap().iter().any(|s| s.id == id && s.waiting > 0) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(LIMIT, waiting).await.is_ok(), "events are left");
}
