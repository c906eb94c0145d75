//! Redis: tests and bench start their own, on ports of their own.

use crate::debian;
use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;

pub fn ensure(workspace: &Workspace) -> Outcome {
    if workspace.program("redis-server").is_some() {
        return Ok(());
    }
    if !debian::can_install() {
        return Err(Failure::new(
            "redis-server is needed: run `sudo apt-get install redis-server` or `brew install redis`",
        ));
    }
    println!("adding redis-server: the lock is tested and measured with a real one; seconds");
    debian::install(workspace, &["redis-server"])
}
