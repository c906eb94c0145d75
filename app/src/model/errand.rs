use serde::{Deserialize, Serialize};

/// What a guest chooses for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Errand {
    /// A new booking.
    Book,
    /// One more thing in a booking that is held. `path` is the booking's:
    /// `/bookings/REFERENCE/SECRET`.
    Add { path: String },
    /// Something else in the place of one item of a booking.
    Move { path: String, item: u32 },
}

impl Errand {
    /// Where the form that takes a choice is sent, and where the page of an offer is on this errand.
    #[must_use]
    pub fn action(&self, offer: &str) -> String {
        match self {
            Self::Book => ["/offers/", offer].concat(),
            Self::Add { path } => [path, "/add/", offer].concat(),
            Self::Move { path, item } => [path, "/move/", &item.to_string(), "/", offer].concat(),
        }
    }
}
