//! The built front end on disk: what the server embeds.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::failure::{Doing, Outcome};

/// Every file of the site with its content and age.
pub struct Site(BTreeMap<PathBuf, Asset>);

struct Asset {
    content: Vec<u8>,
    modified: SystemTime,
}

impl Site {
    /// A folder that does not exist yet is an empty site.
    pub fn read(folder: &Path) -> Outcome<Self> {
        let mut files = BTreeMap::new();
        if folder.is_dir() {
            collect(folder, &mut files)?;
        }
        Ok(Self(files))
    }

    /// Type declarations serve nobody in the browser, and would be embedded all the same.
    pub fn without_declarations(mut self) -> Outcome<Self> {
        let declarations =
            self.0.extract_if(.., |path, _| path.to_string_lossy().contains(".d.ts"));
        for (path, _) in declarations {
            fs::remove_file(&path).doing(format_args!("removing {}", path.display()))?;
        }
        Ok(self)
    }

    /// A gzip file says when it was made, which would make every build a different one.
    pub fn without_dates(mut self) -> Outcome<Self> {
        for (path, asset) in &mut self.0 {
            let Some(date) = gzip_date(&mut asset.content) else {
                continue;
            };
            date.fill(0);
            fs::write(path, &asset.content).doing(format_args!("writing {}", path.display()))?;
        }
        Ok(self)
    }

    /// Gives unchanged files their former age, so that the server is not built again for them.
    pub fn keep_ages(&self, former: &Self) -> Outcome {
        for (path, asset) in &self.0 {
            let Some(before) = former.0.get(path) else {
                continue;
            };
            if before.content == asset.content {
                File::options()
                    .write(true)
                    .open(path)
                    .and_then(|file| file.set_modified(before.modified))
                    .doing(format_args!("setting the age of {}", path.display()))?;
            }
        }
        Ok(())
    }

    /// Changes with any name or byte: a file that is new is otherwise unknown to the server's build.
    pub fn digest(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for (path, asset) in &self.0 {
            path.hash(&mut hasher);
            asset.content.hash(&mut hasher);
        }
        format!("{:016x}", hasher.finish())
    }

    /// Whether one of the files is exactly this.
    pub fn holds(&self, content: &[u8]) -> bool {
        self.0.values().any(|asset| asset.content == content)
    }
}

/// The date's place in the header, RFC 1952 section 2.3.
fn gzip_date(content: &mut [u8]) -> Option<&mut [u8]> {
    match content {
        [0x1f, 0x8b, ..] => content.get_mut(4..8),
        _ => None,
    }
}

fn collect(folder: &Path, files: &mut BTreeMap<PathBuf, Asset>) -> Outcome {
    let reading = || format!("reading {}", folder.display());
    for entry in fs::read_dir(folder).doing(reading())? {
        let path = entry.doing(reading())?.path();
        if path.is_dir() {
            collect(&path, files)?;
            continue;
        }
        let asset = fs::read(&path)
            .and_then(|content| {
                let modified = fs::metadata(&path)?.modified()?;
                Ok(Asset { content, modified })
            })
            .doing(format_args!("reading {}", path.display()))?;
        files.insert(path, asset);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    use super::Site;
    use crate::scratch::Scratch;

    #[test]
    fn the_digest_changes_when_a_file_is_added() {
        let folder = Scratch::new().expect("a temporary folder");
        fs::write(folder.path().join("berth.css"), "a").expect("a file");
        let before = Site::read(folder.path()).expect("the site").digest();
        assert_eq!(Site::read(folder.path()).expect("the site").digest(), before);
        fs::write(folder.path().join("berth.js"), "b").expect("a file");
        assert_ne!(Site::read(folder.path()).expect("the site").digest(), before);
    }

    #[test]
    fn only_unchanged_files_keep_their_age() {
        let folder = Scratch::new().expect("a temporary folder");
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let age = |name: &str| {
            let metadata = fs::metadata(folder.path().join(name)).expect("a file");
            metadata.modified().expect("its age")
        };
        for name in ["same.css", "changed.css"] {
            fs::write(folder.path().join(name), "a").expect("a file");
            let file = File::options().write(true).open(folder.path().join(name));
            file.and_then(|file| file.set_modified(long_ago)).expect("its age");
        }
        let former = Site::read(folder.path()).expect("the site");
        fs::write(folder.path().join("same.css"), "a").expect("a file");
        fs::write(folder.path().join("changed.css"), "b").expect("a file");
        let site = Site::read(folder.path()).expect("the site");
        site.keep_ages(&former).expect("ages kept");
        assert_eq!(age("same.css"), long_ago);
        assert_ne!(age("changed.css"), long_ago);
    }

    #[test]
    fn only_gzip_files_lose_their_date() {
        let folder = Scratch::new().expect("a temporary folder");
        let gzip = b"\x1f\x8b\x08\x00\x01\x02\x03\x04\x00\x03rest";
        fs::write(folder.path().join("a.gz"), gzip).expect("a file");
        fs::write(folder.path().join("a"), b"just text").expect("a file");
        let site = Site::read(folder.path()).and_then(Site::without_dates);
        assert!(site.expect("the site").holds(b"just text"));
        let left = fs::read(folder.path().join("a.gz")).expect("the file");
        assert_eq!(left, b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03rest");
    }

    #[test]
    fn type_declarations_are_removed_with_their_twins() {
        let folder = Scratch::new().expect("a temporary folder");
        for name in ["berth.js", "berth.d.ts", "berth.d.ts.br"] {
            fs::write(folder.path().join(name), name).expect("a file");
        }
        let site = Site::read(folder.path()).and_then(Site::without_declarations);
        assert!(site.expect("the site").holds(b"berth.js"));
        let left = fs::read_dir(folder.path()).expect("the folder").count();
        assert_eq!(left, 1);
    }
}
