//! Six double rooms: stays of several nights that overlap, touch and pass one another by.

use super::served;
use crate::support::{Answer, Api, Crowd, Duo, basket};
use serde_json::{Value, json};

const ROOMS: usize = 6;
const GUESTS: usize = 40;

/// A dozen different stays want locks that overlap, and a slow machine may not get round to all of
/// them in time: who is told so has lost nothing and asks again.
async fn patiently(api: Api, wish: Value) -> reqwest::Result<Answer> {
    loop {
        let answer = api.try_make(&wish).await?;
        match answer.status {
            503 => drop(answer.problem(503, "busy")),
            _ => return Ok(answer),
        }
    }
}

#[tokio::test]
async fn stays_collide_by_night_and_only_there() {
    let duo = Duo::start().await;
    let [here, there] = duo.apis();
    let mut days = Vec::new();
    for day in 0..20 {
        days.push(here.day(day).await);
    }
    // Every stay has the night of day 10, and each is of other nights beside it.
    let stay = {
        let days = days.clone();
        move |guest: usize| {
            let (before, after) = (guest % 4, guest % 3);
            basket::rooms(&days[10 - before], &days[11 + after], 1)
        }
    };
    let crowd = Crowd::before(&duo.both());
    let answers = crowd.all(GUESTS, move |guest, api| patiently(api, basket::book(&[stay(guest)])));
    let (housed, refused) = served(answers.await);
    assert_eq!((housed.len(), refused.len()), (ROOMS, GUESTS - ROOMS), "a room each");
    let mut ledger = duo.ledger().await;
    ledger.audit().await;

    // Availability says so night by night, on both servers.
    for api in [&here, &there] {
        let full = api.slots_of("room", &days[10], &days[10]).await;
        assert_eq!((&full[0]["left"], &full[0]["capacity"]), (&json!(0), &json!(6)));
    }
    // Whoever leaves on day 7 or comes on day 13 touches nobody; those nights may fill up as well.
    for (from, to) in [(4, 7), (13, 16)] {
        let (from, to) = (days[from].clone(), days[to].clone());
        let answers = crowd.all(ROOMS + 2, move |_, api| {
            patiently(api, basket::book(&[basket::rooms(&from, &to, 1)]))
        });
        assert_eq!(served(answers.await).0.len(), ROOMS);
    }
    // A stay across the full night has no room although its other nights have.
    let across = basket::book(&[basket::rooms(&days[9], &days[12], 1)]);
    there.make(&across).await.problem(409, "taken");
    let beyond = basket::book(&[basket::rooms(&days[17], &days[19], 3)]);
    there.make(&beyond).await.expect(201);
    // One leaves: their nights are free for one more, once.
    here.cancel(&housed[0].1).await.expect(200);
    let night = basket::book(&[basket::rooms(&days[10], &days[11], 1)]);
    there.make(&night).await.expect(201);
    here.make(&night).await.problem(409, "taken");
    ledger.audit().await;
}

#[tokio::test]
async fn availability_and_other_dates_go_on_while_a_booking_waits_for_its_lock() {
    let duo = Duo::start().await;
    let [here, there] = duo.apis();
    let (night, morning) = (here.day(20).await, here.day(21).await);
    let lock = format!("lock:room:{night}");
    duo.redis.occupy(&lock).await;
    let mut monitor = duo.redis.monitor().await;
    let wish = basket::book(&[basket::rooms(&night, &morning, 1)]);
    loop {
        let waiting = tokio::spawn({
            let (api, wish) = (here.clone(), wish.clone());
            async move { api.make(&wish).await }
        });
        monitor.find("the lock", |line| line.contains(&lock)).await;
        let seen = here.slots_of("room", &night, &night).await;
        assert_eq!(seen[0]["left"], 6);
        let other = basket::book(&[basket::rooms(&here.day(22).await, &here.day(23).await, 1)]);
        let other = here.make(&other).await.expect(201);
        // All of that counts if it was answered before the waiting booking was.
        let in_time = !waiting.is_finished();
        let busy = waiting.await.expect("an answer");
        busy.problem(503, "busy");
        assert!(busy.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
        here.cancel(&other).await.expect(200);
        if in_time {
            break;
        }
    }
    let mut ledger = duo.ledger().await;
    assert_eq!(ledger.claimed("room").await, 0, "nothing was booked");
    assert!(duo.redis.remove(&lock).await, "what is not ours is not released");
    there.make(&wish).await.expect(201);
    ledger.audit().await;
}
