//! Measurements, as a table on the screen and in the repository.

use std::time::Duration;

use crate::build;
use crate::debian;
use crate::failure::{Failure, Outcome};
use crate::node;
use crate::redis;
use crate::step::Step;
use crate::workspace::Workspace;

/// Where the table of the last full run is kept.
const RESULTS: &str = "bench/RESULTS.md";

/// A full run takes about ten minutes on a quiet machine of 2 cores; six times that is a hang.
const LIMIT: Duration = Duration::from_secs(60 * 60);

/// Adds what is missing, builds the server, and measures `subjects`, or all if there are none.
pub fn run(workspace: &Workspace, subjects: &[&str]) -> Outcome {
    ensure_wrk(workspace)?;
    redis::ensure(workspace)?;
    let peer = workspace.peer();
    node::ensure_packages(workspace, &peer, "the reference is built from them")?;
    let binary = build::release(workspace)?;
    Step::new(workspace, "cargo")
        .args(["run", "--release", "--locked", "--package", "bench", "--", "run", "--berth"])
        .arg(binary)
        .arg("--peer")
        .arg(peer)
        .args(["--results", RESULTS])
        .args(subjects)
        .limit(LIMIT)
        .run()
}

fn ensure_wrk(workspace: &Workspace) -> Outcome {
    if workspace.program("wrk").is_some() {
        return Ok(());
    }
    if !debian::can_install() {
        return Err(Failure::new(
            "the bench needs wrk: run `sudo apt-get install wrk` or `brew install wrk`",
        ));
    }
    println!("adding wrk: it loads the servers that are measured; seconds");
    debian::install(workspace, &["wrk"])
}
