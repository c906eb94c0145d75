//! What guests do all at once, sold by one process and by two. Each scenario ends with a look at the
//! ledger's file.

#[path = "../common/audit.rs"]
mod audit;
#[path = "../common/redis.rs"]
mod redis;
#[path = "../common/venue.rs"]
mod venue;

mod house;

mod flash_sale;
mod hotel;
mod last_ticket;
mod mixed_basket;
mod product_purchase;
mod slot_service;
