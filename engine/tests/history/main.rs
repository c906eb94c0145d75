//! History check: what clients of two processes were told, while Redis comes and goes, can be put in
//! one order in which a place with so many seats would have said the same (Herlihy and Wing,
//! "Linearizability", 1990). The checker is Wing and Gong's with Lowe's memory of states seen.

#[path = "../common/audit.rs"]
mod audit;
#[path = "../common/redis.rs"]
mod redis;
#[path = "../common/venue.rs"]
mod venue;

mod broken;
mod client;
mod faults;
mod place;
mod recorder;
mod spec;
mod under_faults;
