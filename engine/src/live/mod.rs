//! Availability in memory, and the live feed: what changed, to everyone who looks.
//!
//! Availability is state, not a log. A [`Feed`] holds the slots of one offer as of a sequence of the
//! ledger, reads on from there, and sends the differences. Whatever tells it to look (a commit here,
//! a message from another process, a timer) is a hint: what it has and sends comes from the ledger.

mod event;
mod feed;
mod hint;
mod hub;
mod ring;
mod watch;

pub use event::{LiveEvent, LiveKind};
pub(crate) use hint::Hint;
pub(crate) use hub::Hub;
pub use watch::Watch;
