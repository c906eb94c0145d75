//! Two processes contend for the same keys on one thread and in virtual time, which makes every run
//! the same again for its seed. Real are the queues of the [section](crate::section), the grants with
//! their extension, and the leases that a writer asks; the lock service and the ledger are models
//! that delay, fail, stall, forget to wake and panic as the seed says.

mod chance;
mod ledger;
mod lock;
mod run;

/// Seeds that every run of the tests goes through; `BERTH_SIMULATION_SEEDS` makes it more.
const SEEDS: u64 = 120;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[test]
fn nobody_writes_without_the_lock_and_everybody_is_answered_in_order() {
    let first = number("BERTH_SIMULATION_SEED").unwrap_or(1);
    let seeds = number("BERTH_SIMULATION_SEEDS").unwrap_or(SEEDS);
    let mut all = run::Told::default();
    for seed in first..first + seeds {
        all.add(&run::simulate(seed));
    }
    println!("{seeds} seeds from {first} on: {all:?}");
    // What is to be withstood has happened.
    let run::Told { written, lost, late, let_go } = all;
    assert!(written > 0 && lost > 0 && late > 0 && let_go > 0, "{all:?}");
}

#[test]
fn a_seed_is_one_run() {
    assert_eq!(run::trace(7), run::trace(7));
    assert_ne!(run::trace(7), run::trace(8));
}
