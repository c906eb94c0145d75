//! `cargo xtask test`: every test, Rust, fuzzer and browser, with what they need.

use std::time::Duration;

use crate::browser;
use crate::build;
use crate::failure::Outcome;
use crate::frontend_tree;
use crate::fuzz;
use crate::prometheus;
use crate::redis;
use crate::redlock;
use crate::step::Step;
use crate::strace;
use crate::weight;
use crate::workspace::Workspace;

/// The browser tests take a few minutes on 2 cores; four times that is a hang.
const BROWSER_LIMIT: Duration = Duration::from_secs(15 * 60);

pub fn all(workspace: &Workspace) -> Outcome {
    rust(workspace)?;
    fuzz::short(workspace)?;
    browser(workspace)
}

pub fn rust(workspace: &Workspace) -> Outcome {
    frontend_tree::check(workspace)?;
    redis::ensure(workspace)?;
    redlock::ensure(workspace)?;
    strace::ensure(workspace)?;
    let runner: &[&str] = match workspace.program("cargo-nextest") {
        Some(_) => &["nextest", "run"],
        None => &["test"],
    };
    Step::new(workspace, "cargo")
        .args(runner)
        .args(["--locked", "--workspace", "--exclude", "frontend"])
        .run()?;
    prometheus::check(workspace)
}

pub fn browser(workspace: &Workspace) -> Outcome {
    let browser = browser::ensure(workspace)?;
    let binary = build::release(workspace)?;
    weight::check(workspace, &binary)?;
    browser.playwright(workspace).arg("test").env("BERTH_BIN", binary).limit(BROWSER_LIMIT).run()
}
