//! Measurements, as a table on the screen and in the repository.

use crate::failure::Outcome;
use crate::step::Step;
use crate::workspace::Workspace;

/// Where the table of the last run is kept.
const RESULTS: &str = "bench/RESULTS.md";

pub fn run(workspace: &Workspace) -> Outcome {
    Step::new(workspace, "cargo")
        .args(["run", "--release", "--locked", "--package", "bench", "--", RESULTS])
        .run()
}
