//! What a screen reader says when things change by themselves.

use crate::model::ChoiceState;

/// Something in sight that changed.
#[derive(Debug, PartialEq, Eq)]
pub struct Change {
    /// `09:00 with Ana`.
    pub what: String,
    pub state: ChoiceState,
}

/// One sentence for all that changed within a moment: several at once would talk over each other.
#[must_use]
pub fn sentence(changes: &[Change]) -> String {
    let gone = changes.iter().all(|change| change.state != ChoiceState::Free);
    match changes {
        [] => String::new(),
        [Change { what, state }] => {
            let is = match state {
                ChoiceState::Free => " is free again.",
                ChoiceState::Held => " is being booked right now.",
                ChoiceState::Taken => " is no longer available.",
            };
            [what, is].concat()
        }
        _ => {
            let what =
                if gone { " choices are no longer available." } else { " choices have changed." };
            [&changes.len().to_string(), what].concat()
        }
    }
}
