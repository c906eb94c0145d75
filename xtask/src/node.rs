//! Node and npm: they carry wasm-opt, Playwright, the lock that ours must get on with, and what the bench
//! compares with.

use std::fs;
use std::path::{Path, PathBuf};

use crate::debian;
use crate::failure::{Failure, Outcome};
use crate::step::Step;
use crate::workspace::Workspace;

/// What Playwright and the bench's reference ask for.
const OLDEST_NODE: u32 = 20;

/// Brought in from npm where the machine's own Node is too old: a release with long-term support.
const NEWER_NODE: &str = "node@22.23.3";

/// npm, installed first where Debian allows it.
pub fn npm(workspace: &Workspace) -> Outcome<Option<PathBuf>> {
    if let Some(npm) = workspace.program("npm") {
        return Ok(Some(npm));
    }
    if !debian::can_install() {
        return Ok(None);
    }
    println!("adding npm: wasm-opt and Playwright come from it; about 1 minute");
    debian::install(workspace, &["npm"])?;
    Ok(workspace.program("npm"))
}

/// Installs what a folder's `package-lock.json` names, where that is not done yet. `why` is shown.
pub fn ensure_packages(workspace: &Workspace, folder: &Path, why: &str) -> Outcome {
    let npm = npm_with_node(workspace)?;
    if packages_are_current(folder) {
        return Ok(());
    }
    println!("adding npm packages: {why}; seconds");
    Step::new(workspace, npm).arg("ci").inside(folder).run()
}

/// npm writes this file last, so one as new as the lock file is a finished installation of it.
fn packages_are_current(folder: &Path) -> bool {
    let age = |path: PathBuf| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let installed = age(folder.join("node_modules/.package-lock.json"));
    installed.is_some() && installed >= age(folder.join("package-lock.json"))
}

/// npm together with a Node that is new enough.
fn npm_with_node(workspace: &Workspace) -> Outcome<PathBuf> {
    let npm = npm(workspace)?.ok_or_else(|| {
        Failure::new(format!(
            "npm and Node {OLDEST_NODE} or newer are needed: run `sudo apt-get install npm` or `brew install node`"
        ))
    })?;
    if node_version(workspace)? < OLDEST_NODE {
        println!("adding {NEWER_NODE}: Node {OLDEST_NODE} or newer is needed; seconds");
        install(workspace, NEWER_NODE)?;
    }
    match node_version(workspace)? {
        OLDEST_NODE.. => Ok(npm),
        old => {
            Err(Failure::new(format!("Node {OLDEST_NODE} or newer is needed, this is Node {old}")))
        }
    }
}

/// Adds one npm package, by exact version, to this checkout's own tools.
pub fn install(workspace: &Workspace, package: &str) -> Outcome {
    let npm = workspace
        .program("npm")
        .ok_or_else(|| Failure::new(format!("npm is needed to install {package}")))?;
    Step::new(workspace, npm)
        .args(["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"])
        .arg(workspace.tools())
        .arg(package)
        .run()
}

fn node_version(workspace: &Workspace) -> Outcome<u32> {
    let node =
        workspace.program("node").ok_or_else(|| Failure::new("npm is there, but Node is not"))?;
    let version = Step::new(workspace, node).arg("--version").output()?;
    major(&version).ok_or_else(|| Failure::new(format!("Node gives no version: {version}")))
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn a_version_is_judged_by_its_first_number() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("20"), None);
    }
}
