//! strace: the tests read from it what a process has written and flushed when the power is lost.

use std::env;

use crate::debian;
use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;

/// On Linux alone; elsewhere that test is left out.
pub fn ensure(workspace: &Workspace) -> Outcome {
    if env::consts::OS != "linux" || workspace.program("strace").is_some() {
        return Ok(());
    }
    if !debian::can_install() {
        return Err(Failure::new("the tests need strace: run `sudo apt-get install strace`"));
    }
    println!("adding strace: the tests look at what a process flushes; seconds");
    debian::install(workspace, &["strace"])
}
