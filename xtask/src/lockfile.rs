//! Cargo.lock, as far as set-up and the dependency check need it.

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;

/// One locked package; a package of this workspace has no source.
#[derive(Debug, PartialEq, Eq)]
pub struct Locked {
    pub name: String,
    pub version: String,
    pub source: Option<String>,
}

pub fn read(workspace: &Workspace) -> Outcome<Vec<Locked>> {
    Ok(parse(&workspace.read("Cargo.lock")?))
}

/// The one locked version of a crate whose command-line tool must match it.
pub fn version_of(workspace: &Workspace, name: &str) -> Outcome<String> {
    read(workspace)?
        .into_iter()
        .find(|package| package.name == name)
        .map(|package| package.version)
        .ok_or_else(|| Failure::new(format!("Cargo.lock does not lock {name}")))
}

fn parse(text: &str) -> Vec<Locked> {
    text.split("[[package]]")
        .skip(1)
        .filter_map(|block| {
            Some(Locked {
                name: field(block, "name")?,
                version: field(block, "version")?,
                source: field(block, "source"),
            })
        })
        .collect()
}

fn field(block: &str, key: &str) -> Option<String> {
    block.lines().find_map(|line| {
        let value = line.strip_prefix(key)?.strip_prefix(" = \"")?;
        value.strip_suffix('"').map(str::to_owned)
    })
}

#[cfg(test)]
mod tests {
    use super::{Locked, parse};

    #[test]
    fn packages_are_read_with_and_without_a_source() {
        let text = r#"
version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "leptos",
]

[[package]]
name = "leptos"
version = "0.8.23"
source = "registry+https://example.org/index"
checksum = "00"
"#;
        let expected = [
            Locked { name: "app".to_owned(), version: "0.1.0".to_owned(), source: None },
            Locked {
                name: "leptos".to_owned(),
                version: "0.8.23".to_owned(),
                source: Some("registry+https://example.org/index".to_owned()),
            },
        ];
        assert_eq!(parse(text), expected);
    }
}
