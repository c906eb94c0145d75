//! A temporary folder that goes with its owner.

use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs};

use crate::failure::{Doing, Outcome};

pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Outcome<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("berth-xtask-{}-{count}", process::id()));
        fs::create_dir(&folder).doing(format_args!("creating {}", folder.display()))?;
        Ok(Self(folder))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Left-overs in the system's temporary folder harm nothing.
        fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}
