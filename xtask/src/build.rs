//! The release binary with the site inside: front end first, then the server that embeds it.

use std::path::PathBuf;

use crate::failure::{Failure, Outcome};
use crate::site::Site;
use crate::step::Step;
use crate::tools;
use crate::workspace::Workspace;

/// What the server's build watches beside the files it already embeds.
const DIGEST: &str = "BERTH_SITE_DIGEST";

/// Adds missing tools, builds both halves and returns the binary.
pub fn release(workspace: &Workspace) -> Outcome<PathBuf> {
    tools::ensure(workspace)?;
    let site = front_end(workspace)?;
    Step::new(workspace, "cargo")
        .args(["build", "--release", "--locked", "--package", "server", "--bin", "berth"])
        .env(DIGEST, site.digest())
        .run()?;
    let binary = workspace.binary();
    match binary.is_file() {
        true => Ok(binary),
        false => Err(Failure::new(format!("the build left no {}", binary.display()))),
    }
}

/// cargo-leptos empties the folder first, so nothing of an earlier build can be left in it.
fn front_end(workspace: &Workspace) -> Outcome<Site> {
    let folder = workspace.site();
    let former = Site::read(&folder)?;
    Step::new(workspace, "cargo")
        .args([
            "leptos",
            "build",
            "--release",
            "--precompress",
            "--frontend-only",
            "--cargo-locked",
        ])
        .run()?;
    let site = Site::read(&folder)?.without_declarations()?.without_dates()?;
    site.keep_ages(&former)?;
    Ok(site)
}
