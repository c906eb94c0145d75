//! Availability as it changes, to everyone who looks.

use crate::support::{Answer, Api, Folder, Redis, Server, Stream, guest};
use serde_json::json;

/// One watcher sees what others do.
async fn sees(watcher: &Server, booker: &Server) {
    let (watching, booking) = (watcher.api(), booker.api());
    let calendar = booking.calendar().await;
    let (day, nine) = (calendar.day(), calendar.day().slot("ana", "09:00"));
    let mut stream = Stream::open(&watching, "", None).await;
    let snapshot = stream.next().await.expect("a first event");
    assert_eq!(snapshot.kind, "snapshot");
    assert_eq!(snapshot.data["offer"], "haircut");
    assert_eq!(snapshot.data["seq"], snapshot.id);
    assert_eq!(snapshot.slot(nine).expect("the slot")["left"], 1);

    let booked = booking.book(nine).await.expect(201);
    let change = stream.told_of(nine).await;
    assert_eq!(change.kind, "change");
    assert_eq!(change.slot(nine).unwrap()["left"], 0);
    assert!(change.id > snapshot.id);
    assert_eq!(change.data["seq"], change.id);
    // What it overlaps is gone as well, and what it does not is not spoken of.
    assert_eq!(change.slot(day.slot("ana", "09:45")).unwrap()["left"], 0);
    assert!(change.slot(day.slot("ana", "10:00")).is_none());
    assert!(change.slot(day.slot("ben", "09:00")).is_none());

    booking.cancel(&booked).await.expect(200);
    let freed = stream.told_of(nine).await;
    assert_eq!(freed.slot(nine).unwrap()["left"], 1);
    assert!(freed.id > change.id);

    let held = booking.hold(nine).await.expect(201);
    let shown = stream.told_of(nine).await;
    let slot = shown.slot(nine).unwrap();
    assert_eq!((&slot["left"], &slot["held_until"]), (&json!(0), &held.json()["expires_at"]));
    booking.confirm(&held).await.expect(200);
    let sold = stream.told_of(nine).await;
    assert_eq!(sold.slot(nine).unwrap().get("held_until"), None);
    assert!(freed.id < shown.id && shown.id < sold.id);
}

#[tokio::test]
async fn a_watcher_sees_a_slot_go_and_come_back() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    sees(&server, &server).await;
}

#[tokio::test]
async fn a_watcher_sees_what_another_process_books() {
    let (folder, redis) = (Folder::new(), Redis::start().await);
    let first = Server::on(&folder.ledger()).redis(&redis).start().await;
    let second = Server::on(&folder.ledger()).redis(&redis).start().await;
    sees(&first, &second).await;
}

#[tokio::test]
async fn a_watcher_sees_what_another_process_books_without_redis() {
    let folder = Folder::new();
    let first = Server::on(&folder.ledger()).start().await;
    let second = Server::on(&folder.ledger()).start().await;
    sees(&first, &second).await;
}

#[tokio::test]
async fn a_watcher_sees_what_another_process_books_while_redis_is_gone() {
    let (folder, mut redis) = (Folder::new(), Redis::start().await);
    let first = Server::on(&folder.ledger()).redis(&redis).start().await;
    let second = Server::on(&folder.ledger()).redis(&redis).start().await;
    redis.kill().await;
    sees(&first, &second).await;
}

#[tokio::test]
async fn every_watcher_ends_with_the_same_picture() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let slots = calendar.day().apart();
    let mut streams = Vec::new();
    for _ in 0..8 {
        streams.push(Stream::open(&server.api(), "", None).await);
    }
    for slot in &slots {
        api.book(slot).await.expect(201);
    }
    for stream in &mut streams {
        let (mut gone, mut last) = (std::collections::HashSet::new(), 0);
        while gone.len() < slots.len() {
            let event = stream.next().await.expect("the stream goes on");
            assert!(event.id >= last, "ids go up");
            last = event.id;
            let told = |slot: &&String| event.slot(slot).is_some_and(|slot| slot["left"] == 0);
            gone.extend(slots.iter().filter(told).cloned());
        }
    }
}

