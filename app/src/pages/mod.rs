//! Whole pages, each a function from what it shows to what is drawn. They need no JavaScript.

mod add;
mod booking;
mod booking_end;
mod booking_items;
mod booking_kept;
mod field;
mod frame;
mod guest_form;
mod home;
mod lab;
mod lab_panel;
mod lengths;
mod line;
mod message;
mod offer;
mod phrases;
mod steps;
mod wait;

pub use add::add;
pub use booking::booking;
pub use home::home;
pub use lab::{lab, lab_panel};
pub use line::line;
pub use message::{Message, message};
pub use offer::offer;
pub use wait::wait;

use leptos::prelude::AnyView;

/// A page that is ready to be drawn.
pub struct Page {
    pub title: String,
    /// Whether something on it comes alive in the browser. Only then are scripts loaded.
    pub islands: bool,
    /// Whether its address is a secret: then nobody keeps a copy.
    pub private: bool,
    /// After how many seconds a browser without JavaScript loads it anew.
    pub refresh_seconds: Option<u32>,
    /// Run while drawing, since islands keep their state with what draws them.
    pub body: Box<dyn FnOnce() -> AnyView>,
}
