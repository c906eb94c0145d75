//! The parts of a page that come alive in the browser. Each draws the same HTML on the server and
//! in the browser, and works by links and forms where there is no JavaScript.

mod announcement;
mod board;
mod browser;
mod calendar;
mod countdown;
mod days;
mod first;
mod holding;
mod line;
mod live;
pub(crate) mod notice;
mod slot_picker;
mod times;

pub use countdown::countdown;
pub use line::line;
pub use slot_picker::slot_picker;
