//! Claims that are not as they should be.

use crate::shop::{Shop, nights, resource, slot};
use engine::CapacityChange;

/// 09:00 in Berlin on Monday, as a tick of 15 minutes and as a minute.
const NINE: i64 = 1_994_912;
const YOGA: i64 = 29_924_220;

/// The claims again in a table without a key, as a careless repair might leave it.
const WITHOUT_KEY: &str = "CREATE TABLE keyless (resource TEXT NOT NULL, cell INTEGER NOT NULL,
     seat INTEGER NOT NULL, booking INTEGER NOT NULL, expires_at INTEGER) STRICT;
   INSERT INTO keyless SELECT * FROM claim; DROP TABLE claim;
   ALTER TABLE keyless RENAME TO claim;";

#[tokio::test]
async fn a_seat_that_is_claimed_twice_is_found_without_the_key_that_forbids_it() {
    let shop = Shop::open().await;
    let first = shop.book(&[slot("yoga", "20261123T1700Z", 1)]).await;
    let second = shop.book(&[slot("yoga", "20261123T1700Z", 1)]).await;
    let found = shop.spoil(format!("{WITHOUT_KEY} UPDATE claim SET seat = 0")).await;
    let (first, second) = (&first.reference, &second.reference);
    let yoga = format!("'yoga' at 2026-11-23 18:00 (cell {YOGA})");
    assert_eq!(
        found,
        [
            "the index 'claim_booking' is missing from the schema".to_owned(),
            "the index 'claim_hold' is missing from the schema".to_owned(),
            "the table 'claim' is not as this version of Berth makes it".to_owned(),
            format!("seat 0 of {yoga} is claimed 2 times: by {first}, by {second}"),
            format!("{yoga} has 2 claims, and the highest seat is 0: there is a gap"),
        ]
    );
}

#[tokio::test]
async fn a_stale_claim_of_a_cancelled_booking_is_found() {
    let shop = Shop::open().await;
    let gone = shop.book(&[slot("haircut", "20261123T0800Z-ana", 1)]).await;
    shop.cancel(&gone).await;
    let plant = format!("INSERT INTO claim VALUES ('ana', {NINE}, 0, 1, NULL)");
    assert_eq!(
        shop.spoil(plant).await,
        [format!(
            "{} is cancelled and has 1 claims, the first on 'ana' at 2026-11-23 09:00 (cell {NINE})",
            gone.reference
        )]
    );
}

#[tokio::test]
async fn a_claim_of_no_booking_is_found() {
    let shop = Shop::open().await;
    let plant = format!("INSERT INTO claim VALUES ('ana', {NINE}, 0, 77, NULL)");
    let place = format!("'ana' at 2026-11-23 09:00 (cell {NINE})");
    assert_eq!(
        shop.spoil(plant).await,
        [format!("seat 0 of {place} is claimed by booking number 77, which does not exist")]
    );
}

#[tokio::test]
async fn a_claim_on_no_resource_is_found() {
    let shop = Shop::open().await;
    let cut = shop.book(&[slot("haircut", "20261123T0800Z-ana", 1)]).await;
    let found = shop.spoil("INSERT INTO claim VALUES ('attic', 5, 0, 1, NULL)").await;
    assert_eq!(
        found,
        [
            "there are 1 claims on 'attic', which is no resource".to_owned(),
            format!("{} has 1 seat of 'attic' (cell 5), but booked 0", cut.reference),
        ]
    );
}

#[tokio::test]
async fn a_confirmed_booking_that_lacks_claims_is_found() {
    let shop = Shop::open().await;
    let cut = shop.book(&[slot("haircut", "20261123T0800Z-ana", 1)]).await;
    let found = shop.spoil(format!("DELETE FROM claim WHERE cell IN ({NINE} + 1, {NINE} + 2)"));
    assert_eq!(
        found.await,
        [format!(
            "{} has 0 seats of 'ana' at 2026-11-23 09:15 (cell {}) to 2026-11-23 09:30 (cell {}), \
             but booked 1",
            cut.reference,
            NINE + 1,
            NINE + 2
        )]
    );
}

#[tokio::test]
async fn a_claim_beyond_what_was_booked_is_found() {
    let shop = Shop::open().await;
    let cut = shop.book(&[slot("haircut", "20261123T0800Z-ana", 1)]).await;
    let found = shop.spoil(format!("INSERT INTO claim VALUES ('ana', {NINE} + 4, 0, 1, NULL)"));
    assert_eq!(
        found.await,
        [format!(
            "{} has 1 seat of 'ana' at 2026-11-23 10:00 (cell {}), but booked 0",
            cut.reference,
            NINE + 4
        )]
    );
}

