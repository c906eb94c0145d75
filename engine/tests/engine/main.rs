//! The engine over a real SQLite file, with a clock the tests move.

mod booking_life;
mod events;
mod holds;
mod idempotency;
mod live;
mod overlaps;
mod races;
mod redis_lock;
mod support;
