//! The examination of real ledgers: sound ones, and copies in which one thing was made wrong.

mod busy;
mod claims;
mod files;
mod journal;
mod lines;
mod million;
mod shop;
mod sound;
