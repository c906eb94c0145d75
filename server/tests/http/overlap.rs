//! Places in time that meet without being equal.

use crate::support::{Folder, Ledger, Server};
use serde_json::json;

#[tokio::test]
async fn what_overlaps_is_refused_buffers_counted() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let day = calendar.day();
    let ana = |clock| day.slot("ana", clock);
    api.book(ana("11:00")).await.expect(201);

    // 11:00 to 11:45 and 10 minutes after it, in ticks of 15 minutes: until 12:00. What starts
    // before must have ended, its own 10 minutes included, by 11:00.
    for clock in ["10:15", "10:30", "10:45", "11:00", "11:15", "11:30", "11:45"] {
        api.book(ana(clock)).await.problem(409, "taken");
        assert_eq!(api.left(&day.date, ana(clock)).await, 0, "{clock}");
    }
    for clock in ["10:00", "12:00"] {
        assert_eq!(api.left(&day.date, ana(clock)).await, 1, "{clock}");
        api.book(ana(clock)).await.expect(201);
    }
    for clock in ["10:15", "11:00", "11:15", "11:45"] {
        assert_eq!(api.left(&day.date, day.slot("ben", clock)).await, 1);
    }
    api.book(day.slot("ben", "11:15")).await.expect(201);

    let mut ledger = Ledger::open(&folder.ledger()).await;
    ledger.audit().await;
    assert_eq!(ledger.live_bookings().await, 4);
}

#[tokio::test]
async fn nine_in_the_morning_closes_the_next_three_quarters() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let day = calendar.day();
    api.book(day.slot("ana", "09:00")).await.expect(201);
    for clock in ["09:15", "09:30", "09:45"] {
        api.book(day.slot("ana", clock)).await.problem(409, "taken");
    }
    api.book(day.slot("ben", "09:15")).await.expect(201);
    api.book(day.slot("ana", "10:00")).await.expect(201);
    Ledger::open(&folder.ledger()).await.audit().await;
}

#[tokio::test]
async fn all_items_are_booked_or_none() {
    let folder = Folder::new();
    let server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let calendar = api.calendar().await;
    let day = calendar.day();
    let body = |slots: &[&str]| {
        let items: Vec<_> =
            slots.iter().map(|slot| json!({ "offer": "haircut", "slot": slot })).collect();
        json!({ "items": items, "guest": crate::support::guest() })
    };
    let book = async |slots: &[&str]| api.post("/api/v1/bookings", &body(slots)).await;
    let (nine, noon) = (day.slot("ana", "09:00"), day.slot("ben", "12:00"));
    api.book(noon).await.expect(201);

    book(&[nine, noon]).await.problem(409, "taken");
    book(&[nine, day.slot("ana", "09:15")]).await.problem(422, "invalid");
    book(&[nine, nine]).await.problem(422, "invalid");
    book(&[nine, "20260101T0000Z-ana"]).await.problem(422, "closed");
    assert_eq!(api.left(&day.date, nine).await, 1);

    let both = book(&[nine, day.slot("ben", "09:00")]).await.expect(201);
    assert_eq!(both.json()["items"].as_array().map(Vec::len), Some(2));
    let mut ledger = Ledger::open(&folder.ledger()).await;
    ledger.audit().await;
    assert_eq!(ledger.bookings().await, 2);
}
