//! What the owner sells, and from what.

use crate::{Appointment, OfferId, ResourceId, Zone};
use serde::{Deserialize, Serialize};

/// The business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Venue {
    pub name: String,
    pub zone: Zone,
    /// ISO 4217, e.g. `EUR`.
    pub currency: String,
}

/// What is occupied by a booking: a person, a room type, a stock item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    pub id: ResourceId,
    pub title: String,
    /// Length of a cell in minutes. Every offer of the resource shares it, or their claims would
    /// not meet. It divides 15, as every UTC offset in use today is a multiple of 15 minutes, so
    /// that local opening times fall on cell borders.
    pub tick_minutes: u32,
}

/// Something a guest can book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub id: OfferId,
    pub title: String,
    #[serde(default)]
    pub description: String,
    pub price: Option<Price>,
    pub kind: Kind,
}

/// What kind of thing it is, with the rules of that kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Kind {
    Appointment(Appointment),
}

/// An amount in the minor unit of the venue's currency (cents).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Price(pub u64);
