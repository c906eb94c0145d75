//! A journal that somebody has had a hand in.

use crate::shop::{Shop, in_journal, slot};
use engine::Receipt;

/// Events 1 to 4: two bookings, the first of which is cancelled after the second is made, and one
/// more.
async fn three(shop: &Shop) -> [Receipt; 3] {
    let first = shop.book(&[slot("haircut", "20261123T0800Z-ana", 1)]).await;
    let second = shop.book(&[slot("haircut", "20261123T0800Z-ben", 1)]).await;
    shop.cancel(&first).await;
    let third = shop.book(&[slot("vinyl", "stock", 1)]).await;
    [first, second, third]
}

#[tokio::test]
async fn an_event_that_was_taken_out_is_found() {
    let shop = Shop::open().await;
    let [_, second, _] = three(&shop).await;
    assert_eq!(
        shop.spoil(in_journal("DELETE FROM event WHERE id = 2")).await,
        [
            format!("{} has changed 1 times; the journal has of these: none", second.reference),
            "event 2 is gone from the journal".to_owned(),
        ]
    );
}

#[tokio::test]
async fn a_tail_that_was_cut_is_found() {
    let shop = Shop::open().await;
    let [first, _, third] = three(&shop).await.map(|receipt| receipt.reference);
    assert_eq!(
        shop.spoil(in_journal("DELETE FROM event WHERE id > 2")).await,
        [
            format!("{first} has changed 2 times; the journal has of these: 1"),
            format!("{third} has changed 1 times; the journal has of these: none"),
            "the journal ends with event 2, but event 4 was written".to_owned(),
        ]
    );
}

#[tokio::test]
async fn a_journal_that_was_emptied_is_found() {
    let shop = Shop::open().await;
    three(&shop).await;
    let found = shop.spoil(in_journal("DELETE FROM event")).await;
    assert_eq!(found.len(), 4);
    assert_eq!(found[3], "the journal ends with event 0, but event 4 was written");
}

#[tokio::test]
async fn a_body_that_was_edited_is_found() {
    let shop = Shop::open().await;
    three(&shop).await;
    let edit = "UPDATE event SET body = json_set(body, '$.total', 1) WHERE id = 1";
    let altered = "event 1 was altered: its hash is that of another content";
    assert_eq!(shop.spoil(in_journal(edit)).await, [altered]);
}

#[tokio::test]
async fn a_body_that_says_another_state_is_found() {
    let shop = Shop::open().await;
    let [_, second, _] = three(&shop).await;
    let edit = "UPDATE event SET body = json_set(body, '$.state', 'held') WHERE id = 2";
    assert_eq!(
        shop.spoil(in_journal(edit)).await,
        [
            format!(
                "the state of {} is confirmed, but its last event, 2, says held",
                second.reference
            ),
            "event 2 was altered: its hash is that of another content".to_owned(),
        ]
    );
}

#[tokio::test]
async fn a_state_that_was_changed_behind_the_journal_is_found() {
    let shop = Shop::open().await;
    let [_, second, _] = three(&shop).await;
    let change = "UPDATE booking SET state = 'completed' WHERE id = 2";
    assert_eq!(
        shop.spoil(change).await,
        [format!(
            "the state of {} is completed, but its last event, 2, says confirmed",
            second.reference
        )]
    );
}

#[tokio::test]
async fn a_forged_hash_is_found_by_the_next_event() {
    let shop = Shop::open().await;
    three(&shop).await;
    let (previous, hash) = forged(&shop).await;
    let edit = format!(
        "UPDATE event SET at = 0, hash = x'{hash}' WHERE id = 1 AND previous = x'{previous}'"
    );
    let broken = "event 2 does not follow from event 1: the hashes differ";
    assert_eq!(shop.spoil(in_journal(&edit)).await, [broken]);
}

/// The hash that the first event would have, had it been at the beginning of 1970.
async fn forged(shop: &Shop) -> (String, String) {
    use sha2::{Digest, Sha256};
    use sqlx::ConnectOptions;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(shop.file());
    let mut connection = options.connect().await.unwrap();
    let (actor, name, body): (String, String, String) =
        sqlx::query_as("SELECT actor, name, body FROM event WHERE id = 1")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    let mut hash = Sha256::new();
    hash.update([0; 32]);
    for number in [1i64, 0, 1, 1] {
        hash.update(number.to_be_bytes());
    }
    for text in [actor, name, body] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    let hash: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    ("00".repeat(32), hash)
}

#[tokio::test]
async fn a_first_event_that_follows_another_is_found() {
    let shop = Shop::open().await;
    three(&shop).await;
    let edit = "UPDATE event SET previous = hash WHERE id = 1";
    assert_eq!(
        shop.spoil(in_journal(edit)).await,
        [
            "event 1 is the first, but claims to follow another",
            "event 1 was altered: its hash is that of another content",
        ]
    );
}

#[tokio::test]
async fn events_that_have_changed_places_are_found() {
    let shop = Shop::open().await;
    three(&shop).await;
    let swap = "UPDATE event SET id = 99 WHERE id = 2; UPDATE event SET id = 2 WHERE id = 3;
                UPDATE event SET id = 3 WHERE id = 99; UPDATE sqlite_sequence SET seq = 4
                WHERE name = 'event'";
    assert_eq!(
        shop.spoil(in_journal(swap)).await,
        [
            "event 2 does not follow from event 1: the hashes differ",
            "event 2 was altered: its hash is that of another content",
            "event 3 does not follow from event 2: the hashes differ",
            "event 3 was altered: its hash is that of another content",
            "event 4 does not follow from event 3: the hashes differ",
        ]
    );
}

#[tokio::test]
async fn an_event_of_no_booking_is_found() {
    let shop = Shop::open().await;
    three(&shop).await;
    let found = shop.spoil(
        "DELETE FROM claim WHERE booking = 3; DELETE FROM item WHERE booking = 3;
                            DELETE FROM booking WHERE id = 3",
    );
    assert_eq!(found.await, ["event 4 is of booking number 3, which does not exist"]);
}

#[tokio::test]
async fn a_journal_that_can_be_changed_is_found() {
    let shop = Shop::open().await;
    let open = "DROP TRIGGER event_is_not_changed;
                CREATE TRIGGER helper AFTER INSERT ON booking BEGIN DELETE FROM change; END";
    assert_eq!(
        shop.spoil(open).await,
        [
            "the trigger 'event_is_not_changed' is missing from the schema",
            "the trigger 'helper' is none of Berth's",
        ]
    );
}
