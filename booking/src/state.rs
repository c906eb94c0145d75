//! The life of a booking: a state carries its data, and a transition consumes the state it leaves.

use crate::{Refusal, UnixMillis};
use serde::{Deserialize, Serialize};

/// Where a booking stands. Held and pending bookings occupy their cells, as confirmed ones do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum State {
    /// Exclusively the guest's until `expires_at`; from that instant on anyone may take the place.
    Held {
        expires_at: UnixMillis,
    },
    /// In line for a place; has none yet.
    Waiting,
    /// Waits for the owner's approval.
    Pending,
    Confirmed,
    Declined,
    Cancelled,
    Completed,
    NoShow,
    Expired,
}

/// The name of a state, as the contract spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StateName {
    Held,
    Waiting,
    Pending,
    Confirmed,
    Declined,
    Cancelled,
    Completed,
    NoShow,
    Expired,
}

impl StateName {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Held, "held"),
        (Self::Waiting, "waiting"),
        (Self::Pending, "pending"),
        (Self::Confirmed, "confirmed"),
        (Self::Declined, "declined"),
        (Self::Cancelled, "cancelled"),
        (Self::Completed, "completed"),
        (Self::NoShow, "no-show"),
        (Self::Expired, "expired"),
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(state, _)| *state)
    }
}

impl State {
    #[must_use]
    pub const fn name(&self) -> StateName {
        match self {
            Self::Held { .. } => StateName::Held,
            Self::Waiting => StateName::Waiting,
            Self::Pending => StateName::Pending,
            Self::Confirmed => StateName::Confirmed,
            Self::Declined => StateName::Declined,
            Self::Cancelled => StateName::Cancelled,
            Self::Completed => StateName::Completed,
            Self::NoShow => StateName::NoShow,
            Self::Expired => StateName::Expired,
        }
    }

    /// The state as it is at `now`: a hold ends by time, whether or not anything recorded its end.
    #[must_use]
    pub fn at(self, now: UnixMillis) -> Self {
        match self {
            Self::Held { expires_at } if expires_at <= now => Self::Expired,
            other => other,
        }
    }

    /// Whether a booking in this state keeps others off its cells. What is over does too: a unit that
    /// was sold and handed over is not in stock again.
    #[must_use]
    pub const fn occupies(&self) -> bool {
        self.is_open() || matches!(self, Self::Completed | Self::NoShow)
    }

    /// Whether its places can still be given up or exchanged.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Held { .. } | Self::Pending | Self::Confirmed)
    }

    /// A running hold becomes a booking, or waits for the owner where `approval` is asked. An ended one does too: its caller must then claim the cells
    /// anew, and gives up with [`Refusal::Expired`] where they are gone. Confirming a confirmed
    /// booking changes nothing.
    ///
    /// # Errors
    /// [`Refusal::Expired`] from any state that is over for good.
    pub fn confirm(self, approval: bool) -> Result<Self, Refusal> {
        match self {
            Self::Held { .. } | Self::Expired if approval => Ok(Self::Pending),
            Self::Held { .. } | Self::Expired | Self::Confirmed => Ok(Self::Confirmed),
            Self::Pending => Ok(Self::Pending),
            Self::Waiting => Err(Refusal::Taken),
            Self::Declined | Self::Cancelled | Self::Completed | Self::NoShow => {
                Err(Refusal::Expired)
            }
        }
    }

    /// Gives the place up. Repeating it changes nothing, and neither does cancelling what ended by
    /// itself.
    ///
    /// # Errors
    /// [`Refusal::Expired`] when the booked time has been used up.
    pub fn cancel(self) -> Result<Self, Refusal> {
        match self {
            Self::Held { .. }
            | Self::Waiting
            | Self::Pending
            | Self::Confirmed
            | Self::Cancelled => Ok(Self::Cancelled),
            Self::Expired => Ok(Self::Expired),
            Self::Declined => Ok(Self::Declined),
            Self::Completed | Self::NoShow => Err(Refusal::Expired),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for (state, name) in StateName::ALL {
            assert_eq!(state.as_str(), name);
            assert_eq!(StateName::parse(name), Some(state));
            assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{name}\""));
        }
        assert_eq!(StateName::parse("gone"), None);
    }

    #[test]
    fn a_hold_ends_at_its_instant_and_not_before() {
        let held = State::Held { expires_at: UnixMillis(100) };
        assert!(held.clone().at(UnixMillis(99)).occupies());
        assert_eq!(held.at(UnixMillis(100)), State::Expired);
    }

    #[test]
    fn what_is_over_stays_over() {
        for over in [State::Declined, State::Cancelled, State::Completed, State::NoShow] {
            assert_eq!(over.confirm(false), Err(Refusal::Expired));
        }
        assert_eq!(State::Completed.cancel(), Err(Refusal::Expired));
        assert_eq!(State::Cancelled.cancel(), Ok(State::Cancelled));
    }
}
