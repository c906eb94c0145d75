//! The ledger: one SQLite file, one writer, and the only code that knows SQL.
//!
//! Every change is an [`Operation`] run by the [`Writer`] inside a savepoint of a group commit.
//! Claims are made in [`claims`] and nowhere else.

mod cancel;
mod catalogue;
mod claims;
mod confirm;
mod error;
mod expire;
mod open;
mod operation;
mod read;
mod reserve;
mod row;
mod writer;

pub(crate) use cancel::Cancel;
pub(crate) use catalogue::Install;
pub(crate) use confirm::Confirm;
pub use error::OpenError;
pub(crate) use expire::Sweep;
pub(crate) use open::Files;
pub(crate) use read::{Change, Reader};
pub(crate) use reserve::Reserve;
pub(crate) use writer::Writer;
