//! What pages show, read through the engine's facade and put into words and labels. Instants become
//! text here, in the venue's zone: a browser knows neither the zone nor the venue's clock.

mod add_page;
mod after;
mod anew;
mod booking_page;
mod calendar;
mod changes;
mod choices;
mod errand;
mod exchange;
mod found;
mod home;
mod item_words;
mod lab;
mod line_page;
mod lost;
mod offer_page;
mod stage;
mod stay;
mod taking;
mod wait_page;
mod words;

pub use add_page::{add_page, is_errand_open};
pub use after::After;
pub use booking_page::{FormPost, booking_page};
pub use changes::{Kept, Removal, Rest, cancel, confirm, keep_rest, remove};
pub use choices::{day, look_at};
pub use home::home;
pub use lab::{Track, race};
pub use line_page::line_page;
pub use offer_page::offer_page;
pub use stay::quote;
pub use taking::{said, take};
pub use wait_page::{WaitPost, wait, wait_page};

use booking::{OfferId, Refusal};

fn offer_id(text: &str) -> Result<OfferId, Refusal> {
    OfferId::parse(text).map_err(|_| Refusal::Unknown)
}
