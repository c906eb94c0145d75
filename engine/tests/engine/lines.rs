//! The line in front of an offer.

use crate::support::{Desk, rules};
use crate::venue::{ask, item};
use booking::{OfferId, Refusal};
use engine::{AdmissionRate, Engine, Standing};
use std::collections::BTreeSet;
use std::time::Duration;

/// What a line lets in at once after a rest: two seconds' worth.
const CATCH_UP: u64 = 2;
const PASS_SECONDS: i64 = 600;

fn concert() -> OfferId {
    OfferId::parse("concert").unwrap()
}

async fn on_sale() -> Desk {
    Desk::at_venue(|catalogue| {
        rules(catalogue, "concert", |rules| rules.waiting_room = true);
        rules(catalogue, "vinyl", |rules| rules.waiting_room = true);
    })
    .await
}

async fn join(engine: &Engine) -> Standing {
    engine.join_line(&concert(), None).await.unwrap()
}

async fn look(engine: &Engine, place: &str) -> Option<Standing> {
    engine.standing(&concert(), Some(place)).await.unwrap()
}

async fn waiting(engine: &Engine) -> u64 {
    engine.line(&concert()).await.unwrap().waiting
}

/// The number that a place is for, as its text says.
fn number(standing: &Standing) -> u64 {
    standing.place.split('.').nth(2).unwrap().parse().unwrap()
}

#[tokio::test]
async fn numbers_are_in_order_and_nobody_has_anothers() {
    let (first, joined) = (on_sale().await, 200);
    let second = first.second().await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..joined {
        let engine = if n % 2 == 0 { first.engine.clone() } else { second.engine.clone() };
        tasks.spawn(async move { join(&engine).await });
    }
    let standings = tasks.join_all().await;
    let numbers: BTreeSet<u64> = standings.iter().map(number).collect();
    assert_eq!(numbers, (1..=joined).collect());
    // At one instant only those come in for whom there is room; all others have a position each.
    let admitted = standings.iter().filter(|standing| standing.pass.is_some()).count() as u64;
    assert_eq!(admitted, CATCH_UP);
    assert_eq!(waiting(&first.engine).await, joined - admitted);
    for standing in &standings {
        let now = look(&second.engine, &standing.place).await.unwrap();
        assert_eq!(now.position, number(&now).saturating_sub(admitted));
        assert_eq!(u64::from(now.estimate_seconds), now.position, "at one a second");
        assert_eq!(now.pass.is_some(), now.position == 0);
    }
    // Who comes later stands behind.
    first.clock.advance_seconds(3600);
    assert_eq!(number(&join(&second.engine).await), joined + 1);
    first.audit().await;
}

#[tokio::test]
async fn asking_again_is_no_second_place() {
    let desk = on_sale().await;
    for _ in 0..5 {
        join(&desk.engine).await;
    }
    let mine = join(&desk.engine).await;
    assert!(mine.is_new);
    for _ in 0..3 {
        let again = desk.engine.join_line(&concert(), Some(&mine.place)).await.unwrap();
        assert_eq!(again, Standing { is_new: false, ..mine.clone() });
    }
    assert_eq!(number(&join(&desk.engine).await), number(&mine) + 1);
}

#[tokio::test]
async fn a_line_outlives_its_processes() {
    let desk = on_sale().await;
    for _ in 0..10 {
        join(&desk.engine).await;
    }
    let mine = join(&desk.engine).await;
    desk.engine.shut_down().await;
    let later = desk.second().await;
    assert_eq!(look(&later.engine, &mine.place).await.unwrap().position, mine.position);
    assert_eq!(number(&join(&later.engine).await), number(&mine) + 1);
    // Not even a long rest lets everyone in together.
    desk.clock.advance_seconds(3600);
    later.engine.admit(&concert(), AdmissionRate::per_second(1)).await.unwrap();
    let position = look(&later.engine, &mine.place).await.unwrap().position;
    assert_eq!(position, mine.position - CATCH_UP);
}

#[tokio::test]
async fn two_processes_let_in_no_more_than_one() {
    let (first, people) = (on_sale().await, 400);
    let second = first.second().await;
    for _ in 0..people {
        join(&first.engine).await;
    }
    let (rate, mut admitted) = (5, people - waiting(&first.engine).await);
    let begin = admitted;
    // Both at once, many times within a second, at instants that divide nothing evenly.
    for step in 1..=60_i64 {
        first.clock.set(booking::UnixMillis(crate::venue::SIX.0 + step * 370));
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..6 {
            let engine = if n % 2 == 0 { first.engine.clone() } else { second.engine.clone() };
            let rate = AdmissionRate::per_second(rate);
            tasks.spawn(async move { engine.admit(&concert(), rate).await.unwrap() });
        }
        tasks.join_all().await;
        admitted = people - waiting(&second.engine).await;
        let most = begin + u64::from(rate) * (step * 370 / 1000 + 1).unsigned_abs();
        assert!(admitted <= most, "{admitted} of {most} after {step}");
    }
    // Nor fewer: 22.2 s at 5 a second.
    assert!(admitted - begin >= 22 * u64::from(rate), "{admitted}");
}

#[tokio::test]
async fn a_clock_that_is_put_back_stops_no_line() {
    let desk = on_sale().await;
    desk.clock.advance_seconds(7200);
    for _ in 0..10 {
        join(&desk.engine).await;
    }
    let before = waiting(&desk.engine).await;
    desk.clock.advance_seconds(-7200);
    let rate = AdmissionRate::per_second(1);
    desk.engine.admit(&concert(), rate).await.unwrap();
    desk.clock.advance_seconds(1);
    desk.engine.admit(&concert(), rate).await.unwrap();
    assert_eq!(waiting(&desk.engine).await, before - 1);
}

