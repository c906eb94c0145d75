//! A service by the hour: many want the same time with the same person.

use super::served;
use crate::support::{Crowd, Duo, basket, guest};
use jiff::Timestamp;
use serde_json::json;

const GUESTS: usize = 60;

#[tokio::test]
async fn one_of_many_holds_a_time_for_an_hour_and_everybody_sees_it() {
    let duo = Duo::with(&["--hold-seconds", "3600"]).await;
    let crowd = Crowd::before(&duo.both());
    let [here, there] = duo.apis();
    let calendar = here.calendar().await;
    let (date, slot) = (&calendar.day().date, calendar.day().slot("ana", "10:00").to_owned());
    let wish = basket::hold(&[basket::item("haircut", &slot, 1)]);

    let everyone = crowd.all(GUESTS, {
        let wish = wish.clone();
        move |_, api| {
            let wish = wish.clone();
            async move { api.try_make(&wish).await }
        }
    });
    let (held, refused) = served(everyone.await);
    assert_eq!((held.len(), refused.len()), (1, GUESTS - 1));
    let held = &held[0].1;
    let ends = held.text("/expires_at");
    let made = jiff::fmt::rfc2822::parse(held.header("date")).expect("a date").timestamp();
    let lasts = ends.parse::<Timestamp>().expect("RFC 3339").duration_since(made).as_secs();
    assert!((3540..=3601).contains(&lasts), "a hold of {lasts} s");
    // The others learn until when, whichever server they ask.
    for (_, answer) in &refused {
        assert_eq!(answer.problem(409, "held")["until"], ends.as_str());
    }
    for api in [&here, &there] {
        let slots = api.slots(date).await;
        let listed = slots.iter().find(|listed| listed["slot"] == slot).expect("it is listed");
        assert_eq!((&listed["left"], &listed["held_until"]), (&json!(0), &json!(ends)));
    }
    duo.ledger().await.sold_once(&slot).await;

    // Given back on one server, it is free on the other; and booked, it is gone for good.
    here.cancel(held).await.expect(200);
    assert_eq!(there.left(date, &slot).await, 1);
    let wish = json!({ "items": wish["items"], "guest": guest() });
    let everyone = crowd.all(GUESTS, move |_, api| {
        let wish = wish.clone();
        async move { api.try_make(&wish).await }
    });
    let (booked, refused) = served(everyone.await);
    assert_eq!((booked.len(), refused.len()), (1, GUESTS - 1));
    for (_, answer) in &refused {
        answer.problem(409, "taken");
    }
    assert_eq!([here.left(date, &slot).await, there.left(date, &slot).await], [0, 0]);
    duo.ledger().await.sold_once(&slot).await;
}
