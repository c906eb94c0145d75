use serde::Deserialize;

/// What the address of an offer's page asks to see. Anything that makes no sense is as if it were
/// left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Look {
    /// `YYYY-MM`.
    pub month: Option<String>,
    /// `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Minutes of an appointment.
    pub duration: Option<String>,
    /// The days of arrival
    pub from: Option<String>,
    /// and departure.
    pub to: Option<String>,
    /// Places, rooms or units.
    pub quantity: Option<String>,
}
