//! What a place with so many seats does when it is asked one thing after another.

use std::collections::BTreeMap;
use todc_utils::specifications::Specification;

/// A booking as clients name it: the number of the call that made it.
pub type Id = usize;

/// What a client asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Hold(Id),
    Book(Id),
    Confirm(Id),
    Cancel(Id),
    Find(Id),
    /// Time passes, in milliseconds.
    Pass(i64),
}

/// What it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Held {
        /// In milliseconds since the history began.
        until: i64,
    },
    Confirmed,
    Cancelled,
    /// The hold has ended, and where it was to be confirmed, another has the place.
    Expired,
    /// No seat is free, and at least one is only held.
    OccupiedByHold,
    /// No seat is free.
    Taken,
    /// Busy or unavailable: the promise is that nothing came of it.
    Nothing,
    /// No answer came. It may have been done at any time after the call, or never.
    Unknown,
}

/// An exchange; what was told is known when it returns.
#[derive(Debug, Clone, Copy)]
pub struct Exchange {
    pub ask: Ask,
    pub told: Option<Told>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Status {
    Held { until: i64 },
    Confirmed,
    Cancelled,
}

/// The place itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct State {
    now: i64,
    bookings: BTreeMap<Id, Status>,
}

impl State {
    fn occupies(&self, status: Status) -> bool {
        match status {
            Status::Held { until } => until > self.now,
            Status::Confirmed => true,
            Status::Cancelled => false,
        }
    }

    fn occupied(&self) -> usize {
        self.bookings.values().filter(|status| self.occupies(**status)).count()
    }

    fn is_held(&self) -> bool {
        let held = |status: &Status| matches!(status, Status::Held { .. });
        self.bookings.values().any(|status| held(status) && self.occupies(*status))
    }

    /// What a booking is by now.
    fn told_of(&self, id: Id) -> Option<Told> {
        Some(match *self.bookings.get(&id)? {
            Status::Held { until } if until > self.now => Told::Held { until },
            Status::Held { .. } => Told::Expired,
            Status::Confirmed => Told::Confirmed,
            Status::Cancelled => Told::Cancelled,
        })
    }
}

/// A place with so many seats.
pub struct Place<const SEATS: usize>;

impl<const SEATS: usize> Specification for Place<SEATS> {
    type State = State;
    type Operation = Exchange;

    fn init() -> State {
        State::default()
    }

    fn apply(exchange: &Exchange, before: &State) -> (bool, State) {
        let mut state = before.clone();
        let told = exchange.told.expect("what was told is known when it returns");
        let is_full = state.occupied() >= SEATS;
        let is_true = match (exchange.ask, told) {
            (Ask::Pass(millis), _) => {
                state.now += millis;
                true
            }
            (_, Told::Nothing) => true,
            (Ask::Book(id), Told::Unknown) => {
                if !is_full {
                    state.bookings.entry(id).or_insert(Status::Confirmed);
                }
                true
            }
            (Ask::Find(id), told) => state.told_of(id) == Some(told),
            (Ask::Hold(_) | Ask::Book(_), Told::OccupiedByHold) => is_full && state.is_held(),
            (Ask::Hold(_) | Ask::Book(_), Told::Taken) => is_full && !state.is_held(),
            (Ask::Hold(id), Told::Held { until }) => {
                until > state.now
                    && !is_full
                    && state.bookings.insert(id, Status::Held { until }).is_none()
            }
            (Ask::Book(id), Told::Confirmed) => {
                !is_full && state.bookings.insert(id, Status::Confirmed).is_none()
            }
            (Ask::Confirm(id), Told::Confirmed) => match state.told_of(id) {
                // One that has ended comes in again where there is room.
                Some(Told::Held { .. } | Told::Confirmed) => {
                    state.bookings.insert(id, Status::Confirmed);
                    true
                }
                Some(Told::Expired) => {
                    state.bookings.insert(id, Status::Confirmed);
                    !is_full
                }
                _ => false,
            },
            (Ask::Confirm(id), Told::Expired) => match state.told_of(id) {
                Some(Told::Cancelled) => true,
                Some(Told::Expired) => is_full,
                _ => false,
            },
            (Ask::Cancel(id), Told::Cancelled) => {
                let was = state.told_of(id);
                state.bookings.insert(id, Status::Cancelled);
                matches!(was, Some(Told::Held { .. } | Told::Confirmed | Told::Cancelled))
            }
            (Ask::Cancel(id), Told::Expired) => state.told_of(id) == Some(Told::Expired),
            _ => false,
        };
        if is_true { (true, state) } else { (false, before.clone()) }
    }
}
