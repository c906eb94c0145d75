//! `cargo xtask check`: form, lints and dependencies.

use crate::failure::Outcome;
use crate::frontend_tree;
use crate::planted;
use crate::step::Step;
use crate::tools;
use crate::workspace::Workspace;

/// Quick ones first.
pub fn run(workspace: &Workspace) -> Outcome {
    cargo(workspace, &["fmt", "--all", "--check"])?;
    planted::apply(workspace)?;
    frontend_tree::check(workspace)?;
    tools::ensure_cargo_deny(workspace)?;
    cargo(workspace, &["deny", "--locked", "check", "bans", "licenses", "sources"])?;
    // The front end apart: beside the server it would switch on hydration in the server's own Leptos.
    clippy(workspace, &["--workspace", "--exclude", "frontend", "--all-targets"])?;
    tools::ensure_wasm_target(workspace)?;
    clippy(workspace, &["--package", "frontend", "--target", tools::WASM_TARGET])
}

fn clippy(workspace: &Workspace, scope: &[&str]) -> Outcome {
    Step::new(workspace, "cargo")
        .args(["clippy", "--locked"])
        .args(scope)
        .args(["--", "--deny", "warnings"])
        .run()
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Outcome {
    Step::new(workspace, "cargo").args(arguments).run()
}
