//! What the tests start, ask and look into.

mod answer;
mod api;
pub mod basket;
mod calendar;
mod contenders;
mod crowd;
mod discretion;
mod duo;
mod folder;
mod ledger;
mod process;
mod redis;
mod server;
mod stream;
mod wait;

pub use answer::Answer;
pub use api::{Api, guest};
pub use calendar::Calendar;
pub use contenders::Contenders;
pub use crowd::Crowd;
pub use discretion::{discreet, insides, refused};
pub use duo::Duo;
pub use folder::Folder;
pub use ledger::{FullHouse, Ledger, OpenWrite};
pub use process::{Outcome, berth, run, signal};
pub use redis::Redis;
pub use server::Server;
pub use stream::Stream;
pub use wait::{eventually, soon};
