//! What is said differently of a time, of nights and of goods.

use booking::KindName;

pub(super) struct Phrases {
    /// The button of a guest who holds it and would rather have another.
    pub(super) other: &'static str,
    /// The link of a guest who has booked it.
    pub(super) change: &'static str,
    pub(super) lapsed: &'static str,
    /// After it was cancelled.
    pub(super) freed: &'static str,
    /// Before it is cancelled.
    pub(super) will_be_freed: &'static str,
    pub(super) again: &'static str,
    gone: &'static str,
    has_begun: &'static str,
}

const TIME: Phrases = Phrases {
    other: "Choose another time",
    change: "Choose another time",
    lapsed: "Your hold has ended, but nobody else has taken the time yet. \
        Confirm now to keep it.",
    freed: "The time is free for others again.",
    will_be_freed: "The time becomes free for others at once. This cannot be undone.",
    again: "Book another time",
    gone: "This time is no longer free",
    has_begun: "This time has passed",
};

const NIGHTS: Phrases = Phrases {
    other: "Choose other dates",
    change: "Choose other dates",
    lapsed: "Your hold has ended, but nobody else has taken these nights yet. \
        Confirm now to keep them.",
    freed: "The nights are free for others again.",
    will_be_freed: "The nights become free for others at once. This cannot be undone.",
    again: "Book other dates",
    gone: "These nights are no longer free",
    has_begun: "These nights have passed",
};

const GOODS: Phrases = Phrases {
    other: "Choose another amount",
    change: "Choose another amount",
    lapsed: "Your hold has ended, but it is still in stock. Confirm now to keep it.",
    freed: "What was put aside for you is for sale again.",
    will_be_freed: "What is put aside for you is for sale again at once. This cannot be undone.",
    again: "Order again",
    gone: "This is no longer in stock",
    has_begun: "This is no longer in stock",
};

const SEVERAL: Phrases = Phrases {
    other: "Give all of this up",
    change: "Choose something else",
    lapsed: "Your hold has ended, but nobody else has taken any of it yet. \
        Confirm now to keep it.",
    freed: "All of it is free for others again.",
    will_be_freed: "All of it becomes free for others at once. This cannot be undone.",
    again: "See what can be booked",
    gone: "This is no longer free",
    has_begun: "This has passed",
};

impl Phrases {
    /// `None` is several things.
    pub(super) const fn of(kind: Option<KindName>) -> Self {
        match kind {
            Some(KindName::Appointment | KindName::Session) => TIME,
            Some(KindName::Stay) => NIGHTS,
            Some(KindName::Stock) => GOODS,
            None => SEVERAL,
        }
    }

    pub(super) const fn gone(&self, rest: bool, has_begun: bool) -> &'static str {
        match (rest, has_begun) {
            (true, _) => "Part of this is no longer free",
            (false, true) => self.has_begun,
            (false, false) => self.gone,
        }
    }
}
