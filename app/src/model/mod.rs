//! What the pages show, ready to print. The server words dates, times and prices in the venue's
//! zone; nothing here computes with them, so that the browser needs no time-zone database.

#[cfg(feature = "ssr")]
mod add_page;
#[cfg(feature = "ssr")]
mod booking_page;
mod calendar;
mod choosing;
mod day;
mod errand;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "ssr")]
mod lab;
mod line_page;
mod live;
#[cfg(feature = "ssr")]
mod look;
mod money;
#[cfg(feature = "ssr")]
mod offer_page;
mod picker;
mod quantity;
mod stay;
#[cfg(feature = "ssr")]
mod wait_page;

#[cfg(feature = "ssr")]
pub use add_page::AddPage;
#[cfg(feature = "ssr")]
pub use booking_page::{
    BookingPage, Deadline, Deadlines, GuestForm, GuestView, ItemView, Lost, Stage,
};
pub use calendar::{Month, MonthDay};
pub use choosing::Choosing;
pub use day::{Choice, ChoiceState, Day, Group};
pub use errand::Errand;
#[cfg(feature = "ssr")]
pub use home::{HomePage, OfferCard};
#[cfg(feature = "ssr")]
pub use lab::{
    LabBar, LabInput, LabPage, LabPanel, LabRow, LabSetup, LabState, LabTimeline, LabTurn,
};
pub use line_page::{LinePage, LineStage};
pub use live::{LiveDay, LiveSlot, LiveUpdate};
#[cfg(feature = "ssr")]
pub use look::Look;
pub use money::Money;
#[cfg(feature = "ssr")]
pub use offer_page::{ErrandLine, Length, OfferPage};
pub use picker::{HoldOutcome, Notice, Picker};
pub use quantity::Quantity;
pub use stay::{Quote, Stay};
#[cfg(feature = "ssr")]
pub use wait_page::{WaitPage, WaitStage};
