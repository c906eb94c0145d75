//! While others write.

use crate::shop::{Shop, request, slot};
use std::time::Duration;
use tokio::time::Instant;

/// Writers that take and give back without end.
const WRITERS: usize = 8;
/// Beyond what a booking takes on a slow machine; a writer that waits for another gives up after 5 s.
const PATIENCE: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_is_sound_at_every_moment_and_its_writers_go_on() {
    let shop = Shop::open().await;
    let starts = ["20261123T1700Z", "20261124T1700Z", "20261125T1700Z"];
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let engine = shop.engine.clone();
        writers.spawn(async move {
            for turn in 0usize.. {
                let begun = Instant::now();
                let start = starts[(writer + turn) % starts.len()];
                let ask = request(&[slot("yoga", start, 1), slot("vinyl", "stock", 1)]);
                let made = if turn.is_multiple_of(5) {
                    engine.wait(ask, None).await
                } else {
                    engine.book(ask, None).await
                };
                if let Ok(made) = made {
                    engine.cancel(&made.reference, &made.secret).await.unwrap();
                }
                assert!(begun.elapsed() < PATIENCE, "a writer waits for an examination");
            }
        });
    }
    let until = Instant::now() + Duration::from_secs(2);
    let mut events = Vec::new();
    while Instant::now() < until {
        let report = shop.verify().await;
        assert_eq!(report.findings, []);
        events.push(report.checked.events);
    }
    assert!(writers.try_join_next().is_none(), "a writer has ended");
    writers.shutdown().await;
    assert!(events.is_sorted(), "an older moment was seen after a newer one");
    events.dedup();
    assert!(events.len() > 5, "the writers stand still while they are looked at: {events:?}");
}
