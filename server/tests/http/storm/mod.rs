//! Guests who do everything at once to everything there is, while servers are killed and Redis goes:
//! afterwards every answer that was given is true, and `berth verify` finds nothing.

mod dice;
mod doors;
mod guests;
mod menu;

use crate::support::{Outcome, berth, run};
pub(crate) use dice::Dice;
use doors::House;
use guests::{Guest, Known, Tally};
use menu::Menu;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::timeout;

const GUESTS: usize = 24;
/// Operations a second that a slow machine still manages.
const SLOWEST: u64 = 15;

async fn verify(ledger: &Path) -> Outcome {
    run(berth(["verify", "--database", ledger.to_str().expect("a plain path")])).await
}

/// The seed decides what guests want and who is killed; when things happen is up to the machine.
async fn storm(operations: usize, seed: u64) {
    let mut house = House::open().await;
    let menu = Arc::new(Menu::read(&house.doors().api(0)).await);
    let left = Arc::new(AtomicUsize::new(operations));
    let mut guests = JoinSet::new();
    for n in 0..GUESTS {
        let dice = Dice::new(seed.wrapping_mul(1_000) + n as u64);
        let guest = Guest::new(house.doors(), Arc::clone(&menu), dice, n);
        guests.spawn(guest.stay(Arc::clone(&left)));
    }
    let limit = Duration::from_secs(60 + operations as u64 / SLOWEST);
    let over = Arc::clone(&left);
    let mut dice = Dice::new(seed);
    let (tally, known) = timeout(limit, async {
        while over.load(Ordering::SeqCst) > 0 {
            house.suffer(&mut dice).await;
        }
        collect(guests).await
    })
    .await
    .expect("the storm ends");
    println!("{operations} operations of {GUESTS} guests, seed {seed}: {tally}; {}", house.told());

    let running = verify(&house.ledger()).await;
    println!("{}", running.stdout);
    assert_eq!(running.code, Some(0), "while servers run: {running:?}");
    guests::check(&house.doors(), &known).await;
    let ledger = house.close().await;
    let closed = verify(&ledger).await;
    assert_eq!(closed.code, Some(0), "when all is closed: {closed:?}");
    assert!(tally.succeeded() > operations / 5, "little was done: {tally}");
}

async fn collect(mut guests: JoinSet<(Tally, Vec<Known>)>) -> (Tally, Vec<Known>) {
    let (mut tally, mut known) = (Tally::default(), Vec::new());
    while let Some(guest) = guests.join_next().await {
        let (mine, bookings) = guest.expect("no guest was told a thing that cannot be");
        tally.add(&mine);
        known.extend(bookings);
    }
    (tally, known)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_is_sound_after_a_storm() {
    storm(1_500, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes: BERTH_STORM_SEED chooses another storm"]
async fn a_ledger_is_sound_after_a_storm_of_twenty_thousand_operations() {
    let seed = std::env::var("BERTH_STORM_SEED").ok().and_then(|seed| seed.parse().ok());
    storm(20_000, seed.unwrap_or(2)).await;
}
