//! Where things are: the checkout, cargo's target folder, our own tools, the search path.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Doing, Failure, Outcome};

/// The checkout this command was run in.
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
    search_path: OsString,
}

impl Workspace {
    /// Cargo says where the checkout is and where it builds: `CARGO_TARGET_DIR` and configuration count.
    pub fn find() -> Outcome<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .parent()
            .ok_or_else(|| Failure::new("xtask lies outside a workspace"))?
            .to_path_buf();
        let target = target_folder(&root)?;
        let search_path = search_path(&target.join("tools"))?;
        Ok(Self { root, target, search_path })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn target(&self) -> &Path {
        &self.target
    }

    pub fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// What the bench compares with.
    pub fn peer(&self) -> PathBuf {
        self.root.join("bench/peers/node-redlock")
    }

    /// The front end as `cargo leptos` leaves it; `site-root` in Cargo.toml is relative to the checkout.
    pub fn site(&self) -> PathBuf {
        self.root.join("target").join("site")
    }

    /// The server built for release, the site inside.
    pub fn binary(&self) -> PathBuf {
        self.target.join("release").join(format!("berth{}", env::consts::EXE_SUFFIX))
    }

    /// The server as tests use it, without a site.
    pub fn debug_binary(&self) -> PathBuf {
        self.target.join("debug").join(format!("berth{}", env::consts::EXE_SUFFIX))
    }

    /// Tools that only this checkout needs, out of the way of whatever the machine has.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// Our tools first, then the machine's, then where `cargo install` puts new ones.
    pub fn search_path(&self) -> &OsStr {
        &self.search_path
    }

    /// The first program of that name on the search path.
    pub fn program(&self, name: &str) -> Option<PathBuf> {
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        env::split_paths(&self.search_path)
            .map(|folder| folder.join(&file))
            .find(|path| path.is_file())
    }

    pub fn read(&self, file: &str) -> Outcome<String> {
        std::fs::read_to_string(self.root.join(file)).doing(format_args!("could not read {file}"))
    }
}

fn search_path(tools: &Path) -> Outcome<OsString> {
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let machine = env::var_os("PATH").unwrap_or_default();
    let folders = [tools.join("bin"), tools.join("node_modules").join(".bin")]
        .into_iter()
        .chain(env::split_paths(&machine))
        .chain(cargo_home.map(|home| home.join("bin")));
    env::join_paths(folders).doing("the search path cannot be extended")
}

fn target_folder(root: &Path) -> Outcome<PathBuf> {
    let output = Command::new("cargo")
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root)
        .output()
        .doing("could not start cargo")?;
    let metadata = String::from_utf8_lossy(&output.stdout);
    json_string(&metadata, "target_directory")
        .map(PathBuf::from)
        .ok_or_else(|| Failure::new("cargo metadata does not name the target folder"))
}

/// The value of a key that occurs once in a flat piece of JSON; backslashes are unescaped.
fn json_string(json: &str, key: &str) -> Option<String> {
    let (_, rest) = json.split_once(&format!("\"{key}\":\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(value.replace("\\\\", "\\"))
}

#[cfg(test)]
mod tests {
    use super::json_string;

    #[test]
    fn the_target_folder_is_read_from_metadata() {
        let metadata = r#"{"packages":[],"target_directory":"/a b/target","version":1}"#;
        assert_eq!(json_string(metadata, "target_directory").as_deref(), Some("/a b/target"));
        assert_eq!(json_string(metadata, "workspace_root"), None);
    }
}
