//! Redis is not there, or comes and goes.

use crate::support::{Contenders, Folder, Ledger, OpenWrite, Redis, Server, soon};

#[tokio::test]
async fn a_server_without_redis_is_ready() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let ready = server.api().get("/readyz").await.expect(200);
    assert_eq!((ready.text("/ledger"), ready.text("/redis")), ("ok".into(), "off".into()));
    assert_eq!(server.api().get("/healthz").await.expect(200).body, "ok");
}

#[tokio::test]
async fn a_server_starts_before_its_redis() {
    let (folder, mut redis) = (Folder::new(), Redis::start().await);
    redis.kill().await;
    let server = Server::on(&folder.ledger()).redis(&redis).start().await;
    let api = server.api();
    let slots = api.calendar().await.day().apart();
    let ready = api.get("/readyz").await.expect(200);
    assert_eq!(ready.text("/redis"), "down");
    api.book(&slots[0]).await.expect(201);
    redis.restart().await;
    server.sees_redis("ok").await;
    let mut monitor = redis.monitor().await;
    api.book(&slots[1]).await.expect(201);
    monitor.find("the lock", |line| line.contains("lock:ana:")).await;
    Ledger::open(&folder.ledger()).await.audit().await;
}

#[tokio::test]
async fn an_owner_may_refuse_bookings_without_the_lock() {
    let (folder, mut redis) = (Folder::new(), Redis::start().await);
    let setup = Server::on(&folder.ledger()).redis(&redis);
    let server = setup.with(&["--outage", "refuse"]).start().await;
    let api = server.api();
    let slots = api.calendar().await.day().apart();
    api.book(&slots[0]).await.expect(201);
    redis.kill().await;
    server.sees_redis("down").await;
    api.get("/readyz").await.expect(503);
    let refused = api.book(&slots[1]).await;
    refused.problem(503, "unavailable");
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.bookings().await, 1, "nothing was booked");
    // What needs no lock goes on.
    api.book(&slots[0]).await.problem(409, "taken");
    redis.restart().await;
    server.sees_redis("ok").await;
    api.get("/readyz").await.expect(200);
    api.book(&slots[1]).await.expect(201);
}

#[tokio::test]
async fn a_redis_that_hung_stands_in_nobodys_way_when_it_is_back() {
    let (folder, redis) = (Folder::new(), Redis::start().await);
    let server = Server::on(&folder.ledger()).redis(&redis).start().await;
    server.sees_redis("ok").await;
    let slots = server.api().calendar().await.day().apart();
    let contenders = Contenders::connect(&[&server], 10).await;
    redis.pause().await;
    contenders.race(&slots[0]).await;
    redis.resume().await;
    server.sees_redis("ok").await;
    contenders.race(&slots[1]).await;
    let mut ledger = Ledger::open(&folder.ledger()).await;
    ledger.sold_once(&slots[0]).await;
    ledger.sold_once(&slots[1]).await;
}

#[tokio::test]
async fn a_redis_that_hangs_in_the_middle_of_it_leaves_nothing_locked() {
    let (folder, redis) = (Folder::new(), Redis::start().await);
    let server = Server::on(&folder.ledger()).redis(&redis).start().await;
    let calendar = server.api().calendar().await;
    // Half of a day's slots while Redis stops, the other half as soon as it is back.
    let contenders = Contenders::connect(&[&server], 18).await;
    for (round, day) in calendar.0.iter().take(6).enumerate() {
        server.sees_redis("ok").await;
        let slots = day.apart();
        let (during, after): (Vec<_>, Vec<_>) =
            slots.iter().enumerate().partition(|(i, _)| i % 2 == 0);
        for half in [during, after] {
            let stops = half[0].0 == 0;
            let mut receiving = contenders.ask(|i, api| {
                let slot = half[i / 2].1.clone();
                async move { api.try_book(&slot).await }
            });
            let mut answers = Vec::new();
            while let Some(answer) = soon("an answer", receiving.recv()).await {
                answers.push(answer);
                if stops && answers.len() == 1 + round {
                    redis.pause().await;
                }
            }
            let said: Vec<_> = answers.iter().map(|answer| answer.status).collect();
            let won = said.iter().filter(|status| **status == 201).count();
            let lost = said.iter().filter(|status| **status == 409).count();
            assert_eq!((won, lost), (9, 9), "{said:?}");
            redis.resume().await;
            server.sees_redis("ok").await;
        }
    }
    Ledger::open(&folder.ledger()).await.audit().await;
}

#[tokio::test]
async fn a_lock_that_was_held_when_redis_hung_is_given_back() {
    let (folder, redis) = (Folder::new(), Redis::start().await);
    let server = Server::on(&folder.ledger()).redis(&redis).start().await;
    server.sees_redis("ok").await;
    let api = server.api();
    let slots = api.calendar().await.day().apart();
    // A booking is kept between its lock and its commit.
    let write = OpenWrite::begin(&folder.ledger()).await;
    let mut monitor = redis.monitor().await;
    let (booking, slot) = (api.clone(), slots[0].clone());
    let booked = tokio::spawn(async move { booking.book(&slot).await });
    monitor.find("the lock", |line| line.contains("lock:ana:")).await;
    // By the time it could give the lock back, the server has given Redis up.
    redis.pause().await;
    server.sees_redis("down").await;
    write.end().await;
    soon("the booking", booked).await.expect("no panic").expect(201);

    redis.resume().await;
    server.sees_redis("ok").await;
    api.book(&slots[1]).await.expect(201);
    Ledger::open(&folder.ledger()).await.audit().await;
}

#[tokio::test]
async fn a_ledger_that_another_program_keeps_locked() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let (day, nine) = (calendar.day(), calendar.day().slot("ana", "09:00"));
    let write = OpenWrite::begin(&folder.ledger()).await;
    let refused = api.book(nine).await;
    refused.problem(503, "unavailable");
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    // Looking goes on.
    assert_eq!(api.left(&day.date, nine).await, 1);
    api.get("/offers/haircut").await.expect(200);
    write.end().await;
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.bookings().await, 0, "nothing was booked");
    api.book(nine).await.expect(201);
    ledger.sold_once(nine).await;
}
