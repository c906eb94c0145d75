//! A process that stands still while it has the lock, longer than the lock lasts.

use crate::support::{Folder, Ledger, OpenWrite, Redis, Server, eventually, soon};

#[tokio::test]
async fn a_holder_that_stood_still_beyond_its_time_does_not_write() {
    let (folder, redis) = (Folder::new(), Redis::start().await);
    let stopped = Server::on(&folder.ledger()).redis(&redis).start().await;
    let other = Server::on(&folder.ledger()).redis(&redis).start().await;
    stopped.sees_redis("ok").await;
    let calendar = stopped.api().calendar().await;
    let (day, slots) = (calendar.day(), calendar.day().apart());
    let lock = format!("lock:ana:{}", day.date);

    // It is kept between its lock and its commit, and stopped there.
    let write = OpenWrite::begin(&folder.ledger()).await;
    let mut monitor = redis.monitor().await;
    let (api, slot) = (stopped.api(), slots[0].clone());
    let booking = tokio::spawn(async move { api.book(&slot).await });
    monitor.find("its lock", |line| line.contains("\"SET\" \"lock:ana:")).await;
    stopped.pause().await;
    eventually("the end of its lock", async || (!redis.has(&lock).await).then_some(())).await;
    write.end().await;
    // Another has the same lock, books, and gives it back.
    other.api().book(&slots[1]).await.expect(201);

    stopped.resume().await;
    soon("its answer", booking).await.expect("no panic").problem(503, "busy");
    let text = stopped.api().get("/metrics").await.expect(200).body;
    assert!(text.contains("\nberth_fenced_writes_total 1\n"), "{text}");
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.bookings().await, 1);
    // Nothing is left of it: the place can be booked by either.
    stopped.api().book(&slots[0]).await.expect(201);
    ledger.audit().await;
}
