//! Playwright and the Chromium it drives.

use std::env;
use std::path::{Path, PathBuf};

use crate::debian;
use crate::failure::{Failure, Outcome};
use crate::node;
use crate::step::Step;
use crate::workspace::Workspace;

/// The names under which systems install Chromium.
const CHROMIUM: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Everything the browser tests need is there.
pub struct Browser {
    /// None: the one that Playwright itself has downloaded.
    chromium: Option<PathBuf>,
}

/// Adds the Playwright packages and Chromium where they are missing; checks the tests' types.
pub fn ensure(workspace: &Workspace) -> Outcome<Browser> {
    let folder = workspace.end2end();
    node::ensure_packages(workspace, &folder, "Playwright drives the browser")?;
    let browser = Browser { chromium: chromium(workspace)? };
    Step::new(workspace, local(&folder, "tsc")).arg("--noEmit").inside(&folder).run()?;
    Ok(browser)
}

impl Browser {
    pub fn playwright(&self, workspace: &Workspace) -> Step {
        let folder = workspace.end2end();
        let step = Step::new(workspace, local(&folder, "playwright")).inside(&folder);
        match &self.chromium {
            Some(path) => step.env("CHROMIUM", path),
            None => step,
        }
    }
}

fn chromium(workspace: &Workspace) -> Outcome<Option<PathBuf>> {
    if let Some(chosen) = env::var_os("CHROMIUM").map(PathBuf::from) {
        return match chosen.is_file() {
            true => Ok(Some(chosen)),
            false => Err(Failure::new(format!("CHROMIUM names no file: {}", chosen.display()))),
        };
    }
    let installed = || CHROMIUM.iter().find_map(|name| workspace.program(name));
    if let Some(path) = installed() {
        return Ok(Some(path));
    }
    if downloaded_by_playwright(workspace)? {
        return Ok(None);
    }
    if !debian::can_install() {
        return Err(Failure::new(
            "the browser tests need Chromium: run `npx playwright install chromium` in end2end/",
        ));
    }
    println!("adding Chromium: the browser tests run in it; about 1 minute");
    debian::install(workspace, &["chromium"])?;
    installed()
        .map(Some)
        .ok_or_else(|| Failure::new("Chromium was installed, but is not on the search path"))
}

fn downloaded_by_playwright(workspace: &Workspace) -> Outcome<bool> {
    let path = Step::new(workspace, "node")
        .args(["--print", "require('@playwright/test').chromium.executablePath()"])
        .inside(&workspace.end2end())
        .output()?;
    Ok(Path::new(path.trim()).is_file())
}

fn local(folder: &Path, program: &str) -> PathBuf {
    folder.join("node_modules/.bin").join(program)
}
