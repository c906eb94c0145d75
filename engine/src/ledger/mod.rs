//! The ledger: one SQLite file, one writer, and the only code that knows SQL.
//!
//! Every change is an [`Operation`] run by the [`Writer`] inside a savepoint of a group commit.
//! Claims are made in [`claims`] and nowhere else.

mod access;
mod cancel;
mod capacity;
mod catalogue;
mod claims;
mod confirm;
#[cfg(test)]
mod cost;
mod delivery;
mod error;
mod expire;
mod fence;
mod journal;
mod limits;
mod line;
mod open;
mod operation;
mod owner;
mod read;
mod reschedule;
mod reserve;
mod row;
mod runs;
mod scratch;
mod script;
mod seats;
mod shared;
mod sinks;
mod verify;
mod waiting_room;
mod waitlist;
mod wanted;
mod writer;

pub(crate) use access::By;
pub(crate) use cancel::Cancel;
pub use capacity::CapacityChange;
pub(crate) use capacity::SetCapacity;
pub(crate) use catalogue::Install;
pub(crate) use confirm::Confirm;
pub(crate) use delivery::{
    Entry, EventRow, LeaveSink, Outcome, Settle, SinkState, Stretch, TakeSink,
};
pub use error::OpenError;
pub(crate) use error::{Stop, UNAVAILABLE};
pub(crate) use expire::Sweep;
pub(crate) use limits::Limits;
pub(crate) use line::{Admit, BeginPass, JoinLine, KeepKey};
pub(crate) use open::Files;
#[cfg(test)]
pub(crate) use operation::Queued;
pub(crate) use owner::Decide;
pub use owner::Decision;
pub(crate) use read::{Change, Reader};
pub(crate) use reschedule::Reschedule;
pub(crate) use reserve::{Reserve, Wait};
pub(crate) use scratch::Scratch;
pub(crate) use sinks::{
    AddStream, AddWebhook, Receiver, RemoveWebhook, ReplayEvents, SinkRow, Target,
};
pub use sinks::{Replay, SinkId};
pub use verify::{Checked, Finding, Report, verify};
pub(crate) use waiting_room::SetWaitingRoom;
pub(crate) use wanted::{Choice, Wanted};
pub(crate) use writer::{Desk, Writer};
