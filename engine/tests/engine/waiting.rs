use crate::support::{Desk, rules};
use crate::venue::{MONDAY, ask, class, guest, item, nights, seats};
use booking::{Closed, Refusal, State, UnixMillis};
use engine::{Engine, ItemRequest, Receipt};

async fn one_place() -> Desk {
    Desk::at_venue(|catalogue| seats(catalogue, "studio", 1)).await
}

async fn book(engine: &Engine, items: &[ItemRequest]) -> Receipt {
    engine.book(ask(items), None).await.unwrap()
}

async fn wait(engine: &Engine, items: &[ItemRequest]) -> Receipt {
    let waiting = engine.wait(ask(items), None).await.unwrap();
    assert_eq!(waiting.state, State::Waiting);
    waiting
}

async fn state(desk: &Desk, of: &Receipt) -> State {
    desk.engine.find(&of.reference, &of.secret).await.unwrap().state
}

async fn position(desk: &Desk, of: &Receipt) -> Option<u32> {
    desk.engine.find(&of.reference, &of.secret).await.unwrap().position
}

async fn cancel(desk: &Desk, booking: &Receipt) {
    desk.engine.cancel(&booking.reference, &booking.secret).await.unwrap();
}

#[tokio::test]
async fn who_came_first_is_offered_first_and_the_next_when_that_lapses() {
    let desk = one_place().await;
    let evening = [class(MONDAY, 1)];
    let booked = book(&desk.engine, &evening).await;
    let first = wait(&desk.engine, &evening).await;
    let second = wait(&desk.engine, &evening).await;
    let third = wait(&desk.engine, &evening).await;
    assert_eq!((first.position, second.position, third.position), (Some(1), Some(2), Some(3)));

    cancel(&desk, &booked).await;
    let until = desk.engine.now().plus_minutes(30);
    assert_eq!(state(&desk, &first).await, State::Held { expires_at: until });
    assert_eq!((position(&desk, &second).await, position(&desk, &third).await), (Some(1), Some(2)));
    // Whoever has waited in vain is passed over, and a newcomer is behind all of them.
    desk.clock.set(until);
    let newcomer = desk.engine.book(ask(&evening), None).await.unwrap_err();
    assert_eq!(newcomer, Refusal::Held { until: until.plus_minutes(30) });
    assert_eq!(state(&desk, &first).await, State::Expired);
    assert!(matches!(state(&desk, &second).await, State::Held { .. }));
    let confirmed = desk.engine.confirm(&second.reference, &second.secret, guest("Ada")).await;
    assert_eq!(confirmed.unwrap().state, State::Confirmed);
    assert_eq!(position(&desk, &third).await, Some(1));
    desk.audit().await;
}

#[tokio::test]
async fn an_offer_that_lapses_is_passed_on_by_the_sweeper_too() {
    let desk = one_place().await;
    let booked = book(&desk.engine, &[class(MONDAY, 1)]).await;
    let first = wait(&desk.engine, &[class(MONDAY, 1)]).await;
    let second = wait(&desk.engine, &[class(MONDAY, 1)]).await;
    cancel(&desk, &booked).await;
    desk.clock.advance_seconds(30 * 60);
    desk.engine.sweep().await.unwrap();
    assert_eq!(state(&desk, &first).await, State::Expired);
    assert!(matches!(state(&desk, &second).await, State::Held { .. }));
    desk.audit().await;
}

#[tokio::test]
async fn a_lapsed_hold_belongs_to_the_line_and_not_to_whoever_comes_by() {
    let desk = one_place().await;
    let second = desk.second().await;
    let held = desk.engine.hold(ask(&[class(MONDAY, 1)]), None).await.unwrap();
    let waiting = wait(&desk.engine, &[class(MONDAY, 1)]).await;
    desk.clock.advance_seconds(300);
    let newcomer = second.engine.book(ask(&[class(MONDAY, 1)]), None).await.unwrap_err();
    assert_eq!(newcomer.word(), "held");
    assert!(matches!(state(&desk, &waiting).await, State::Held { .. }));
    let late = desk.engine.confirm(&held.reference, &held.secret, guest("Ada")).await;
    assert_eq!(late.unwrap_err(), Refusal::Expired, "the late one is a newcomer too");
    desk.audit().await;
}

#[tokio::test]
async fn a_free_place_beside_a_lapsed_hold_goes_to_who_waited_for_both() {
    let desk = Desk::at_venue(|catalogue| seats(catalogue, "studio", 2)).await;
    desk.engine.hold(ask(&[class(MONDAY, 1)]), None).await.unwrap();
    let two = wait(&desk.engine, &[class(MONDAY, 2)]).await;
    desk.clock.advance_seconds(300);
    let newcomer = desk.engine.book(ask(&[class(MONDAY, 1)]), None).await.unwrap_err();
    assert_eq!(newcomer.word(), "held");
    assert!(matches!(state(&desk, &two).await, State::Held { .. }));
    desk.audit().await;
}

