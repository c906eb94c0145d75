//! npm's redlock: the tests show that it and our lock exclude each other.

use crate::failure::Outcome;
use crate::node;
use crate::workspace::Workspace;

pub fn ensure(workspace: &Workspace) -> Outcome {
    let folder = workspace.root().join("engine").join("tests").join("redlock");
    node::ensure_packages(workspace, &folder, "npm's redlock: our lock must get on with it")
}
