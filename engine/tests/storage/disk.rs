//! A disk that loses what was not flushed.

use crate::trace::Step;
use engine::{Random, SeededRandom};
use std::collections::BTreeMap;
use std::path::Path;

/// What disks write as a whole, in bytes.
const SECTOR: usize = 512;

/// What becomes of what was not flushed.
#[derive(Debug, Clone, Copy)]
pub enum Rest {
    Lost,
    /// Some of it is lost, some is there, and some of it only in part.
    Chance,
}

/// The content of files by their names, as far as it is safe, and what is not yet.
#[derive(Default, Clone)]
pub struct Disk<'s> {
    safe: BTreeMap<String, Vec<u8>>,
    /// With the number of the step.
    open: Vec<(usize, &'s Step)>,
}

impl<'s> Disk<'s> {
    pub fn with(file: &str, content: Vec<u8>) -> Self {
        Self { safe: BTreeMap::from([(file.to_owned(), content)]), open: Vec::new() }
    }

    pub fn take(&mut self, number: usize, step: &'s Step) {
        let Step::Flushed { file: flushed, covers } = step else {
            self.open.push((number, step));
            return;
        };
        let is_safe = |(number, step): &(usize, &Step)| number < covers && file(step) == flushed;
        for (_, step) in self.open.iter().filter(|step| is_safe(step)) {
            apply(&mut self.safe, step, usize::MAX);
        }
        self.open.retain(|step| !is_safe(step));
    }

    /// The files as they are found after the power was lost.
    pub fn write_to(&self, folder: &Path, rest: Rest, random: &SeededRandom) {
        let mut files = self.safe.clone();
        if let Rest::Chance = rest {
            for (_, step) in &self.open {
                let mut chance = [0; 2];
                random.fill(&mut chance);
                match chance[0] % 4 {
                    0 => apply(&mut files, step, usize::from(chance[1]) * SECTOR),
                    1 => apply(&mut files, step, usize::MAX),
                    _ => {}
                }
            }
        }
        for (name, content) in files {
            std::fs::write(folder.join(name), content).unwrap();
        }
    }
}

fn file(step: &Step) -> &str {
    match step {
        Step::Write { file, .. } | Step::Truncate { file, .. } | Step::Flushed { file, .. } => file,
    }
}

/// At most so many bytes of it.
fn apply(files: &mut BTreeMap<String, Vec<u8>>, step: &Step, most: usize) {
    let content = files.entry(file(step).to_owned()).or_default();
    match step {
        Step::Write { at, bytes, .. } => {
            let (at, bytes) = (usize::try_from(*at).unwrap(), &bytes[..bytes.len().min(most)]);
            content.resize(content.len().max(at + bytes.len()), 0);
            content[at..at + bytes.len()].copy_from_slice(bytes);
        }
        Step::Truncate { length, .. } => content.resize(usize::try_from(*length).unwrap(), 0),
        Step::Flushed { .. } => {}
    }
}
