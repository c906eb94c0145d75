use crate::recorder::Recorder;
use crate::spec::{Exchange, Id, Place as Spec};
use booking::{Reference, Secret};
use engine::ItemRequest;
use std::sync::{Mutex, PoisonError};
use todc_utils::linearizability::WGLChecker;
use todc_utils::linearizability::history::History;

/// A booking that somebody has been given.
#[derive(Clone)]
pub struct Given {
    pub id: Id,
    pub reference: Reference,
    pub secret: Secret,
}

/// Something that is booked as a whole, and what was said about it.
pub struct Place {
    pub name: &'static str,
    pub item: ItemRequest,
    pub recorder: Recorder,
    check: fn(History<Exchange>) -> bool,
    given: Mutex<Vec<Given>>,
}

impl Place {
    pub fn of<const SEATS: usize>(name: &'static str, item: ItemRequest) -> Self {
        Self {
            name,
            item,
            recorder: Recorder::default(),
            check: WGLChecker::<Spec<SEATS>>::is_linearizable,
            given: Mutex::default(),
        }
    }

    /// Whoever asks may do something with any booking: clients share what they know.
    pub fn give(&self, given: Given) {
        self.given.lock().unwrap_or_else(PoisonError::into_inner).push(given);
    }

    /// One of the latest bookings, which are the likeliest to be in use elsewhere.
    pub fn recent(&self, back: usize) -> Option<Given> {
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.iter().rev().nth(back).or_else(|| given.last()).cloned()
    }

    pub fn is_linearizable(&self) -> bool {
        (self.check)(self.recorder.history())
    }
}
