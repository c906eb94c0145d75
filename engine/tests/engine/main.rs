//! The engine over a real SQLite file, with a clock the tests move.

#[path = "../common/audit.rs"]
mod audit;
#[path = "../common/redis.rs"]
mod redis;
#[path = "../common/redlock.rs"]
mod redlock;
#[path = "../common/venue.rs"]
mod venue;

mod approval;
mod assignment;
mod baskets;
mod booking_life;
mod capacity;
mod commits;
mod deadlines;
mod events;
mod fencing;
mod holds;
mod idempotency;
mod interop;
mod journal;
mod limits;
mod lines;
mod live;
mod overlaps;
mod race_log;
mod races;
mod redis_lock;
mod rescheduling;
mod rooms;
mod support;
mod waiting;
mod wakeups;
