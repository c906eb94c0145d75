//! The line in front of an offer that many want at once: places and passes as signed texts, how
//! quickly the line moves, and who moves it. Where the line stands is in `ledger/line.rs`.

mod rate;
mod standing;
mod token;
mod usher;

pub use rate::AdmissionRate;
pub(crate) use standing::estimate;
pub use standing::{Line, Pass, Standing};
pub(crate) use token::{Key, PlaceToken};
pub(crate) use usher::Usher;
