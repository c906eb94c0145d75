//! What people see: pages, islands and the typed functions that islands call.
//!
//! Pages are drawn on the server from data that is already there and work by links and forms
//! alone. Islands are the parts that come alive in the browser; only they are compiled to WASM.

#![recursion_limit = "256"]

pub mod functions;
pub mod islands;
mod json;
pub mod model;

#[cfg(feature = "ssr")]
pub mod load;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod render;
