use super::event::LiveEvent;
use std::collections::VecDeque;

/// Events kept for watchers that come back: at 20 a second, the last 12 seconds at the least.
const EVENTS: usize = 256;

/// The latest events, and from which id on they tell everything.
#[derive(Default)]
pub(super) struct Ring {
    events: VecDeque<LiveEvent>,
    resumable_from: i64,
}

impl Ring {
    /// What a watcher that knows everything up to `id` has missed; `None` when that is not known.
    pub(super) fn after(&self, id: i64, latest: i64) -> Option<VecDeque<LiveEvent>> {
        (self.resumable_from..=latest)
            .contains(&id)
            .then(|| self.events.iter().filter(|event| event.id > id).cloned().collect())
    }

    pub(super) fn push(&mut self, event: LiveEvent) {
        // Two events of one id cannot be told apart by it: who has the id may have missed one.
        if self.events.back().is_some_and(|last| last.id >= event.id)
            || event.id < self.resumable_from
        {
            self.restart(event.id + 1);
            return;
        }
        if self.events.len() == EVENTS
            && let Some(forgotten) = self.events.pop_front()
        {
            self.resumable_from = forgotten.id;
        }
        self.events.push_back(event);
    }

    /// Forgets everything before `id`.
    pub(super) fn restart(&mut self, id: i64) {
        self.events.clear();
        self.resumable_from = id;
    }
}
