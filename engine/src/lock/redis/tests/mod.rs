//! The lock against real Redis servers.

mod fencing;
mod line;
mod nodes;
mod process;
mod topologies;

#[path = "../../../../tests/common/proxy.rs"]
mod proxy;
#[path = "../../../../tests/common/redis.rs"]
mod redis;
#[path = "../../../../tests/common/redis_faults.rs"]
mod redis_faults;