#[tokio::test]
async fn what_is_forged_or_of_another_line_is_no_place() {
    let desk = on_sale().await;
    // Another house, with a key of its own.
    let stranger = on_sale().await;
    let second = stranger.another(|_| {}).await;
    let elsewhere = join(&second.engine).await.place;
    let mine = join(&desk.engine).await;
    let earlier = mine.place.replacen(".1.", ".0.", 1);
    for place in [earlier.as_str(), &elsewhere, "", "place.concert.1.0.AAAA"] {
        assert_eq!(look(&desk.engine, place).await, None, "{place}");
    }
    let vinyl = OfferId::parse("vinyl").unwrap();
    for _ in 0..5 {
        desk.engine.join_line(&vinyl, None).await.unwrap();
    }
    assert_eq!(desk.engine.standing(&vinyl, Some(&mine.place)).await.unwrap(), None);
    let given = desk.engine.join_line(&vinyl, Some(&mine.place)).await.unwrap();
    assert!(given.is_new, "a place of another line is none");
    // Where there is no line there is nothing to join.
    let room = OfferId::parse("room").unwrap();
    assert_eq!(desk.engine.join_line(&room, None).await, Err(Refusal::Unknown));
}

#[tokio::test]
async fn without_a_pass_nothing_is_taken() {
    let desk = on_sale().await;
    let ticket = || ask(&[item("concert", "20261205T2000Z", 1)]);
    let mixed = || ask(&[item("class", "20261123T1800Z", 1), item("concert", "20261205T2000Z", 1)]);
    let refused = |answer: Result<engine::Receipt, Refusal>| answer.unwrap_err();
    let engine = &desk.engine;
    let mine = join(engine).await;
    let vinyl = OfferId::parse("vinyl").unwrap();
    let other = engine.join_line(&vinyl, None).await.unwrap().pass.unwrap();
    for passes in [Vec::new(), vec![mine.place.clone(), other.token, String::new()]] {
        let visitor = engine.with_passes(passes);
        for refusal in [
            refused(visitor.hold(ticket(), None).await),
            refused(visitor.book(ticket(), None).await),
            refused(visitor.wait(ticket(), None).await),
        ] {
            assert_eq!(refusal, Refusal::NotAdmitted { retry_after_seconds: 1 });
        }
        let refusal = refused(visitor.book(mixed(), None).await);
        assert_eq!(refusal.item().0, Some(1));
        // Nor by way of something there is no line for.
        let class = visitor.book(ask(&[item("class", "20261123T1800Z", 1)]), None).await.unwrap();
        let moved = visitor.reschedule(&class.reference, &class.secret, &mixed().items).await;
        assert_eq!(moved.unwrap_err().status(), 429);
        engine.reschedule_for_guest(&class.reference, &mixed().items).await.unwrap();
        // What is booked already may stay.
        let stays = [item("class", "20261124T1800Z", 1), item("concert", "20261205T2000Z", 1)];
        visitor.reschedule(&class.reference, &class.secret, &stays).await.unwrap();
    }
    let pass = mine.pass.unwrap();
    assert_eq!(pass.until.0 - engine.now().0, PASS_SECONDS * 1000);
    let visitor = engine.with_passes(vec![pass.token]);
    assert!(visitor.is_admitted(&concert()).await.unwrap());
    visitor.book(ticket(), None).await.unwrap();
    desk.clock.advance_seconds(PASS_SECONDS - 1);
    visitor.hold(ticket(), None).await.unwrap();
    desk.clock.advance_seconds(1);
    refused(visitor.hold(ticket(), None).await);
    // Its number is used up, and the end of the line is where the next place is.
    assert_eq!(look(engine, &mine.place).await, None);
    let anew = engine.join_line(&concert(), Some(&mine.place)).await.unwrap();
    assert!(anew.is_new && number(&anew) > 1);
    desk.audit().await;
}

#[tokio::test]
async fn a_pass_begins_when_its_holder_comes_back() {
    let desk = on_sale().await;
    for _ in 0..2 {
        join(&desk.engine).await;
    }
    let mine = join(&desk.engine).await;
    assert_eq!((mine.position, mine.pass.clone()), (1, None));
    desk.clock.advance_seconds(1);
    desk.engine.admit(&concert(), AdmissionRate::per_second(1)).await.unwrap();
    desk.clock.advance_seconds(300);
    let first = look(&desk.engine, &mine.place).await.unwrap().pass.unwrap();
    assert_eq!(first.until.0 - desk.engine.now().0, PASS_SECONDS * 1000);
    // Looking again makes it no longer.
    desk.clock.advance_seconds(300);
    assert_eq!(look(&desk.engine, &mine.place).await.unwrap().pass.unwrap(), first);
}

#[tokio::test]
async fn the_owner_opens_and_closes_it_for_every_process() {
    let desk = Desk::at_venue(|_| {}).await;
    let watching = desk.another(|config| config.sweep = true).await;
    let is_on = |desk: &Desk| desk.engine.offers().offer(&concert()).unwrap().rules.waiting_room;
    for on in [true, false, true] {
        desk.engine.set_waiting_room(&concert(), on).await.unwrap();
        assert_eq!(is_on(&desk), on);
        let learned = async {
            while is_on(&watching) != on {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), learned).await.unwrap();
    }
    let nothing = OfferId::parse("nothing").unwrap();
    let refused = desk.engine.set_waiting_room(&nothing, true).await;
    assert_eq!(refused, Err(Refusal::Unknown));
    desk.audit().await;
}
