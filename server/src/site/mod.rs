//! The front end's files, inside the binary.

mod assets;
mod handler;

pub(crate) use assets::Assets;
pub(crate) use handler::{accepts_brotli, asset};
