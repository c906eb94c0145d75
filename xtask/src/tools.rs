//! The tools a build of the front end needs: each is used where it is there, and added where it is not.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::lockfile;
use crate::node;
use crate::step::Step;
use crate::workspace::Workspace;

pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The newest release that builds with its own lock file on the pinned Rust.
const CARGO_LEPTOS: &str = "0.3.10";

/// Current Rust emits WASM features that older optimisers refuse; Debian 12 still has 108.
const OLDEST_WASM_OPT: u32 = 116;

const BINARYEN: &str = "binaryen@132.0.0";

const CARGO_DENY: &str = "0.20.2";

/// A build tool's own speed matters less than the time its installation takes.
const QUICK_BUILD: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "false"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
];

/// Adds whatever of them is missing, cheapest first so that a dead end shows early.
pub fn ensure(workspace: &Workspace) -> Outcome {
    ensure_wasm_target(workspace)?;
    ensure_wasm_opt(workspace)?;
    ensure_wasm_bindgen(workspace)?;
    ensure_cargo_leptos(workspace)
}

/// The pinned Rust's standard library for browsers.
pub fn ensure_wasm_target(workspace: &Workspace) -> Outcome {
    let sysroot = Step::new(workspace, "rustc").args(["--print", "sysroot"]).output()?;
    let library = Path::new(sysroot.trim()).join("lib/rustlib").join(WASM_TARGET).join("lib");
    if library.is_dir() {
        return Ok(());
    }
    let Some(rustup) = workspace.program("rustup") else {
        return Err(Failure::new(format!(
            "this Rust has no {WASM_TARGET} and there is no rustup to add it: install Rust by rustup"
        )));
    };
    println!("adding {WASM_TARGET}: the front end compiles to it; about 10 seconds");
    Step::new(workspace, rustup).args(["target", "add", WASM_TARGET]).run()
}

fn ensure_wasm_opt(workspace: &Workspace) -> Outcome {
    let found =
        workspace.program("wasm-opt").and_then(|path| first_number(&version(workspace, &path)));
    let reason = match found {
        Some(OLDEST_WASM_OPT..) => return Ok(()),
        Some(old) => format!("version {old} does not know what Rust emits"),
        None => "it makes what guests download smaller".to_owned(),
    };
    if node::npm(workspace)?.is_none() {
        println!(
            "wasm-opt is missing and there is no npm to fetch it: cargo-leptos will try to download it"
        );
        return Ok(());
    }
    println!("adding wasm-opt ({BINARYEN}): {reason}; seconds");
    node::install(workspace, BINARYEN)
}

/// The tool and the crate share a format that changes between any two versions.
fn ensure_wasm_bindgen(workspace: &Workspace) -> Outcome {
    let wanted = lockfile::version_of(workspace, "wasm-bindgen")?;
    let found = workspace.program("wasm-bindgen").map(|path| version(workspace, &path));
    let (reason, folder) = match found {
        Some(found) if found.split_whitespace().any(|word| word == wanted) => return Ok(()),
        Some(other) => {
            (format!("Cargo.lock wants it exactly, this is {other}"), Some(workspace.tools()))
        }
        None => ("it joins WASM and JavaScript".to_owned(), None),
    };
    println!("adding wasm-bindgen-cli {wanted}: {reason}; about 1 minute on 2 cores");
    cargo_install(workspace, "wasm-bindgen-cli", &wanted, folder)
}

fn ensure_cargo_leptos(workspace: &Workspace) -> Outcome {
    if workspace.program("cargo-leptos").is_some() {
        return Ok(());
    }
    println!(
        "adding cargo-leptos {CARGO_LEPTOS}: it builds the front end; about 6 minutes on 2 cores"
    );
    cargo_install(workspace, "cargo-leptos", CARGO_LEPTOS, None)
}

/// Judges licences, sources and banned crates.
pub fn ensure_cargo_deny(workspace: &Workspace) -> Outcome {
    if workspace.program("cargo-deny").is_some() {
        return Ok(());
    }
    println!("adding cargo-deny {CARGO_DENY}: it checks dependencies; about 1 minute on 2 cores");
    cargo_install(workspace, "cargo-deny", CARGO_DENY, None)
}

/// Installs for the whole machine, so that `cargo leptos watch` finds it, unless a folder is given.
fn cargo_install(
    workspace: &Workspace,
    package: &str,
    version: &str,
    folder: Option<PathBuf>,
) -> Outcome {
    let mut step = Step::new(workspace, "cargo")
        .args(["install", "--force", package, "--version", version])
        .without_env("CARGO_TARGET_DIR");
    // Its own lock file may be ahead of a registry's mirror; the others are not.
    if package != "wasm-bindgen-cli" {
        step = step.arg("--locked");
    }
    if let Some(folder) = folder {
        step = step.arg("--root").arg(folder);
    }
    for (key, value) in QUICK_BUILD {
        step = step.env(key, value);
    }
    step.run()
}

/// What a tool says of itself; empty when it says nothing, which no check takes for a match.
fn version(workspace: &Workspace, program: &Path) -> String {
    Command::new(program)
        .arg("--version")
        .env("PATH", workspace.search_path())
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}

fn first_number(text: &str) -> Option<u32> {
    text.split(|c: char| !c.is_ascii_digit()).find_map(|digits| digits.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::first_number;

    #[test]
    fn an_optimiser_is_judged_by_the_first_number_it_prints() {
        assert_eq!(first_number("wasm-opt version 132 (version_132)"), Some(132));
        assert_eq!(first_number("wasm-opt"), None);
    }
}
