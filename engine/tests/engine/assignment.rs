use crate::support::Desk;
use crate::venue::{ask, item};
use booking::{Refusal, State};
use std::collections::BTreeMap;

fn at(quarter: u32) -> String {
    format!("20261123T{:02}{:02}Z", 9 + quarter / 4, quarter % 4 * 15)
}

#[tokio::test]
async fn whoever_is_least_busy_that_day_gets_the_booking() {
    let desk = Desk::at_venue(|_| {}).await;
    let mut had: BTreeMap<String, u32> = BTreeMap::new();
    for quarter in (0..16).step_by(2) {
        let booked = desk.engine.book(ask(&[item("advice", &at(quarter), 1)]), None).await.unwrap();
        *had.entry(booked.items[0].resource.to_string()).or_default() += 1;
        assert!(had.values().max().unwrap() - had.values().min().unwrap() <= 1 || had.len() == 1);
    }
    assert_eq!(had, BTreeMap::from([("ana".to_owned(), 4), ("ben".to_owned(), 4)]));
    desk.audit().await;
}

#[tokio::test]
async fn a_busier_one_is_asked_when_the_other_is_taken() {
    let desk = Desk::at_venue(|_| {}).await;
    for quarter in [4, 8, 12] {
        let ben = item("haircut", &format!("{}-ben", at(quarter)), 1);
        desk.engine.book(ask(&[ben]), None).await.unwrap();
    }
    let wanted = || ask(&[item("advice", &at(0), 1)]);
    let names = ["ana", "ben"];
    for name in names {
        let booked = desk.engine.book(wanted(), None).await.unwrap();
        assert_eq!(booked.items[0].resource.as_str(), name);
    }
    assert_eq!(desk.engine.book(wanted(), None).await.unwrap_err(), Refusal::Taken);
    desk.audit().await;
}

#[tokio::test]
async fn who_may_have_anyone_leaves_the_one_whom_another_item_names() {
    let desk = Desk::at_venue(|_| {}).await;
    let ana = item("haircut", &format!("{}-ana", at(0)), 1);
    let anyone = item("advice", &at(0), 1);
    let booked = desk.engine.book(ask(&[anyone.clone(), ana.clone()]), None).await.unwrap();
    let names: Vec<&str> = booked.items.iter().map(|item| item.resource.as_str()).collect();
    assert_eq!(names, ["ben", "ana"]);
    let waiting = desk.engine.wait(ask(&[anyone, ana]), None).await.unwrap();
    desk.engine.cancel(&booked.reference, &booked.secret).await.unwrap();
    let offered = desk.engine.find(&waiting.reference, &waiting.secret).await.unwrap();
    assert!(matches!(offered.state, State::Held { .. }));
    desk.audit().await;
}

#[tokio::test]
async fn two_who_come_together_are_given_one_each_however_busy() {
    let desk = Desk::at_venue(|_| {}).await;
    for quarter in [4, 8, 12] {
        let ben = item("haircut", &format!("{}-ben", at(quarter)), 1);
        desk.engine.book(ask(&[ben]), None).await.unwrap();
    }
    let both = ask(&[item("advice", &at(0), 1), item("advice", &at(0), 1)]);
    let booked = desk.engine.book(both, None).await.unwrap();
    let names: Vec<&str> = booked.items.iter().map(|item| item.resource.as_str()).collect();
    assert_eq!(names, ["ana", "ben"]);
    let three = vec![item("advice", &at(2), 1); 3];
    let refused = desk.engine.book(ask(&three), None).await.unwrap_err();
    assert!(matches!(refused, Refusal::Invalid { .. }), "{refused:?}");
    desk.audit().await;
}
