//! What a screen reader says when times change by themselves.

use crate::model::ChoiceState;

/// A time in sight that changed.
#[derive(Debug, PartialEq, Eq)]
pub struct Change {
    /// `09:00`.
    pub clock: String,
    /// `Ana`.
    pub with: String,
    pub state: ChoiceState,
}

/// One sentence for all that changed within a moment: several at once would talk over each other.
#[must_use]
pub fn sentence(changes: &[Change]) -> String {
    let gone = changes.iter().all(|change| change.state != ChoiceState::Free);
    match changes {
        [] => String::new(),
        [Change { clock, with, state }] => {
            let what = match state {
                ChoiceState::Free => "is free again",
                ChoiceState::Held => "is being booked by someone else right now",
                ChoiceState::Taken => "is no longer available",
            };
            [clock, " with ", with, " ", what, "."].concat()
        }
        _ => {
            let what =
                if gone { " times are no longer available." } else { " times have changed." };
            [&changes.len().to_string(), what].concat()
        }
    }
}
