use serde::{Deserialize, Serialize};

/// What stands between two who want the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    /// Look, think, write: nothing.
    None,
    /// The same under the real lock, and nothing else.
    Lock,
    /// The real ledger by its real write path, without the lock.
    Ledger,
    /// What Berth does: the real ledger behind the real lock.
    Both,
}

impl Strategy {
    /// From the least to the most.
    pub const ALL: [Self; 4] = [Self::None, Self::Lock, Self::Ledger, Self::Both];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Lock => "lock",
            Self::Ledger => "ledger",
            Self::Both => "both",
        }
    }

    /// Whether it asks for the lock, so that it matters where that lives.
    #[must_use]
    pub const fn locks(self) -> bool {
        matches!(self, Self::Lock | Self::Both)
    }
}
