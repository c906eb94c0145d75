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
mod live;
mod nights;
pub(crate) mod notice;
mod quantity;
mod rows;
mod slot_picker;
mod stay;
mod times;

pub use countdown::countdown;
pub use slot_picker::slot_picker;
