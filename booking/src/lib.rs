//! What a booking is: its types and its rules. Nothing here does I/O, reads a clock or draws
//! randomness.
//!
//! The vocabulary: a *resource* is cut into *cells*; each *seat* of a cell can be claimed once; a
//! booking *claims* cells. Types compile to WASM; whatever needs a time zone is native only, since
//! the zone database would outweigh the rest of the page.

mod booking;
mod cell;
mod guest;
mod id;
mod kind_name;
mod reference;
mod refusal;
mod state;
mod unix_time;

pub use booking::{Booking, Item, total};
pub use cell::{Cell, CellRange};
pub use guest::{Guest, GuestInput};
pub use id::{IdError, OfferId, ResourceId, SlotId};
pub use kind_name::KindName;
pub use reference::{Reference, Secret};
pub use refusal::{Closed, FieldError, Refusal};
pub use state::{State, StateName};
pub use unix_time::UnixMillis;

#[cfg(not(target_arch = "wasm32"))]
mod appointment;
#[cfg(not(target_arch = "wasm32"))]
mod appointment_slot;
#[cfg(not(target_arch = "wasm32"))]
mod assignment;
#[cfg(not(target_arch = "wasm32"))]
mod check;
#[cfg(not(target_arch = "wasm32"))]
mod day_set;
#[cfg(not(target_arch = "wasm32"))]
mod duration;
#[cfg(not(target_arch = "wasm32"))]
mod night;
#[cfg(not(target_arch = "wasm32"))]
mod night_prices;
#[cfg(not(target_arch = "wasm32"))]
mod occupancy;
#[cfg(not(target_arch = "wasm32"))]
mod offer;
#[cfg(not(target_arch = "wasm32"))]
mod resource;
#[cfg(not(target_arch = "wasm32"))]
mod rules;
#[cfg(not(target_arch = "wasm32"))]
mod schedule;
#[cfg(not(target_arch = "wasm32"))]
mod session;
#[cfg(not(target_arch = "wasm32"))]
mod slot;
#[cfg(not(target_arch = "wasm32"))]
mod stay;
#[cfg(not(target_arch = "wasm32"))]
mod stay_slot;
#[cfg(not(target_arch = "wasm32"))]
mod stock;
#[cfg(not(target_arch = "wasm32"))]
mod utc_minute;
#[cfg(not(target_arch = "wasm32"))]
mod weekday;
#[cfg(not(target_arch = "wasm32"))]
mod wish;
#[cfg(not(target_arch = "wasm32"))]
mod zone;

#[cfg(not(target_arch = "wasm32"))]
pub use appointment::Appointment;
#[cfg(not(target_arch = "wasm32"))]
pub use appointment_slot::AppointmentSlot;
#[cfg(not(target_arch = "wasm32"))]
pub use assignment::Assignment;
#[cfg(not(target_arch = "wasm32"))]
pub use check::{OfferError, ResourceError};
#[cfg(not(target_arch = "wasm32"))]
pub use day_set::DaySet;
#[cfg(not(target_arch = "wasm32"))]
pub use duration::Duration;
#[cfg(not(target_arch = "wasm32"))]
pub use night_prices::NightPrices;
#[cfg(not(target_arch = "wasm32"))]
pub use occupancy::{CellUse, Occupancy, Room};
#[cfg(not(target_arch = "wasm32"))]
pub use offer::{Kind, Offer, Price, Scene, Venue};
#[cfg(not(target_arch = "wasm32"))]
pub use resource::{Cells, Resource};
#[cfg(not(target_arch = "wasm32"))]
pub use rules::Rules;
#[cfg(not(target_arch = "wasm32"))]
pub use schedule::{Opening, OpeningError, Schedule, WeekHours};
#[cfg(not(target_arch = "wasm32"))]
pub use session::{Session, WeeklyStart};
#[cfg(not(target_arch = "wasm32"))]
pub use slot::Slot;
#[cfg(not(target_arch = "wasm32"))]
pub use stay::Stay;
#[cfg(not(target_arch = "wasm32"))]
pub use stay_slot::StaySlot;
#[cfg(not(target_arch = "wasm32"))]
pub use stock::Stock;
#[cfg(not(target_arch = "wasm32"))]
pub use weekday::Weekday;
#[cfg(not(target_arch = "wasm32"))]
pub use wish::Wish;
#[cfg(not(target_arch = "wasm32"))]
pub use zone::{Zone, ZoneError};
