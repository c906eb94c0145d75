use super::*;
use crate::support::guest;
use engine::Request;

#[tokio::test]
async fn every_event_arrives_signed_and_in_order() {
    let (desk, receiver) = (desk().await, Receiver::start().await);
    let id = add(&desk, &receiver, false).await;
    let held = desk.engine.hold(ask(&[slot("0900", "ana")]), None).await.unwrap();
    desk.engine.confirm(&held.reference, &held.secret, guest("Ada")).await.unwrap();
    let other = book(&desk, "1000", "ben").await;
    cancel(&desk, &held.reference.to_string()).await;
    drained(&desk, id).await;
    let told = ["booking.held", "booking.confirmed", "booking.cancelled"];
    assert_eq!(receiver.of(&held.reference.to_string()), told);
    assert_eq!(receiver.of(&other), ["booking.confirmed"]);
    let mut ids = receiver.accepted();
    ids.sort_unstable();
    assert_eq!(ids, [1, 2, 3, 4]);
    let all = receiver.all();
    let Arrival { json, signed_at, authorization, .. } =
        all.iter().find(|arrival| arrival.event == "booking.cancelled").unwrap();
    assert_eq!(json["at"], "2026-11-23T06:00:00Z");
    assert_eq!((&json["actor"], &json["revision"]), (&"owner".into(), &3.into()));
    assert_eq!(json["booking"]["items"][0]["resource"], "ana");
    assert_eq!(json["guest"]["email"], "ada@example.com");
    assert_eq!(json["guest"]["phone"], serde_json::Value::Null);
    assert_eq!((*signed_at, authorization), (1_795_413_600, &None));
}

#[tokio::test]
async fn a_guest_is_who_the_booking_says_when_it_is_delivered() {
    let (desk, receiver) = (desk().await, Receiver::start().await);
    let live = Receiver::start().await;
    let told_live = add(&desk, &live, false).await;
    let nobody = Request { guest: None, ..ask(&[slot("0900", "ana")]) };
    let held = desk.engine.hold(nobody, None).await.unwrap();
    drained(&desk, told_live).await;
    assert_eq!(live.all()[0].json["guest"], serde_json::Value::Null);
    desk.engine.confirm(&held.reference, &held.secret, guest("Ada")).await.unwrap();
    let id = add(&desk, &receiver, true).await;
    drained(&desk, id).await;
    let first = &receiver.all()[0];
    assert_eq!(
        (first.event.as_str(), &first.json["guest"]["name"]),
        ("booking.held", &"Ada".into())
    );
}

#[tokio::test]
async fn a_new_webhook_hears_of_what_is_new_or_of_everything() {
    let (desk, new, all) = (desk().await, Receiver::start().await, Receiver::start().await);
    book(&desk, "0900", "ana").await;
    let new_id = add(&desk, &new, false).await;
    let all_id = add(&desk, &all, true).await;
    book(&desk, "1000", "ana").await;
    drained(&desk, new_id).await;
    drained(&desk, all_id).await;
    assert_eq!(new.accepted(), [2]);
    let mut ids = all.accepted();
    ids.sort_unstable();
    assert_eq!(ids, [1, 2]);
    desk.engine.remove_webhook(new_id).await.unwrap();
    book(&desk, "1100", "ana").await;
    drained(&desk, all_id).await;
    assert_eq!(new.accepted(), [2]);
    assert_eq!(desk.engine.remove_webhook(new_id).await, Err(booking::Refusal::Unknown));
}

#[tokio::test]
async fn a_long_journal_is_delivered_whole_and_each_booking_in_order() {
    let (desk, receiver) = (desk().await, Receiver::start().await);
    let mut references = Vec::new();
    for round in 0..40 {
        let who = if round % 2 == 0 { "ana" } else { "ben" };
        let held = desk.engine.hold(ask(&[slot("0900", who)]), None).await.unwrap();
        desk.engine.confirm(&held.reference, &held.secret, guest("Ada")).await.unwrap();
        cancel(&desk, &held.reference.to_string()).await;
        references.push(held.reference.to_string());
    }
    let id = add(&desk, &receiver, true).await;
    drained(&desk, id).await;
    let told = ["booking.held", "booking.confirmed", "booking.cancelled"];
    for reference in references {
        assert_eq!(receiver.of(&reference), told);
    }
    assert_eq!(receiver.all().len(), 120);
}

#[tokio::test]
async fn credentials_of_a_url_are_sent_and_not_shown() {
    let (desk, receiver) = (desk().await, Receiver::start().await);
    let url = receiver.url().replace("http://", "http://me:pass%20word@");
    let secret = receiver.secret.parse().unwrap();
    let added = desk.engine.add_webhook(url.parse().unwrap(), Some(secret), false).await;
    let (id, _) = added.unwrap();
    book(&desk, "0900", "ana").await;
    drained(&desk, id).await;
    // base64 of me:pass word
    assert_eq!(receiver.all()[0].authorization.as_deref(), Some("Basic bWU6cGFzcyB3b3Jk"));
    assert_eq!(desk.engine.sinks().await.unwrap()[0].url, Some(receiver.url()));
}

#[tokio::test]
async fn there_is_an_end_to_webhooks() {
    let desk = desk().await;
    let url = || "http://127.0.0.1:9/".parse().unwrap();
    let (_, first) = desk.engine.add_webhook(url(), None, false).await.unwrap();
    for _ in 1..32 {
        let (_, secret) = desk.engine.add_webhook(url(), None, false).await.unwrap();
        assert!(secret.expose().len() == 64 && secret != first);
    }
    let refused = desk.engine.add_webhook(url(), None, false).await.unwrap_err();
    assert!(matches!(refused, booking::Refusal::Invalid { .. }));
}
