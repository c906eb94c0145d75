use crate::{Refusal, SlotId};
use jiff::civil::Date;

/// What a guest chooses of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Wish {
    Slot(SlotId),
    /// The nights from check-in to check-out, the last of which is not stayed.
    Nights {
        from: Date,
        to: Date,
    },
}

impl Wish {
    /// What it says to a kind of offer that knows no nights.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] for nights.
    pub(crate) fn slot(&self) -> Result<&SlotId, Refusal> {
        match self {
            Self::Slot(slot) => Ok(slot),
            Self::Nights { .. } => {
                Err(Refusal::field("slot", "This is not booked by nights; please choose a slot."))
            }
        }
    }
}
