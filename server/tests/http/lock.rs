//! What Redis is told around a booking.

use crate::support::{Folder, Ledger, Redis, Server, soon};

/// MONITOR prints a command with each word in quotes; the operator's tools show the same.
fn words(line: &str) -> Vec<&str> {
    line.split('"').skip(1).step_by(2).collect()
}

#[tokio::test]
async fn a_booking_takes_the_lock_of_its_day_and_gives_it_back() {
    let (folder, redis) = (Folder::new(), Redis::start().await);
    let server = Server::on(&folder.ledger()).redis(&redis).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let day = calendar.day();
    let key = format!("lock:ana:{}", day.date);
    let mut monitor = redis.monitor().await;
    api.book(day.slot("ana", "09:00")).await.expect(201);

    let is = |command: &'static str| {
        let key = key.clone();
        move |line: &str| {
            let words = words(line);
            words[0].eq_ignore_ascii_case(command) && words.get(1) == Some(&key.as_str())
        }
    };
    let set = monitor.find("the lock being taken", is("set")).await;
    let set = words(&set);
    let (token, options) = (set[2].to_owned(), set[3..].join(" "));
    assert!(token.len() >= 32, "a token anyone could guess: {token}");
    assert_eq!(options.to_uppercase(), "NX PX 5000");
    // Compared and deleted by a script, which nothing can come between.
    let holds_token = token.clone();
    let release = monitor.find("the lock being released", move |line| {
        words(line)[0].to_lowercase().starts_with("eval") && line.contains(&holds_token)
    });
    let release = release.await;
    assert!(words(&release).contains(&key.as_str()));
    monitor.find("the comparison", is("get")).await;
    monitor.find("the deletion", is("del")).await;

    // Another booking's token is another.
    api.book(day.slot("ana", "12:00")).await.expect(201);
    let again = monitor.find("the lock being taken again", is("set")).await;
    assert_ne!(words(&again)[2], token);
}

#[tokio::test]
async fn a_lock_that_another_holds_is_waited_for() {
    let (folder, redis) = (Folder::new(), Redis::start().await);
    let server = Server::on(&folder.ledger()).redis(&redis).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let day = calendar.day();
    let lock = format!("lock:ana:{}", day.date);
    redis.occupy(&lock).await;
    let mut monitor = redis.monitor().await;
    let (waiting, slot) = (api.clone(), day.slot("ana", "09:00").to_owned());
    let booking = tokio::spawn(async move { waiting.book(&slot).await });
    let tried = |line: &str| words(line)[0].eq_ignore_ascii_case("set") && line.contains(&lock);
    monitor.find("a try for the lock", tried).await;
    // It goes without a message, as by its time to live.
    assert!(redis.remove(&lock).await);
    soon("the booking", booking).await.expect("no panic").expect(201);
}

#[tokio::test]
async fn a_lock_that_another_keeps_makes_busy_and_no_more() {
    let (folder, mut redis) = (Folder::new(), Redis::start().await);
    let server = Server::on(&folder.ledger()).redis(&redis).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let (day, slot) = (calendar.day(), calendar.day().slot("ana", "09:00"));
    let lock = format!("lock:ana:{}", day.date);
    redis.occupy(&lock).await;

    // One stylist's day stands in nobody else's way.
    api.book(day.slot("ben", "09:00")).await.expect(201);
    api.book(calendar.0[1].slot("ana", "09:00")).await.expect(201);
    let busy = api.book(slot).await;
    busy.problem(503, "busy");
    assert!(busy.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    let mut ledger = Ledger::open(&folder.ledger()).await;
    assert_eq!(ledger.live_of(slot).await, 0, "nothing was booked");
    // What is not ours is not released.
    assert!(redis.remove(&lock).await);

    redis.occupy(&lock).await;
    redis.kill().await;
    api.book(slot).await.expect(201);
}
