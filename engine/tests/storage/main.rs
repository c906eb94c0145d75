//! Power loss: a process books under strace, which records what it writes and what it flushes. From
//! that the files are made again as a disk may have them which loses what was not flushed, wholly or
//! in part, at any moment; and whatever the process had told anyone must be there.
#![cfg(target_os = "linux")]

mod booker;
mod disk;
mod power_loss;
mod trace;
#[path = "../common/venue.rs"]
mod venue;
