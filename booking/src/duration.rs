use crate::Price;
use serde::{Deserialize, Serialize};

/// A length that guests can choose for an appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duration {
    pub minutes: u32,
    /// Of an appointment of this length; the offer's price where there is none.
    #[serde(default)]
    pub price: Option<Price>,
}
