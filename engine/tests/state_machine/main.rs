//! Random life at a venue, against a model that only counts.
//!
//! 48 cases by default; `PROPTEST_CASES=5000` for a long look.

#[path = "../common/audit.rs"]
mod audit;
#[path = "../common/venue.rs"]
mod venue;

mod answer;
mod model;
mod op;
mod room;
mod world;

use op::{Op, ops};
use proptest::test_runner::{Config, TestError, TestRunner};
use world::World;

const CASES: u32 = 48;
/// The most steps in a case.
const STEPS: usize = 40;

#[test]
fn the_ledger_agrees_with_a_model_that_only_counts() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let template = runtime.block_on(World::template());
    let mut config = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = CASES;
    }
    let lived = TestRunner::new(config).run(&ops(STEPS), |ops: Vec<Op>| {
        runtime.block_on(async {
            let mut world = World::open(template.path()).await;
            for op in &ops {
                world.step(op).await;
            }
            world.close().await;
        });
        Ok(())
    });
    if let Err(TestError::Fail(reason, ops)) = lived {
        panic!("{reason}\nafter {ops:#?}");
    }
    lived.unwrap();
}
