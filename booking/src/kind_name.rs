use serde::{Deserialize, Serialize};

/// The name of a kind of offer, as the contract spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KindName {
    Appointment,
    Session,
    Stay,
    Stock,
}

impl KindName {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Appointment, "appointment"),
        (Self::Session, "session"),
        (Self::Stay, "stay"),
        (Self::Stock, "stock"),
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(kind, _)| *kind)
    }
}
