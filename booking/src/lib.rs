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
mod reference;
mod refusal;
mod state;
mod unix_time;

pub use booking::{Booking, Item};
pub use cell::{Cell, CellRange};
pub use guest::{Guest, GuestInput};
pub use id::{IdError, OfferId, ResourceId, SlotId};
pub use reference::{Reference, Secret};
pub use refusal::{Closed, FieldError, Refusal};
pub use state::{State, StateName};
pub use unix_time::UnixMillis;

#[cfg(not(target_arch = "wasm32"))]
mod appointment;
#[cfg(not(target_arch = "wasm32"))]
mod offer;
#[cfg(not(target_arch = "wasm32"))]
mod schedule;
#[cfg(not(target_arch = "wasm32"))]
mod slot;
#[cfg(not(target_arch = "wasm32"))]
mod zone;

#[cfg(not(target_arch = "wasm32"))]
pub use appointment::{Appointment, AppointmentSlot};
#[cfg(not(target_arch = "wasm32"))]
pub use offer::{Kind, Offer, Price, Resource, Venue};
#[cfg(not(target_arch = "wasm32"))]
pub use schedule::{Opening, OpeningError, Schedule, WeekHours};
#[cfg(not(target_arch = "wasm32"))]
pub use slot::{Occupancy, Occupied, Slot};
#[cfg(not(target_arch = "wasm32"))]
pub use zone::{Zone, ZoneError};
