//! The journal by the rules that are written beside it, not by its own code.

use crate::support::{Desk, rules};
use crate::venue::{MONDAY, ask, class, guest, id, seats};
use engine::{CapacityChange, Decision, Request};
use sha2::{Digest, Sha256};

#[derive(sqlx::FromRow)]
struct Event {
    id: i64,
    at: i64,
    actor: String,
    name: String,
    booking: Option<i64>,
    revision: Option<i64>,
    body: String,
    previous: Vec<u8>,
    hash: Vec<u8>,
}

async fn events(desk: &Desk) -> Vec<Event> {
    let mut file = desk.file().await;
    sqlx::query_as("SELECT * FROM event ORDER BY id").fetch_all(&mut file).await.unwrap()
}

/// A life with something of everything in it.
async fn lived() -> Desk {
    let desk = Desk::at_venue(|catalogue| {
        seats(catalogue, "studio", 1);
        rules(catalogue, "room", |rules| rules.approval = true);
    })
    .await;
    let engine = &desk.engine;
    let anonymous = Request { guest: None, ..ask(&[class(MONDAY, 1)]) };
    let held = engine.hold(anonymous.clone(), None).await.unwrap();
    engine.confirm(&held.reference, &held.secret, guest("Ada")).await.unwrap();
    engine.confirm(&held.reference, &held.secret, guest("Ada")).await.unwrap();
    let waiting = engine.wait(ask(&[class(MONDAY, 1)]), None).await.unwrap();
    let tuesday = [class(MONDAY.tomorrow().unwrap(), 1)];
    engine.reschedule(&held.reference, &held.secret, &tuesday).await.unwrap();
    engine.decide(&held.reference, Decision::Paid).await.unwrap();
    engine.decide(&held.reference, Decision::Paid).await.unwrap();
    desk.clock.advance_seconds(3600);
    engine.sweep().await.unwrap();
    engine.cancel(&waiting.reference, &waiting.secret).await.unwrap();
    let stay = engine.book(ask(&[crate::venue::nights(MONDAY, 1, 1)]), None).await.unwrap();
    engine.decide(&stay.reference, Decision::Decline).await.unwrap();
    engine.set_capacity(&id("studio"), CapacityChange::To(2)).await.unwrap();
    engine.cancel_for_guest(&held.reference).await.unwrap();
    engine.cancel(&held.reference, &held.secret).await.unwrap();
    desk
}

#[tokio::test]
async fn every_change_is_told_once_by_whom_and_in_order() {
    let told = events(&lived().await).await;
    let told: Vec<(&str, &str, Option<i64>, Option<i64>)> = told
        .iter()
        .map(|event| (event.actor.as_str(), event.name.as_str(), event.booking, event.revision))
        .collect();
    assert_eq!(
        told,
        [
            ("guest", "booking.held", Some(1), Some(1)),
            ("guest", "booking.confirmed", Some(1), Some(2)),
            ("guest", "booking.waiting", Some(2), Some(1)),
            ("guest", "booking.rescheduled", Some(1), Some(3)),
            ("job", "booking.offered", Some(2), Some(2)),
            ("owner", "booking.paid", Some(1), Some(4)),
            ("job", "booking.expired", Some(2), Some(3)),
            ("guest", "booking.pending", Some(3), Some(1)),
            ("owner", "booking.declined", Some(3), Some(2)),
            ("owner", "resource.capacity", None, None),
            ("owner", "booking.cancelled", Some(1), Some(5)),
        ]
    );
}

#[tokio::test]
async fn each_event_is_chained_to_the_one_before() {
    let desk = lived().await;
    let mut previous = vec![0; 32];
    for (number, event) in (1..).zip(events(&desk).await) {
        assert_eq!((event.id, &event.previous), (number, &previous));
        let mut hash = Sha256::new();
        hash.update(&event.previous);
        for number in
            [event.id, event.at, event.booking.unwrap_or(-1), event.revision.unwrap_or(-1)]
        {
            hash.update(number.to_be_bytes());
        }
        for text in [&event.actor, &event.name, &event.body] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        assert_eq!(event.hash, hash.finalize().to_vec(), "{}", event.id);
        previous = event.hash;
    }
    desk.audit().await;
}

#[tokio::test]
async fn an_event_is_never_changed_or_taken_out() {
    let desk = lived().await;
    let mut file = desk.file().await;
    for sql in ["UPDATE event SET name = 'x' WHERE id = 1", "DELETE FROM event WHERE id = 1"] {
        let refused = sqlx::query(sql).execute(&mut file).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
}

#[tokio::test]
async fn nothing_in_the_journal_names_a_guest() {
    for event in events(&lived().await).await {
        let body = event.body.to_lowercase();
        assert!(!body.contains("ada") && !body.contains("example.com"), "{body}");
    }
}
