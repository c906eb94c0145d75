use crate::support::{Desk, ask, guest, haircut, slot};
use booking::{Closed, Reference, Refusal, Secret, SlotId, State, Wish};
use engine::{ItemRequest, Request};

#[tokio::test]
async fn cancelling_frees_the_place_once() {
    let desk = Desk::open().await;
    let booked = desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap();
    for _ in 0..2 {
        let state = desk.engine.cancel(&booked.reference, &booked.secret).await.unwrap().state;
        assert_eq!(state, State::Cancelled);
    }
    let other = desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap();
    desk.engine.cancel(&booked.reference, &booked.secret).await.unwrap();
    let found = desk.engine.find(&other.reference, &other.secret).await.unwrap();
    assert_eq!(found.state, State::Confirmed);
    let refused = desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap_err();
    assert_eq!(refused, Refusal::Taken, "cancelling twice must not free another's place");
}

#[tokio::test]
async fn confirming_twice_keeps_the_first_guest() {
    let desk = Desk::open().await;
    let held = desk.engine.hold(ask(&[slot("0900", "ana")]), None).await.unwrap();
    for name in ["Ada", "Mallory"] {
        let confirmed = desk.engine.confirm(&held.reference, &held.secret, guest(name)).await;
        assert_eq!(confirmed.unwrap().guest.unwrap().name(), "Ada");
    }
}

#[tokio::test]
async fn what_was_cancelled_cannot_be_confirmed() {
    let desk = Desk::open().await;
    let held = desk.engine.hold(ask(&[slot("0900", "ana")]), None).await.unwrap();
    desk.engine.cancel(&held.reference, &held.secret).await.unwrap();
    let refused = desk.engine.confirm(&held.reference, &held.secret, guest("Ada")).await;
    assert_eq!(refused.unwrap_err(), Refusal::Expired);
}

#[tokio::test]
async fn a_wrong_secret_and_an_unknown_reference_are_one() {
    let desk = Desk::open().await;
    let booked = desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap();
    let wrong = Secret::from_random([1; 20]);
    let unknown = Reference::from_random([1; 13]);
    for (reference, secret) in
        [(&booked.reference, &wrong), (&unknown, &booked.secret), (&unknown, &wrong)]
    {
        assert_eq!(desk.engine.find(reference, secret).await.unwrap_err(), Refusal::Unknown);
        assert_eq!(desk.engine.cancel(reference, secret).await.unwrap_err(), Refusal::Unknown);
        let confirmed = desk.engine.confirm(reference, secret, guest("Eve")).await;
        assert_eq!(confirmed.unwrap_err(), Refusal::Unknown);
    }
}

#[tokio::test]
async fn rules_say_why_they_close_a_time() {
    let desk = Desk::open().await;
    let closed = async |slot: &str| {
        let request = ask(&[SlotId::parse(slot).unwrap()]);
        match desk.engine.book(request, None).await.unwrap_err() {
            Refusal::Closed { reason } => reason,
            other => panic!("{slot}: {other:?}"),
        }
    };
    assert_eq!(closed("20261123T0500Z-ana").await, Closed::Past);
    assert_eq!(closed("20261123T0700Z-ana").await, Closed::OutsideHours);
    assert_eq!(closed("20261123T0807Z-ana").await, Closed::OutsideHours);
    assert_eq!(closed("20261123T1530Z-ana").await, Closed::OutsideHours);
    assert_eq!(closed("20270301T0800Z-ana").await, Closed::Horizon { days: 30 });
    for unknown in ["x", "20261123T0800Z-eve", "20261123T0800", "20261332T0800Z-ana"] {
        let request = ask(&[SlotId::parse(unknown).unwrap()]);
        assert_eq!(desk.engine.book(request, None).await.unwrap_err(), Refusal::Unknown);
    }
}

#[tokio::test]
async fn an_appointment_is_for_one() {
    let desk = Desk::open().await;
    let item = |quantity| ItemRequest {
        offer: haircut(),
        wish: Wish::Slot(slot("0900", "ana")),
        quantity,
    };
    for items in [vec![], vec![item(0)], vec![item(2)], vec![item(1); 21]] {
        let request = Request { items, guest: Some(guest("Ada")) };
        let refused = desk.engine.book(request, None).await.unwrap_err();
        assert!(matches!(refused, Refusal::Invalid { .. }), "{refused:?}");
    }
}

#[tokio::test]
async fn a_ledger_survives_being_closed() {
    let desk = Desk::open().await;
    let booked = desk.engine.book(ask(&[slot("0900", "ana")]), None).await.unwrap();
    desk.engine.shut_down().await;
    let files: Vec<_> = std::fs::read_dir(desk.folder.path()).unwrap().collect();
    assert_eq!(files.len(), 1, "after a clean end there is one file to copy");
    let again = desk.second().await;
    let found = again.engine.find(&booked.reference, &booked.secret).await.unwrap();
    assert_eq!(found.state, State::Confirmed);
    let refused = desk.engine.book(ask(&[slot("1500", "ana")]), None).await.unwrap_err();
    assert_eq!(refused.word(), "unavailable");
}
