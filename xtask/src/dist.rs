//! `cargo xtask dist`: one file to hand on.

use std::fs;

use crate::build;
use crate::failure::{Doing, Outcome};
use crate::weight;
use crate::workspace::Workspace;

/// Leaves the binary, site and migrations inside, in `dist/`, if its booking page is light enough.
pub fn run(workspace: &Workspace) -> Outcome {
    let binary = build::release(workspace)?;
    weight::check(workspace, &binary)?;
    let folder = workspace.root().join("dist");
    let copy = folder.join(binary.file_name().unwrap_or_default());
    fs::create_dir_all(&folder).doing("creating dist")?;
    let bytes = fs::copy(&binary, &copy).doing("copying the binary to dist")?;
    println!(
        "{}: {}.{} MB, needs nothing beside it",
        copy.display(),
        bytes / 1_000_000,
        bytes % 1_000_000 / 100_000
    );
    Ok(())
}
