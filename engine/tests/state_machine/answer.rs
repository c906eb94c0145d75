//! What becomes of what is asked, in the model's words.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Held(i64),
    Waiting,
    Pending,
    Confirmed,
    Declined,
    Cancelled,
    Completed,
    Expired,
}

/// Why something was not had; the number is of the item it was about, where there were several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum No {
    Taken(Option<usize>),
    Few(Option<usize>, u32),
    Held(Option<usize>, i64),
    Closed(Option<usize>),
    Expired(Option<usize>),
    Invalid,
}

pub type Answer = Result<State, No>;

impl No {
    /// The same, about one of several items.
    pub fn of(self, index: usize, items: usize) -> Self {
        let index = (items > 1).then_some(index);
        match self {
            Self::Taken(_) => Self::Taken(index),
            Self::Few(_, left) => Self::Few(index, left),
            Self::Held(_, until) => Self::Held(index, until),
            Self::Closed(_) => Self::Closed(index),
            Self::Expired(_) => Self::Expired(index),
            Self::Invalid => Self::Invalid,
        }
    }
}