#[tokio::test]
async fn there_is_one_line_for_all_that_comes_free_at_once() {
    let desk = Desk::at_venue(|catalogue| {
        seats(catalogue, "studio", 1);
        seats(catalogue, "rooms", 1);
    })
    .await;
    let (room, evening) = (nights(MONDAY, 1, 1), class(MONDAY, 1));
    let basket = book(&desk.engine, &[room.clone(), evening.clone()]).await;
    let first = wait(&desk.engine, std::slice::from_ref(&evening)).await;
    let both = wait(&desk.engine, &[room.clone(), evening]).await;
    cancel(&desk, &basket).await;
    assert!(matches!(state(&desk, &first).await, State::Held { .. }));
    assert_eq!(state(&desk, &both).await, State::Waiting, "all or nothing");
    // What only half of suits the second is anyone's.
    book(&desk.engine, &[room]).await;
    desk.audit().await;
}

#[tokio::test]
async fn who_waits_for_anyone_is_served_by_whoever_comes_free() {
    let desk = Desk::at_venue(|_| {}).await;
    let at = |with: &str| item("haircut", &format!("20261123T0900Z-{with}"), 1);
    book(&desk.engine, &[at("ana")]).await;
    let ben = book(&desk.engine, &[at("ben")]).await;
    let anyone = wait(&desk.engine, &[item("advice", "20261123T0900Z", 1)]).await;
    cancel(&desk, &ben).await;
    let offered = desk.engine.find(&anyone.reference, &anyone.secret).await.unwrap();
    assert!(matches!(offered.state, State::Held { .. }));
    assert_eq!(offered.items[0].resource.as_str(), "ben");
    desk.audit().await;
}

#[tokio::test]
async fn who_is_behind_gets_what_the_first_cannot_use() {
    let desk = Desk::at_venue(|catalogue| seats(catalogue, "studio", 2)).await;
    let evening = |quantity| [class(MONDAY, quantity)];
    let one = book(&desk.engine, &evening(1)).await;
    book(&desk.engine, &evening(1)).await;
    let two = wait(&desk.engine, &evening(2)).await;
    let next = wait(&desk.engine, &evening(1)).await;
    cancel(&desk, &one).await;
    assert_eq!(state(&desk, &two).await, State::Waiting);
    assert!(matches!(state(&desk, &next).await, State::Held { .. }));
    assert_eq!(position(&desk, &two).await, Some(1));
    desk.audit().await;
}

#[tokio::test]
async fn who_waits_for_what_has_begun_is_ahead_of_nobody() {
    let desk = one_place().await;
    let haircut = item("haircut", "20261123T0900Z-ana", 1);
    book(&desk.engine, &[haircut.clone(), class(MONDAY, 1)]).await;
    let both = wait(&desk.engine, &[haircut, class(MONDAY, 1)]).await;
    let evening = wait(&desk.engine, &[class(MONDAY, 1)]).await;
    assert_eq!(evening.position, Some(2));
    desk.clock.advance_seconds(3 * 3600);
    assert_eq!((position(&desk, &both).await, position(&desk, &evening).await), (None, Some(1)));
    desk.audit().await;
}

#[tokio::test]
async fn nobody_waits_for_what_is_free_or_has_no_list_or_has_begun() {
    let desk = Desk::at_venue(|catalogue| {
        seats(catalogue, "studio", 1);
        rules(catalogue, "room", |rules| rules.waitlist = false);
    })
    .await;
    let free = desk.engine.wait(ask(&[class(MONDAY, 1)]), None).await.unwrap();
    let until = UnixMillis(desk.engine.now().0 + 30 * 60_000);
    assert_eq!(free.state, State::Held { expires_at: until });
    let none = desk.engine.wait(ask(&[nights(MONDAY, 1, 1)]), None).await.unwrap_err();
    assert_eq!(none, Refusal::Closed { reason: Closed::NoWaitlist });

    desk.engine.confirm(&free.reference, &free.secret, guest("Ada")).await.unwrap();
    let waiting = wait(&desk.engine, &[class(MONDAY, 1)]).await;
    let left = wait(&desk.engine, &[class(MONDAY, 1)]).await;
    cancel(&desk, &left).await;
    assert_eq!(state(&desk, &left).await, State::Cancelled);
    desk.clock.advance_seconds(12 * 3600);
    assert_eq!(state(&desk, &waiting).await, State::Expired);
    desk.engine.sweep().await.unwrap();
    let mut file = desk.file().await;
    let line: i64 =
        sqlx::query_scalar("SELECT count(*) FROM waiting").fetch_one(&mut file).await.unwrap();
    assert_eq!(line, 0);
    desk.audit().await;
}
