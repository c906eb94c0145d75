//! Redis in every kind of trouble while guests book: nothing is sold twice, every request has an
//! answer, and all goes on afterwards without a restart.

#[path = "../common/audit.rs"]
mod audit;
#[path = "../common/proxy.rs"]
mod proxy;
#[path = "../common/redis.rs"]
mod redis;
#[path = "../common/redis_faults.rs"]
mod redis_faults;
#[path = "../common/venue.rs"]
mod venue;

mod fenced;
mod matrix;
mod shop;
mod start;
