use serde::{Deserialize, Serialize};

/// How many a guest wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    pub chosen: u32,
    /// The most that one booking can have, whatever is left.
    pub most: u32,
}
