//! Packages from Debian, where this process may install them.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use crate::failure::Outcome;
use crate::step::Step;
use crate::workspace::Workspace;

/// Chromium is 80 MB to fetch; on a slow line that is minutes, not tens of minutes.
const LIMIT: Duration = Duration::from_secs(15 * 60);

/// Whether `apt-get install` would be allowed here.
pub fn can_install() -> bool {
    Path::new("/usr/bin/apt-get").is_file() && is_root()
}

/// Installs packages without asking; package lists are brought up to date once per run.
pub fn install(workspace: &Workspace, packages: &[&str]) -> Outcome {
    static LISTS: OnceLock<()> = OnceLock::new();
    if LISTS.get().is_none() {
        apt_get(workspace).arg("update").run()?;
        LISTS.get_or_init(|| ());
    }
    apt_get(workspace).args(["install", "--yes", "--no-install-recommends"]).args(packages).run()
}

fn apt_get(workspace: &Workspace) -> Step {
    Step::new(workspace, "apt-get")
        .arg("--quiet=2")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .limit(LIMIT)
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
