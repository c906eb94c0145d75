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

impl Choosing {
    /// The page on which to wait for it.
    #[must_use]
    pub fn wait_path(&self, offer: &str) -> String {
        let mut path = ["/offers/", offer, "/wait?"].concat();
        for (name, value) in [("slot=", &self.slot), ("from=", &self.from), ("to=", &self.to)] {
            // What is no slot and no date has no business in an address.
            let plain = |value: &&String| {
                value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
            };
            if let Some(value) = value.as_ref().filter(plain) {
                path = [&path, name, value, "&"].concat();
            }
        }
        [&path, "quantity=", &self.quantity.unwrap_or(1).to_string()].concat()
    }
}