#[tokio::test]
async fn a_watcher_that_comes_back_goes_on_where_it_was() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let slots = calendar.day().apart();
    // Someone else looks all the while, so that the feed is kept.
    let mut other = Stream::open(&api, "", None).await;
    other.next().await.expect("a snapshot");
    let mut stream = Stream::open(&api, "", None).await;
    stream.next().await.expect("a snapshot");
    api.book(&slots[0]).await.expect(201);
    let seen = stream.told_of(&slots[0]).await;
    drop(stream);

    api.book(&slots[1]).await.expect(201);
    api.book(&slots[2]).await.expect(201);
    other.told_of(&slots[2]).await;
    let id = seen.id.to_string();
    for resumed in [
        Stream::open(&api, "", Some(&id)).await,
        // A page that was drawn at that time.
        Stream::open(&api, &format!("?last_event_id={id}"), None).await,
    ] {
        let mut resumed = resumed;
        let mut missing = vec![&slots[1], &slots[2]];
        while !missing.is_empty() {
            let event = resumed.next().await.expect("the stream goes on");
            assert_eq!(event.kind, "change", "what is known is not told again");
            assert!(event.id > seen.id);
            assert!(event.slot(&slots[0]).is_none());
            missing.retain(|slot| event.slot(slot).is_none_or(|slot| slot["left"] != 0));
        }
    }
}

#[tokio::test]
async fn a_watcher_that_cannot_go_on_starts_afresh() {
    let folder = Folder::new();
    let mut server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let slots = calendar.day().apart();
    for id in ["999999999", "-5", "no-number", ""] {
        let mut stream = Stream::open(&api, "", Some(id)).await;
        assert_eq!(stream.next().await.expect("an event").kind, "snapshot", "{id:?}");
    }
    let mut stream = Stream::open(&api, "", None).await;
    stream.next().await.expect("a snapshot");
    api.book(&slots[0]).await.expect(201);
    let seen = stream.told_of(&slots[0]).await;
    server.kill().await;
    assert!(stream.next().await.is_none());

    // Another process knows nothing of what the first has sent. What is missed is told all the same.
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    api.book(&slots[1]).await.expect(201);
    let mut stream = Stream::open(&api, "", Some(&seen.id.to_string())).await;
    let event = stream.told_of(&slots[1]).await;
    assert_eq!(event.slot(&slots[1]).unwrap()["left"], 0);
    assert!(event.id > seen.id);
}

#[tokio::test]
async fn a_snapshot_may_be_of_some_dates() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let (day, next) = (&calendar.0[0], &calendar.0[1]);
    let query = format!("?from={}&to={}", day.date, day.date);
    let mut stream = Stream::open(&api, &query, None).await;
    let snapshot = stream.next().await.expect("a snapshot");
    assert!(snapshot.slot(day.slot("ben", "09:00")).is_some());
    assert!(snapshot.slot(next.slot("ben", "09:00")).is_none());
    let days = snapshot.data["days"].as_array().unwrap();
    let left =
        |date: &str| days.iter().find(|day| day["date"] == date).map(|day| day["left"].clone());
    assert_eq!(left(&next.date), Some(json!(68)), "a calendar shows other days too");
    // Changes elsewhere are told as well: the calendar must know of them.
    let body = json!({ "items": [{ "offer": "haircut", "slot": next.slot("ana", "09:00") }], "guest": guest() });
    api.post("/api/v1/bookings", &body).await.expect(201);
    let change = stream.told_of(next.slot("ana", "09:00")).await;
    let days = change.data["days"].as_array().unwrap();
    assert_eq!((&days[0]["date"], &days[0]["left"]), (&json!(next.date), &json!(64)));
}

#[tokio::test]
async fn a_stream_of_nothing_is_refused() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let ask = async |path: &str| -> Answer { api.get(path).await };
    ask("/api/v1/offers/nothing/live").await.problem(404, "unknown");
    ask("/api/v1/offers/haircut/live?from=2026-11-23").await.problem(422, "invalid");
    ask("/api/v1/offers/haircut/live?from=x&to=y").await.problem(422, "invalid");
    let post = Api::new(&server.url).send("/api/v1/offers/haircut/live", "").await;
    post.problem(405, "invalid");
}
