//! `cargo xtask crash`: kills at random moments, as many as one likes.

use std::time::Duration;

use crate::failure::{Failure, Outcome};
use crate::redis;
use crate::step::Step;
use crate::workspace::Workspace;

/// What durable storage must have survived before anyone is told that it is durable.
const KILLS: u64 = 1_000;
/// A start, a short storm, a kill and a look take about a second on two busy cores.
const EACH: Duration = Duration::from_secs(10);
const TEST: &str = "kills::nothing_that_was_promised_is_lost_to_a_thousand_kills";

pub fn run(workspace: &Workspace, kills: Option<&str>) -> Outcome {
    redis::ensure(workspace)?;
    let kills: u64 = match kills {
        Some(text) => text
            .parse()
            .ok()
            .filter(|kills| *kills > 0)
            .ok_or_else(|| Failure::new("how many kills? A number from 1 on"))?,
        None => KILLS,
    };
    let build = ["test", "--locked", "--workspace", "--exclude", "frontend"];
    // As the Rust tests are built: the same features, so that nothing is built twice.
    Step::new(workspace, "cargo").args(build).arg("--no-run").run()?;
    Step::new(workspace, "cargo")
        .args(build)
        .args(["--", "--ignored", "--exact", TEST, "--nocapture"])
        .env("BERTH_CRASH_KILLS", kills.to_string())
        .limit(EACH * u32::try_from(kills).unwrap_or(u32::MAX))
        .run()
}
