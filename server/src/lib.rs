//! The berth binary: configuration, HTTP, commands.
//!
//! A request goes through [`router`] to a thin handler in [`api`] (JSON for programs) or [`pages`]
//! (HTML for people), each of which parses, calls one method of the engine's facade and maps the
//! outcome.

pub mod api;
mod booking_pages;
pub mod command;
mod demo;
mod failure;
mod functions;
mod lab;
mod limits;
mod line_page;
mod logging;
mod owner;
mod page_cache;
mod pages;
mod public_url;
mod race;
mod router;
mod security;
mod serve;
mod site;
mod state;
mod verify;
mod visit;
mod wait_page;
mod webhook;

pub use demo::catalogue as demo_catalogue;
pub use router::router;
pub use state::AppState;
