//! A hundred guests want one place. However the servers and Redis fare, exactly one has it, the
//! others are told that it is gone, and the ledger says the same.

use crate::support::{Answer, Calendar, Contenders, Folder, Ledger, Redis, Server, soon};

const CONTENDERS: usize = 100;

async fn calendar(server: &Server) -> Calendar {
    server.api().calendar().await
}

/// The winner's booking is what everybody finds, whichever server they ask.
async fn agree(servers: &[&Server], winner: &Answer) {
    let (reference, secret) = (winner.reference(), winner.secret());
    for server in servers {
        let found = server.api().find(&reference, &secret).await.expect(200);
        assert_eq!(found.text("/state"), "confirmed");
    }
}

#[tokio::test]
async fn one_wins_within_one_process() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let contenders = Contenders::connect(&[&server], CONTENDERS).await;
    for slot in &calendar(&server).await.day().apart()[..5] {
        let winner = contenders.race(slot).await;
        agree(&[&server], &winner).await;
        Ledger::open(&folder.ledger()).await.sold_once(slot).await;
    }
}

#[tokio::test]
async fn one_wins_with_redis() {
    let (folder, redis) = (Folder::new(), Redis::start().await);
    let server = Server::on(&folder.ledger()).redis(&redis).start().await;
    server.sees_redis("ok").await;
    let contenders = Contenders::connect(&[&server], CONTENDERS).await;
    for slot in &calendar(&server).await.day().apart()[..5] {
        let winner = contenders.race(slot).await;
        agree(&[&server], &winner).await;
        Ledger::open(&folder.ledger()).await.sold_once(slot).await;
    }
    server.sees_redis("ok").await;
}

#[tokio::test]
async fn one_wins_while_redis_dies() {
    let (folder, mut redis) = (Folder::new(), Redis::start().await);
    let server = Server::on(&folder.ledger()).redis(&redis).start().await;
    let contenders = Contenders::connect(&[&server], CONTENDERS).await;
    let slots = calendar(&server).await.apart();
    for (round, slots) in slots.chunks(2).take(4).enumerate() {
        server.sees_redis("ok").await;
        let mut receiving = contenders.book(&slots[0]);
        // Redis dies when some have been answered, each time after some more.
        let mut early = Vec::new();
        for _ in 0..=round {
            early.extend(soon("the first answers", receiving.recv()).await);
        }
        redis.kill().await;
        let winner = contenders.one_winner(receiving, early).await;
        agree(&[&server], &winner).await;
        // And while it is gone.
        contenders.race(&slots[1]).await;
        let mut ledger = Ledger::open(&folder.ledger()).await;
        ledger.sold_once(&slots[0]).await;
        ledger.sold_once(&slots[1]).await;
        redis.restart().await;
    }
}

#[tokio::test]
async fn one_wins_of_each_of_many_places_while_redis_dies() {
    let (folder, mut redis) = (Folder::new(), Redis::start().await);
    let first = Server::on(&folder.ledger()).redis(&redis).start().await;
    let second = Server::on(&folder.ledger()).redis(&redis).start().await;
    first.sees_redis("ok").await;
    second.sees_redis("ok").await;
    let day = calendar(&first).await.day().apart();
    // Every slot has its own contenders on both servers, all at the same time.
    let contenders = Contenders::connect(&[&first, &second], day.len() * 6).await;
    let mut receiving = contenders.ask(|i, api| {
        let slot = day[i / 6].clone();
        async move { api.try_book(&slot).await }
    });
    let mut answers = Vec::new();
    while let Some(answer) = soon("an answer", receiving.recv()).await {
        answers.push(answer);
        if answers.len() == day.len() {
            redis.kill().await;
        }
    }
    let won = answers.iter().filter(|answer| answer.status == 201).count();
    let lost = answers.iter().filter(|answer| answer.status == 409).count();
    assert_eq!((won, lost), (day.len(), day.len() * 5));
    let mut ledger = Ledger::open(&folder.ledger()).await;
    for slot in &day {
        ledger.sold_once(slot).await;
    }
}

#[tokio::test]
async fn one_wins_across_two_processes_with_redis() {
    let (folder, redis) = (Folder::new(), Redis::start().await);
    let first = Server::on(&folder.ledger()).redis(&redis).start().await;
    let second = Server::on(&folder.ledger()).redis(&redis).start().await;
    first.sees_redis("ok").await;
    second.sees_redis("ok").await;
    let servers = [&first, &second];
    let contenders = Contenders::connect(&servers, CONTENDERS).await;
    for slot in &calendar(&first).await.day().apart()[..5] {
        let winner = contenders.race(slot).await;
        agree(&servers, &winner).await;
        Ledger::open(&folder.ledger()).await.sold_once(slot).await;
    }
}

#[tokio::test]
async fn one_wins_across_two_processes_that_share_nothing_but_the_file() {
    let folder = Folder::new();
    let first = Server::on(&folder.ledger()).start().await;
    let second = Server::on(&folder.ledger()).start().await;
    let servers = [&first, &second];
    let contenders = Contenders::connect(&servers, CONTENDERS).await;
    for slot in &calendar(&first).await.day().apart()[..5] {
        let winner = contenders.race(slot).await;
        agree(&servers, &winner).await;
        Ledger::open(&folder.ledger()).await.sold_once(slot).await;
    }
}

#[tokio::test]
async fn one_wins_while_redis_hangs() {
    let (folder, redis) = (Folder::new(), Redis::start().await);
    let first = Server::on(&folder.ledger()).redis(&redis).start().await;
    let second = Server::on(&folder.ledger()).redis(&redis).start().await;
    let servers = [&first, &second];
    first.sees_redis("ok").await;
    second.sees_redis("ok").await;
    let contenders = Contenders::connect(&servers, CONTENDERS).await;
    let slots = calendar(&first).await.day().apart();
    redis.pause().await;
    for slot in &slots[..3] {
        let winner = contenders.race(slot).await;
        agree(&servers, &winner).await;
        Ledger::open(&folder.ledger()).await.sold_once(slot).await;
    }
}
