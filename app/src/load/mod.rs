//! What pages show, read through the engine's facade and put into words and labels. Instants become
//! text here, in the venue's zone: a browser knows neither the zone nor the venue's clock.

mod booking_page;
mod calendar;
mod choices;
mod errand;
mod found;
mod home;
mod offer_page;
mod stay;
mod taking;
mod wait_page;
mod words;

pub use booking_page::{FormPost, booking_page, cancel, confirm};
pub use choices::{day, look_at};
pub use home::home;
pub use offer_page::offer_page;
pub use stay::quote;
pub use taking::take;
pub use wait_page::{WaitPost, wait, wait_page};

use booking::{OfferId, Refusal};

fn offer_id(text: &str) -> Result<OfferId, Refusal> {
    OfferId::parse(text).map_err(|_| Refusal::Unknown)
}
