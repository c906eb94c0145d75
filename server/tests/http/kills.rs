//! SIGKILL at random moments, again and again: all that anyone was told is true of the ledger
//! afterwards, and `berth verify` finds nothing.

use crate::crash::{Known, Storm, check};
use crate::storm::Dice;
use crate::support::{Folder, Ledger, Server, berth, run};
use std::time::Duration;

/// Slots that guests race for until one kill; a ledger is used until it has no more.
const SLOTS: usize = 20;
/// Answers before a kill, at the most.
const ANSWERS: usize = 12;
/// Time from the last of them to the kill, in microseconds: what a booking takes, about.
const MOMENT: usize = 20_000;

#[derive(Default)]
struct Tally {
    kills: usize,
    ledgers: usize,
    promises: usize,
}

/// The seed decides when to kill; what that meets is up to the machine.
async fn kill_again_and_again(kills: usize, seed: u64) -> Tally {
    let (mut dice, mut tally) = (Dice::new(seed), Tally::default());
    while tally.kills < kills {
        let folder = Folder::new();
        let mut server = Server::on(&folder.ledger()).start().await;
        let slots = server.api().calendar().await.apart();
        let mut promised: Vec<Known> = Vec::new();
        for slots in slots.chunks_exact(SLOTS).take(kills - tally.kills) {
            let mut storm = Storm::start(&[server.api()], slots.to_vec());
            storm.rage(dice.below(ANSWERS)).await;
            // The very point: nothing tells when.
            tokio::time::sleep(Duration::from_micros(dice.below(MOMENT) as u64)).await;
            server.kill().await;
            tally.kills += 1;
            let known = storm.abate().await;
            server = Server::on(&folder.ledger()).start().await;
            check(&server.api(), &known).await;
            promised.extend(known);
        }
        // Also what was told many kills ago.
        check(&server.api(), &promised).await;
        server.kill().await;
        Ledger::open(&folder.ledger()).await.audit().await;
        let ledger = folder.ledger();
        let path = ledger.to_str().expect("a plain path");
        let verified = run(berth(["verify", "--database", path])).await;
        assert_eq!(verified.code, Some(0), "seed {seed}: {verified:?}");
        tally.ledgers += 1;
        tally.promises += promised.len();
        println!("{} kills, {} bookings promised, all there", tally.kills, tally.promises);
    }
    tally
}

#[tokio::test]
async fn nothing_that_was_promised_is_lost_to_a_few_kills() {
    let tally = kill_again_and_again(8, 1).await;
    assert!(tally.promises > 0);
}

#[tokio::test]
#[ignore = "ten minutes: `cargo xtask crash`, where BERTH_CRASH_KILLS says how many"]
async fn nothing_that_was_promised_is_lost_to_a_thousand_kills() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let kills = number("BERTH_CRASH_KILLS").unwrap_or(1_000);
    let seed = number("BERTH_CRASH_SEED").unwrap_or(2);
    let tally = kill_again_and_again(kills, seed as u64).await;
    let Tally { kills, ledgers, promises } = tally;
    println!("{kills} kills of {ledgers} ledgers, seed {seed}: {promises} promised, none lost");
    assert!(promises > kills, "little was promised: {promises}");
}
