//! `cargo xtask run`: the demo in a browser, from whatever the machine has.

use crate::build;
use crate::failure::Outcome;
use crate::step::Step;
use crate::workspace::Workspace;

/// Further arguments go to `berth serve`.
pub fn run(workspace: &Workspace, arguments: &[&str]) -> Outcome {
    let binary = build::release(workspace)?;
    println!("the demo: http://127.0.0.1:3000 unless --addr says otherwise; Ctrl-C ends it");
    Step::new(workspace, binary).args(["serve", "--demo"]).args(arguments).become_it()
}
