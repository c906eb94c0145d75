//! `cargo xtask planted`: bugs that the tests must find. Each file of `xtask/planted` is a patch with
//! the name of a bug and the tests that are there to catch it. In a copy of this checkout they pass;
//! with the patch they must fail.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::failure::{Doing, Failure, Outcome};
use crate::redis;
use crate::redlock;
use crate::step::Step;
use crate::strace;
use crate::workspace::Workspace;

/// The slowest of the tests takes half a minute here; twenty times that is a hang.
const LIMIT: Duration = Duration::from_secs(10 * 60);

struct Bug {
    name: String,
    patch: PathBuf,
    what: String,
    /// What `cargo test` is told: where the tests are, then which.
    tests: Vec<String>,
}

/// What came of running the tests of a bug.
enum Verdict {
    /// By these tests.
    Caught(Vec<String>),
    Survives,
}

/// All of them, or those named.
pub fn run(workspace: &Workspace, only: &[&str]) -> Outcome {
    redis::ensure(workspace)?;
    redlock::ensure(workspace)?;
    strace::ensure(workspace)?;
    let bugs: Vec<Bug> = read(workspace)?
        .into_iter()
        .filter(|bug| only.is_empty() || only.contains(&bug.name.as_str()))
        .collect();
    if bugs.is_empty() {
        return Err(Failure::new("there is no bug of that name in xtask/planted"));
    }
    let copy = Spoilt::make(workspace)?;
    let distinct: BTreeSet<&Vec<String>> = bugs.iter().map(|bug| &bug.tests).collect();
    for tests in distinct {
        if let Verdict::Caught(by) = copy.judge(tests)? {
            let by = by.join(", ");
            return Err(Failure::new(format!("these fail with no bug planted: {by}")));
        }
    }
    println!("with no bug planted all of these tests pass\n");
    let mut survivors = Vec::new();
    for bug in &bugs {
        copy.patch(&bug.patch, &[])?;
        let verdict = copy.judge(&bug.tests);
        copy.patch(&bug.patch, &["--reverse"])?;
        match verdict? {
            Verdict::Caught(by) => println!("{}\n    caught by {}", bug.what, by.join(", ")),
            Verdict::Survives => {
                println!("{}\n    NOT CAUGHT by {}", bug.what, bug.tests.join(" "));
                survivors.push(bug.name.clone());
            }
        }
    }
    match survivors.as_slice() {
        [] => {
            println!("\n{} bugs planted, all caught", bugs.len());
            Ok(())
        }
        _ => Err(Failure::new(format!("not caught: {}", survivors.join(", ")))),
    }
}

/// Whether every bug can still be planted; whether it is caught takes longer to say.
pub fn apply(workspace: &Workspace) -> Outcome {
    for bug in read(workspace)? {
        let trying = Step::new(workspace, "git").args(["apply", "--check"]).arg(&bug.patch);
        if let (false, said) = trying.attempt()? {
            return Err(no_longer_applies(&bug.patch, &said));
        }
    }
    println!("planted bugs: every patch applies");
    Ok(())
}

fn no_longer_applies(patch: &Path, said: &str) -> Failure {
    Failure::new(format!("{} no longer applies; plant its bug anew:\n{said}", patch.display()))
}

fn read(workspace: &Workspace) -> Outcome<Vec<Bug>> {
    let folder = workspace.root().join("xtask").join("planted");
    let mut bugs = Vec::new();
    for entry in fs::read_dir(&folder).doing("reading xtask/planted")? {
        let patch = entry.doing("reading xtask/planted")?.path();
        let text = fs::read_to_string(&patch).doing(patch.display())?;
        let field = |key: &str| {
            let value = text.lines().find_map(|line| line.strip_prefix(key));
            value.ok_or_else(|| Failure::new(format!("{} has no `{key}`", patch.display())))
        };
        let name = patch.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let what = field("Bug: ")?.to_owned();
        let tests = field("Tests: ")?.split(' ').map(str::to_owned).collect();
        bugs.push(Bug { name, patch: patch.clone(), what, tests });
    }
    bugs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(bugs)
}

/// A copy of the checkout that can be spoilt. It is kept, so that the next run builds less.
struct Spoilt<'w> {
    workspace: &'w Workspace,
    root: PathBuf,
}

