use serde::{Deserialize, Serialize};

/// What a guest has chosen of an offer, as a form or an island sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choosing {
    /// A slot, or
    pub slot: Option<String>,
    /// for a stay the days of arrival
    pub from: Option<String>,
    /// and departure.
    pub to: Option<String>,
    /// Places, rooms or units; one where it is left out.
    pub quantity: Option<u32>,
}
