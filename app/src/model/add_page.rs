//! The page on which a guest looks for something more.

use super::{ItemView, OfferCard};

pub struct AddPage {
    pub venue: String,
    /// `Europe/Berlin`.
    pub zone: String,
    /// The booking's: `/bookings/REFERENCE/SECRET`.
    pub path: String,
    /// What the guest has already.
    pub items: Vec<ItemView>,
    pub remaining_ms: u64,
    pub offers: Vec<OfferCard>,
}
