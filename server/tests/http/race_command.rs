//! `berth race`: what each strategy sells when everyone wants the same at once.

use crate::support::{Folder, Outcome, Redis, berth, run};
use serde_json::Value;

async fn race(arguments: &[&str]) -> Outcome {
    let mut command = berth(["race"]);
    command.args(arguments);
    run(command).await
}

/// The report of one strategy: 100 contenders who think long enough that any machine lets a second
/// one look before the first has written.
async fn report(strategy: &str, places: u32, more: &[&str]) -> Value {
    let places = places.to_string();
    let mut arguments =
        vec!["--strategy", strategy, "--contenders", "100", "--places", &places, "--json"];
    arguments.extend(more);
    let outcome = race(&arguments).await;
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    let report: Value = serde_json::from_str(&outcome.stdout).expect("a line of JSON");
    let refused = report["refused"].as_object().expect("refusals by word");
    let refused: u64 = refused.values().filter_map(Value::as_u64).sum();
    assert_eq!(report["sold"].as_u64().expect("a number") + refused, 100, "{report}");
    assert_eq!(report["stored"], report["sold"], "told and stored differ: {report}");
    report
}

/// Everyone was told at once whether they have a place; nobody was put off.
fn is_definite(report: &Value, places: u32) {
    assert_eq!((&report["sold"], &report["oversold"]), (&places.into(), &0.into()), "{report}");
    assert_eq!(report["refused"], serde_json::json!({ "taken": 100 - places }), "{report}");
}

#[tokio::test]
async fn with_nothing_in_between_a_place_is_sold_many_times() {
    let report = report("none", 1, &["--hold-ms", "200"]).await;
    let sold = report["sold"].as_u64().expect("a number");
    assert!(sold > 1, "{report}");
    assert_eq!(report["oversold"], sold - 1);
    let latency = &report["latency"];
    assert!(latency["p50_us"].as_u64() <= latency["p99_us"].as_u64(), "{report}");
    let buckets = latency["histogram"].as_array().expect("a histogram");
    let counted: u64 = buckets.iter().filter_map(|bucket| bucket["count"].as_u64()).sum();
    assert_eq!(counted, 100);
}

#[tokio::test]
async fn the_ledger_sells_each_place_once_without_a_lock() {
    for places in [1, 7] {
        is_definite(&report("ledger", places, &[]).await, places);
    }
}

#[tokio::test]
async fn lock_and_ledger_sell_each_place_once_and_nobody_hears_busy() {
    let redis = Redis::start().await;
    let url = redis.url();
    for places in [1, 7] {
        is_definite(&report("both", places, &[]).await, places);
        let shared = report("both", places, &["--redis", &url]).await;
        is_definite(&shared, places);
        assert_eq!(shared["redis"], true);
    }
}

#[tokio::test]
async fn under_the_lock_alone_no_more_is_sold_than_there_is() {
    let redis = Redis::start().await;
    let url = redis.url();
    for more in [&[][..], &["--redis", &url]] {
        // How many others are still in line at the deadline is a matter of speed.
        let found = report("lock", 3, more).await;
        assert_eq!((&found["sold"], &found["oversold"]), (&3.into(), &0.into()), "{found}");
    }
}

#[tokio::test]
async fn a_redis_that_is_gone_costs_the_lock_its_sales_and_both_nothing() {
    let mut redis = Redis::start().await;
    let url = redis.url();
    redis.kill().await;
    let found = report("lock", 3, &["--redis", &url]).await;
    assert_eq!(found["sold"], 0, "{found}");
    assert!(found["refused"]["taken"].is_null(), "nobody had it: {found}");
    is_definite(&report("both", 3, &["--redis", &url]).await, 3);
}

#[tokio::test]
async fn what_ran_and_what_came_of_it_is_said_in_words() {
    let outcome = race(&["--contenders", "5", "--places", "2", "--hold-ms", "1"]).await;
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    let said = |strategy: &str| {
        let first = format!("Strategy {strategy}: 5 contenders for 2 places. Each sees ");
        outcome.stdout.lines().filter(|line| line.starts_with(&first)).count()
    };
    assert_eq!(["none", "lock", "ledger", "both"].map(said), [1; 4], "{}", outcome.stdout);
    let last = outcome.stdout.rsplit("Strategy ").next().unwrap_or_default();
    for line in ["  winners:  2 of 2\n", "  oversold: 0\n", "  refused:  3 taken\n"] {
        assert!(last.contains(line), "{last}");
    }
}

#[tokio::test]
async fn nothing_is_left_behind() {
    let folder = Folder::new();
    let mut command = berth(["race", "--contenders", "3", "--hold-ms", "1"]);
    command.env("TMPDIR", folder.path()).current_dir(folder.path());
    let outcome = run(command).await;
    assert_eq!((outcome.code, folder.list()), (Some(0), Vec::new()), "{}", outcome.stderr);
}

#[tokio::test]
async fn what_cannot_be_run_is_refused_with_the_bounds() {
    for (wrong, why) in [
        (["--contenders", "2001"], "2001 is not in 1..=2000"),
        (["--contenders", "0"], "0 is not in 1..=2000"),
        (["--places", "0"], "0 is not in 1..=1000"),
        (["--hold-ms", "2001"], "2001 is not in 0..=2000"),
        (["--strategy", "hope"], "[possible values: none, lock, ledger, both]"),
        (["--redis", "nowhere"], "REDIS_URL is not a Redis URL"),
    ] {
        let outcome = race(&wrong).await;
        assert_ne!(outcome.code, Some(0), "{wrong:?}");
        assert!(outcome.stderr.contains(why), "{wrong:?}: {}", outcome.stderr);
    }
}