impl<'w> Spoilt<'w> {
    fn make(workspace: &'w Workspace) -> Outcome<Self> {
        let root = workspace.target().join("planted");
        let listed = Step::new(workspace, "git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .output()?;
        // A file that was removed and not yet committed is listed too.
        let is_there = |file: &&str| workspace.root().join(file).is_file();
        let files: BTreeSet<&str> = listed.split('\0').filter(is_there).collect();
        for file in &files {
            copy(&workspace.root().join(file), &root.join(file))?;
        }
        remove_others(&root, &root, &files)?;
        Ok(Self { workspace, root })
    }

    fn patch(&self, patch: &Path, arguments: &[&str]) -> Outcome {
        // As in any folder: inside of a checkout git would leave out what it does not track.
        let parent = self.root.parent().unwrap_or(&self.root);
        let (applied, said) = Step::new(self.workspace, "git")
            .arg("apply")
            .args(arguments)
            .arg(patch)
            .env("GIT_CEILING_DIRECTORIES", parent)
            .inside(&self.root)
            .attempt()?;
        match applied {
            true => Ok(()),
            false => Err(no_longer_applies(patch, &said)),
        }
    }

    fn judge(&self, tests: &[String]) -> Outcome<Verdict> {
        let (place, names) = tests.split_at(tests.len().min(place_of(tests)));
        let (builds, said) = self.cargo(place).arg("--no-run").attempt()?;
        if !builds {
            return Err(Failure::new(format!("a copy of this checkout does not build:\n{said}")));
        }
        let (passes, said) = self.cargo(place).arg("--").args(names).limit(LIMIT).attempt()?;
        let failed: Vec<String> = said.lines().filter_map(failed).collect();
        match (passes, failed.is_empty()) {
            (true, _) if said.contains(" 0 passed") => {
                Err(Failure::new(format!("there is no test `{}`", tests.join(" "))))
            }
            (true, _) => Ok(Verdict::Survives),
            (false, false) => Ok(Verdict::Caught(failed)),
            (false, true) => Err(Failure::new(format!("the tests did not run:\n{said}"))),
        }
    }

    fn cargo(&self, place: &[String]) -> Step {
        Step::new(self.workspace, "cargo")
            .args(["test", "--locked", "--package", "engine"])
            .args(place)
            // What is built from the registry is the same in the copy.
            .env("CARGO_TARGET_DIR", self.workspace.target())
            .inside(&self.root)
    }
}

/// How many of the words say where the tests are: `--lib`, or `--test` and its name.
fn place_of(tests: &[String]) -> usize {
    if tests.first().is_some_and(|word| word == "--test") { 2 } else { 1 }
}

/// The name in `test races::one ... FAILED`.
fn failed(line: &str) -> Option<String> {
    let name = line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
    Some(name.to_owned())
}

/// Leaves a file alone that is the same already, so that it is not built again.
fn copy(from: &Path, to: &Path) -> Outcome {
    let content = fs::read(from).doing(from.display())?;
    if fs::read(to).is_ok_and(|there| there == content) {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).doing(folder.display())?;
    }
    fs::write(to, content).doing(to.display())
}

/// Removes from the copy what the checkout no longer has.
fn remove_others(root: &Path, folder: &Path, files: &BTreeSet<&str>) -> Outcome {
    for entry in fs::read_dir(folder).doing(folder.display())? {
        let path = entry.doing(folder.display())?.path();
        if path.is_dir() {
            remove_others(root, &path, files)?;
            continue;
        }
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if !files.contains(name.as_str()) {
            fs::remove_file(&path).doing(path.display())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{failed, place_of};

    #[test]
    fn a_failed_test_is_known_by_its_line() {
        assert_eq!(failed("test races::one ... FAILED").as_deref(), Some("races::one"));
        assert_eq!(failed("test races::one ... ok"), None);
        assert_eq!(failed("test result: FAILED. 1 passed"), None);
    }

    #[test]
    fn the_place_of_tests_comes_before_their_names() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(place_of(&words("--test engine races::")), 2);
        assert_eq!(place_of(&words("--lib lock::")), 1);
    }
}
