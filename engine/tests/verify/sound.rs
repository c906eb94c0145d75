use crate::shop::{Shop, nights, request, resource, slot};
use booking::State;
use engine::{CapacityChange, Decision, Receipt};

/// Everything that can be done to bookings, done to some.
async fn a_busy_week(shop: &Shop) {
    let engine = &shop.engine;
    let cut = shop.book(&[slot("haircut", "20261123T0800Z-ana", 1)]).await;
    engine.decide(&cut.reference, Decision::Paid).await.unwrap();
    let moved = shop.book(&[slot("haircut", "20261123T0900Z-ana", 1)]).await;
    let to = [slot("haircut", "20261124T0900Z-ben", 1)];
    engine.reschedule(&moved.reference, &moved.secret, &to).await.unwrap();
    let held = shop.hold(&[slot("haircut", "20261123T1000Z-ben", 1), nights(23, 26, 1)]).await;
    let guest = request(&[]).guest.unwrap();
    engine.confirm(&held.reference, &held.secret, guest).await.unwrap();

    let games =
        [slot("court", "20261123T0800Z-courts", 2), slot("court", "20261123T0900Z-courts", 1)];
    let game = shop.book(&games).await;
    shop.book(&[slot("court", "20261123T0830Z-courts", 1)]).await;
    shop.cancel(&game).await;
    engine.set_capacity(&resource("courts"), CapacityChange::To(1)).await.unwrap();

    let full = shop.book(&[slot("yoga", "20261123T1700Z", 3)]).await;
    let other = shop.book(&[slot("yoga", "20261123T1700Z", 1)]).await;
    let ask = request(&[slot("yoga", "20261123T1700Z", 1), slot("vinyl", "stock", 1)]);
    let first = engine.wait(ask.clone(), None).await.unwrap();
    let second = engine.wait(ask.clone(), None).await.unwrap();
    let third = engine.wait(ask, None).await.unwrap();
    assert_eq!(third.state, State::Waiting);
    shop.cancel(&third).await;
    shop.cancel(&other).await;
    assert!(matches!(state(shop, &first).await, State::Held { .. }));
    engine.set_capacity(&resource("yoga"), CapacityChange::To(5)).await.unwrap();
    assert!(matches!(state(shop, &second).await, State::Held { .. }));
    shop.cancel(&full).await;

    for (sent, decision) in
        [Decision::Approve, Decision::Decline, Decision::Approve].into_iter().enumerate()
    {
        let asked = shop.book(&[slot("seminar", "20261125T1700Z", 1)]).await;
        assert_eq!(asked.state, State::Pending);
        engine.decide(&asked.reference, decision).await.unwrap();
        match sent {
            0 => drop(engine.decide(&asked.reference, Decision::Complete).await.unwrap()),
            2 => drop(engine.decide(&asked.reference, Decision::NoShow).await.unwrap()),
            _ => {}
        }
    }

    let stays = [nights(23, 25, 1), nights(25, 27, 1), nights(24, 26, 1), nights(23, 24, 1)];
    let mut booked = Vec::new();
    for stay in stays {
        booked.push(shop.book(&[stay]).await);
    }
    shop.cancel(&booked[3]).await;
    shop.book(&[nights(26, 28, 1)]).await;

    let records = shop.book(&[slot("vinyl", "stock", 2)]).await;
    shop.book(&[slot("vinyl", "stock", 1)]).await;
    shop.cancel(&records).await;
    engine.set_capacity(&resource("vinyl"), CapacityChange::Add(3)).await.unwrap();
    // Left to end by themselves: one is noticed by the next booking, one by nobody.
    shop.hold(&[slot("haircut", "20261123T1400Z-ana", 1), slot("vinyl", "stock", 3)]).await;
    shop.hold(&[slot("haircut", "20261123T1400Z-ben", 1)]).await;
    shop.clock.advance_seconds(3600);
    shop.book(&[slot("haircut", "20261123T1430Z-ana", 1)]).await;
    shop.hold(&[slot("haircut", "20261123T1600Z-ana", 1)]).await;
}

async fn state(shop: &Shop, receipt: &Receipt) -> State {
    shop.engine.find(&receipt.reference, &receipt.secret).await.unwrap().state
}

#[tokio::test]
async fn a_ledger_after_a_busy_week_is_sound() {
    let shop = Shop::open().await;
    a_busy_week(&shop).await;
    let report = shop.verify().await;
    assert_eq!(report.findings, []);
    assert!(report.is_sound());
    let checked = report.checked;
    assert_eq!(checked.resources, 7);
    assert!(checked.bookings > 20 && checked.items > checked.bookings, "{checked:?}");
    assert!(checked.claims > 30 && checked.events > 40 && checked.waiting == 0, "{checked:?}");

    shop.engine.shut_down().await;
    assert_eq!(shop.verify().await.checked, checked);
}

#[tokio::test]
async fn who_waits_is_counted() {
    let shop = Shop::open().await;
    shop.book(&[slot("yoga", "20261123T1700Z", 4)]).await;
    shop.engine.wait(request(&[slot("yoga", "20261123T1700Z", 1)]), None).await.unwrap();
    let report = shop.verify().await;
    assert_eq!(report.findings, []);
    assert_eq!(report.checked.waiting, 1);
}

#[tokio::test]
async fn a_capacity_may_be_below_what_was_sold_of_the_past() {
    let shop = Shop::open().await;
    shop.book(&[slot("yoga", "20261123T1700Z", 4)]).await;
    shop.book(&[slot("yoga", "20261124T1700Z", 2)]).await;
    shop.clock.advance_seconds(24 * 3600);
    shop.engine.set_capacity(&resource("yoga"), CapacityChange::To(2)).await.unwrap();
    assert_eq!(shop.verify().await.findings, []);
}

#[tokio::test]
async fn an_empty_ledger_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("b.db");
    let engine = engine::Engine::open(engine::Config::new(&file)).await.unwrap();
    engine.shut_down().await;
    let report = engine::verify(&file, &engine::SystemClock).await.unwrap();
    assert!(report.is_sound() && report.checked.bookings == 0);
}
