//! Redis as this project uses it: where it is, how it is reached, and how an outage is kept from
//! costing anyone time. What is said to it is in [`crate::lock`] and [`crate::events`].

mod address;
mod breaker;
mod connection;
mod link;
mod news;
mod server;

pub(crate) use address::Address;
pub(crate) use link::RedisLink;
pub(crate) use news::{GRANTED, News};
