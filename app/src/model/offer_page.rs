//! The page on which a guest chooses a time.

use super::{Notice, OfferCard, Picker};

#[derive(Debug, Clone)]
pub struct OfferPage {
    pub venue: String,
    pub card: OfferCard,
    /// `Europe/Berlin`.
    pub zone: String,
    pub picker: Picker,
    /// Why the last attempt failed, when it was made without JavaScript.
    pub notice: Option<Notice>,
}
