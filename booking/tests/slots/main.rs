//! What offers list and accept, against oracles that walk through the minutes one by one.

mod appointments;
mod check;
mod every_kind;
mod ids;
mod oracle;
mod place;
mod sessions;
mod setting;
mod stays;
mod stock;
mod world;
