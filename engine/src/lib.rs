//! What keeps bookings true: the lock, the ledger, the live feed, and [`Engine`], the facade that
//! everyone else calls.
//!
//! A booking goes one way: rules → section (lock) → ledger → live feed. The lock serves
//! order and economy; the ledger alone decides who has a place.

mod availability;
mod catalogue;
mod checkpointer;
mod clock;
mod config;
mod engine;
mod events;
mod ledger;
mod live;
mod lock;
mod metrics;
mod pace;
mod race;
mod random;
mod receipt;
mod redis;
mod request;
mod section;
#[cfg(test)]
mod simulation;
mod slot_view;
mod sweeper;
mod waiting_room;

pub use availability::Slots;
pub use catalogue::{Catalogue, CatalogueError};
pub use clock::{Clock, ManualClock, SystemClock};
pub use config::Config;
pub use engine::{Engine, Health, Sink};
pub use events::{Patience, WebhookSecret, WebhookUrl, WebhookUrlError};
pub use ledger::{
    CapacityChange, Checked, Decision, Finding, OpenError, Replay, Report, SinkId, verify,
};
pub use live::{LiveEvent, LiveKind, Watch};
pub use race::{Bucket, Latency, Moment, Race, RaceError, RaceEvent, RaceReport, Strategy};
pub use random::{OsRandom, Random, SeededRandom};
pub use receipt::{Idempotency, Receipt};
pub use request::{ItemRequest, Request};
pub use section::OutagePolicy;
pub use slot_view::{PriceView, SlotView};
pub use waiting_room::{AdmissionRate, Line, Pass, Standing};