#[tokio::test]
async fn a_claim_that_ends_when_its_booking_does_not_is_found() {
    let shop = Shop::open().await;
    let cut = shop.book(&[slot("haircut", "20261123T0800Z-ana", 1)]).await;
    let ends = "2026-11-23T08:00:00+01:00";
    let found =
        shop.spoil(format!("UPDATE claim SET expires_at = 1795417200000 WHERE cell = {NINE}"));
    assert_eq!(
        found.await,
        [format!(
            "the claim of {} on seat 0 of 'ana' at 2026-11-23 09:00 (cell {NINE}) ends at {ends}, \
             but the booking does not end",
            cut.reference
        )]
    );
}

#[tokio::test]
async fn a_claim_that_does_not_end_with_its_hold_is_found() {
    let shop = Shop::open().await;
    let held = shop.hold(&[slot("haircut", "20261123T0800Z-ana", 1)]).await;
    let place = format!("the claim of {} on seat 0 of 'ana' at", held.reference);
    let ends = "ends at 2026-11-23T07:05:00+01:00";
    let found = shop.spoil(format!(
        "UPDATE claim SET expires_at = NULL WHERE cell = {NINE};
         UPDATE claim SET expires_at = expires_at + 1000 WHERE cell = {NINE} + 1"
    ));
    assert_eq!(
        found.await,
        [
            format!(
                "{place} 2026-11-23 09:15 (cell {}) ends at 2026-11-23T07:05:01+01:00, \
                 but the booking {ends}",
                NINE + 1
            ),
            format!("{place} 2026-11-23 09:00 (cell {NINE}) does not end, but the booking {ends}"),
        ]
    );
}

#[tokio::test]
async fn a_stay_that_changes_rooms_midway_is_found() {
    let shop = Shop::open().await;
    let stay = shop.book(&[nights(23, 26, 1)]).await;
    let found = shop.spoil("UPDATE claim SET seat = 2 WHERE cell = 20781").await;
    assert_eq!(
        found,
        [format!(
            "{} does not have the same seat throughout 'room' at 2026-11-23 (cell 20780) to \
             2026-11-25 (cell 20782)",
            stay.reference
        )]
    );
}

#[tokio::test]
async fn more_claims_than_seats_are_found_unless_they_are_over() {
    let shop = Shop::open().await;
    shop.book(&[slot("yoga", "20261123T1700Z", 3)]).await;
    let lowered = "UPDATE resource SET capacity = 2 WHERE id = 'yoga'";
    let yoga = format!("'yoga' at 2026-11-23 18:00 (cell {YOGA})");
    assert_eq!(
        shop.spoil(lowered).await,
        [
            format!("{yoga} has 3 claims and a capacity of 2"),
            format!("seat 2 of {yoga} is claimed, which does not exist at a capacity of 2"),
        ]
    );
    shop.clock.advance_seconds(24 * 3600);
    assert_eq!(shop.verify().await.findings, []);
}

#[tokio::test]
async fn a_seat_that_does_not_exist_is_found() {
    let shop = Shop::open().await;
    shop.book(&[nights(23, 24, 1)]).await;
    let room = "'room' at 2026-11-23 (cell 20780)";
    assert_eq!(
        shop.spoil("UPDATE claim SET seat = 3").await,
        [format!("seat 3 of {room} is claimed, which does not exist at a capacity of 3")]
    );
}

#[tokio::test]
async fn a_gap_in_the_seats_of_a_session_is_found() {
    let shop = Shop::open().await;
    shop.book(&[slot("yoga", "20261123T1700Z", 2)]).await;
    assert_eq!(
        shop.spoil("UPDATE claim SET seat = 3 WHERE seat = 1").await,
        [format!(
            "'yoga' at 2026-11-23 18:00 (cell {YOGA}) has 2 claims, and the highest seat is 3: \
             there is a gap"
        )]
    );
}

#[tokio::test]
async fn a_capacity_that_was_changed_past_the_journal_is_found() {
    let shop = Shop::open().await;
    shop.engine.set_capacity(&resource("vinyl"), CapacityChange::Add(3)).await.unwrap();
    assert_eq!(
        shop.spoil("UPDATE resource SET capacity = 80 WHERE id = 'vinyl'").await,
        ["the capacity of 'vinyl' is 80, but the journal says 8"]
    );
}

#[tokio::test]
async fn of_a_thousand_effects_of_one_cause_a_hundred_are_told() {
    let shop = Shop::open().await;
    shop.engine.shut_down().await;
    let orphans =
        "WITH RECURSIVE n (cell) AS (SELECT 0 UNION ALL SELECT cell + 1 FROM n LIMIT 1000)
                   INSERT INTO claim SELECT 'ana', cell, 0, 9, NULL FROM n";
    assert_eq!(shop.spoil(orphans).await.len(), 100);
    let report = shop.verify().await;
    assert_eq!(report.total(), 1000);
    assert_eq!(report.untold().collect::<Vec<_>>(), [("claim-without-booking", 900)]);
}
