use crate::support::{Desk, rules};
use crate::venue::{MONDAY, ask, class, guest, seats};
use booking::{Refusal, State};
use engine::{Decision, Receipt};

async fn asked() -> Desk {
    Desk::at_venue(|catalogue| {
        seats(catalogue, "studio", 1);
        rules(catalogue, "class", |rules| rules.approval = true);
    })
    .await
}

async fn book(desk: &Desk) -> Receipt {
    desk.engine.book(ask(&[class(MONDAY, 1)]), None).await.unwrap()
}

#[tokio::test]
async fn what_the_owner_is_asked_about_keeps_its_place_meanwhile() {
    let desk = asked().await;
    let pending = book(&desk).await;
    assert_eq!(pending.state, State::Pending);
    let refused = desk.engine.book(ask(&[class(MONDAY, 1)]), None).await.unwrap_err();
    assert_eq!(refused, Refusal::Taken);
    for _ in 0..2 {
        let approved = desk.engine.decide(&pending.reference, Decision::Approve).await.unwrap();
        assert_eq!(approved.state, State::Confirmed);
    }
    let declined = desk.engine.decide(&pending.reference, Decision::Decline).await.unwrap_err();
    assert!(matches!(declined, Refusal::Invalid { .. }));
    desk.audit().await;
}

#[tokio::test]
async fn a_hold_is_confirmed_into_a_question_to_the_owner() {
    let desk = asked().await;
    let held = desk.engine.hold(ask(&[class(MONDAY, 1)]), None).await.unwrap();
    let confirmed = desk.engine.confirm(&held.reference, &held.secret, guest("Ada")).await;
    assert_eq!(confirmed.unwrap().state, State::Pending);
    desk.clock.advance_seconds(3600);
    let found = desk.engine.find(&held.reference, &held.secret).await.unwrap();
    assert_eq!(found.state, State::Pending, "what waits for the owner does not end by time");
    desk.audit().await;
}

#[tokio::test]
async fn what_is_declined_goes_to_the_next_in_line_or_is_free() {
    let desk = asked().await;
    let pending = book(&desk).await;
    let next = desk.engine.wait(ask(&[class(MONDAY, 1)]), None).await.unwrap();
    for _ in 0..2 {
        let declined = desk.engine.decide(&pending.reference, Decision::Decline).await.unwrap();
        assert_eq!(declined.state, State::Declined);
    }
    let offered = desk.engine.find(&next.reference, &next.secret).await.unwrap();
    assert!(matches!(offered.state, State::Held { .. }), "{:?}", offered.state);
    desk.engine.cancel(&next.reference, &next.secret).await.unwrap();
    assert_eq!(desk.left("class", MONDAY).await, [1]);
    desk.audit().await;
}

#[tokio::test]
async fn a_guest_who_moves_asks_again_and_the_owner_does_not() {
    let desk = asked().await;
    let pending = book(&desk).await;
    let (reference, secret) = (&pending.reference, &pending.secret);
    desk.engine.decide(reference, Decision::Approve).await.unwrap();
    let tuesday = [class(MONDAY.tomorrow().unwrap(), 1)];
    let moved = desk.engine.reschedule(reference, secret, &tuesday).await.unwrap();
    assert_eq!(moved.state, State::Pending);
    desk.engine.decide(reference, Decision::Approve).await.unwrap();
    let moved = desk.engine.reschedule_for_guest(reference, &[class(MONDAY, 1)]).await.unwrap();
    assert_eq!(moved.state, State::Confirmed);
    desk.audit().await;
}
