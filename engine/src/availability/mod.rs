//! What can be booked when: an offer's rules applied to the claims in the ledger.

mod day;
mod source;
mod table;

pub(crate) use day::Day;
pub(crate) use source::{Found, Source, touched_dates};
pub use table::Slots;
pub(crate) use table::Table;
