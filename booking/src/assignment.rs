use serde::{Deserialize, Serialize};

/// Who decides which of an appointment's resources it is with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assignment {
    /// Every time is listed once for each resource.
    #[default]
    GuestChooses,
    /// Every time is listed once, and whoever is least busy gets the booking.
    LeastBusy,
}
