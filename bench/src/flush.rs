//! What one flush to the disk costs, without SQLite.

use crate::round::Times;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use tokio::time::Instant;

/// One page of SQLite's, in bytes.
const PAGE: usize = 4096;
/// Pages of the log at which SQLite begins it anew: what is flushed was written over, not added.
const LOG: usize = 1000;

/// Writes a page and flushes it, so many times, in a file of its own.
///
/// # Panics
/// When the disk refuses.
pub fn times(folder: &Path, count: usize) -> Times {
    let path = folder.join("flushed");
    let mut file = File::create(&path).expect("a file");
    file.write_all(&vec![1; PAGE * LOG]).expect("room on the disk");
    file.sync_all().expect("it can be flushed");
    let mut times = Times::default();
    for index in 0..count {
        let offset = (index % LOG * PAGE) as u64;
        file.seek(SeekFrom::Start(offset)).expect("a file can be sought in");
        let begun = Instant::now();
        file.write_all(&[2; PAGE]).expect("room on the disk");
        file.sync_data().expect("it can be flushed");
        times.push(begun.elapsed());
    }
    std::fs::remove_file(&path).expect("it can be removed");
    times
}
