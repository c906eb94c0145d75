//! Tells others of bookings: the Redis stream and webhooks.
//!
//! The journal is the outbox: an event is there once its booking is. Each sink has a cursor in it, and
//! the process that has the sink's lease delivers what comes after. The cursor moves on after a
//! delivery, so that a crash in between repeats events and loses none; the event's id tells a receiver
//! which it has had.

mod address;
mod dispatcher;
mod message;
mod patience;
mod post;
mod stream;
mod webhook;
mod window;
mod worker;

pub use address::{WebhookSecret, WebhookUrl, WebhookUrlError};
pub(crate) use address::{generate_secret, shown};
pub(crate) use dispatcher::Dispatcher;
pub use patience::Patience;
pub(crate) use worker::Tools;
