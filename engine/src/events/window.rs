//! What one process has in hand of one webhook's events: read but not yet settled.

use crate::ledger::{Entry, Outcome, Stretch};
use std::collections::{BTreeSet, HashSet, VecDeque};

/// The most events read beyond the cursor: with one that hangs, others go on this far. They are also
/// the most that a crash repeats.
const SIZE: usize = 256;

/// Events of one booking go one after the other; those of different bookings side by side.
pub(super) struct Window {
    /// As it is stored.
    cursor: i64,
    /// The last event looked at.
    read_to: i64,
    queue: VecDeque<Entry>,
    /// Events beyond the cursor that are neither delivered nor put off.
    unfinished: BTreeSet<i64>,
    /// Bookings of which an event is under way.
    busy: HashSet<i64>,
    outcomes: Vec<(Entry, Outcome)>,
}

impl Window {
    pub(super) fn after(cursor: i64) -> Self {
        Self {
            cursor,
            read_to: cursor,
            queue: VecDeque::new(),
            unfinished: BTreeSet::new(),
            busy: HashSet::new(),
            outcomes: Vec::new(),
        }
    }

    /// From which event on to read, and how many; none while too few to be worth it.
    pub(super) fn room(&self) -> Option<(i64, usize)> {
        let ahead = usize::try_from(self.read_to - self.finished_to()).unwrap_or(SIZE);
        let room = SIZE.saturating_sub(ahead);
        (room >= SIZE / 4).then_some((self.read_to, room))
    }

    pub(super) fn add(&mut self, stretch: Stretch) {
        self.read_to = stretch.end;
        for (entry, is_behind) in stretch.entries {
            if is_behind {
                self.outcomes.push((entry, Outcome::Behind));
            } else {
                self.unfinished.insert(entry.event);
                self.queue.push_back(entry);
            }
        }
    }

    /// The next event to send, which is then under way.
    pub(super) fn start(&mut self) -> Option<Entry> {
        let next = self.queue.iter().position(|entry| !self.busy.contains(&entry.booking))?;
        let entry = self.queue.remove(next)?;
        self.busy.insert(entry.booking);
        Some(entry)
    }

    /// Whether an event that was put off may be sent now; it is then under way.
    pub(super) fn start_late(&mut self, entry: Entry) -> bool {
        self.busy.insert(entry.booking)
    }

    /// One has ended: none for delivered, or what is to become of it. It has counted its attempt.
    pub(super) fn finish(&mut self, entry: Entry, failed: Option<Outcome>) {
        self.busy.remove(&entry.booking);
        let was_new = self.unfinished.remove(&entry.event);
        match failed {
            None if was_new => {}
            None => self.outcomes.push((entry, Outcome::Delivered)),
            Some(outcome) => {
                self.outcomes.push((entry, outcome));
                if matches!(outcome, Outcome::Later { .. }) {
                    self.put_off(entry.booking);
                }
            }
        }
    }

    /// What came after a failed event waits with it.
    fn put_off(&mut self, booking: i64) {
        let (behind, others) = self.queue.drain(..).partition(|entry| entry.booking == booking);
        self.queue = others;
        let behind: VecDeque<Entry> = behind;
        for entry in behind {
            self.unfinished.remove(&entry.event);
            self.outcomes.push((entry, Outcome::Behind));
        }
    }

    /// Whether something failed or was put off, which must be known before more is read.
    pub(super) fn has_outcomes(&self) -> bool {
        !self.outcomes.is_empty()
    }

    /// Whether there is anything to settle.
    pub(super) fn is_settled(&self) -> bool {
        self.outcomes.is_empty() && self.cursor == self.finished_to()
    }

    fn finished_to(&self) -> i64 {
        self.unfinished.first().map_or(self.read_to, |first| first - 1)
    }

    /// From where to where the cursor moves, and the outcomes, which are then taken as recorded.
    pub(super) fn settle(&mut self) -> (i64, i64, Vec<(Entry, Outcome)>) {
        let from = self.cursor;
        self.cursor = self.finished_to();
        (from, self.cursor, std::mem::take(&mut self.outcomes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use booking::UnixMillis;

    const LATER: Option<Outcome> = Some(Outcome::Later { next_at: UnixMillis(9) });

    fn entry(event: i64, booking: i64) -> Entry {
        Entry { event, booking, attempts: 0 }
    }

    fn window(bookings: &[i64]) -> Window {
        let entries = (11..).zip(bookings).map(|(event, booking)| (entry(event, *booking), false));
        let entries: Vec<_> = entries.collect();
        let mut window = Window::after(10);
        window.add(Stretch { end: 10 + entries.len() as i64, entries, is_full: false });
        window
    }

    #[test]
    fn a_booking_s_events_go_one_after_the_other() {
        let mut window = window(&[1, 1, 2]);
        let first = window.start().unwrap();
        assert_eq!(first, entry(11, 1));
        assert_eq!(window.start(), Some(entry(13, 2)));
        assert_eq!(window.start(), None);
        window.finish(first, None);
        assert_eq!(window.start(), Some(entry(12, 1)));
    }

    #[test]
    fn the_cursor_stays_before_what_is_under_way() {
        let mut window = window(&[1, 2, 3]);
        let under_way: Vec<_> = std::iter::from_fn(|| window.start()).collect();
        window.finish(under_way[2], None);
        assert!(window.is_settled());
        window.finish(under_way[0], None);
        assert_eq!(window.settle(), (10, 11, vec![]));
        window.finish(under_way[1], None);
        assert_eq!(window.settle(), (11, 13, vec![]));
        assert!(window.is_settled());
    }

    #[test]
    fn what_fails_holds_back_its_own_booking_only() {
        let mut window = window(&[1, 2, 1]);
        let first = window.start().unwrap();
        window.finish(first, LATER);
        assert_eq!(window.start(), Some(entry(12, 2)));
        assert_eq!(window.start(), None);
        let outcomes = vec![(entry(11, 1), LATER.unwrap()), (entry(13, 1), Outcome::Behind)];
        assert_eq!(window.settle(), (10, 11, outcomes));
        window.finish(entry(12, 2), None);
        assert_eq!(window.settle(), (11, 13, vec![]));
    }

    #[test]
    fn what_comes_behind_one_that_was_put_off_is_put_off() {
        let mut window = Window::after(0);
        let entries = vec![(entry(5, 1), true), (entry(6, 2), false)];
        window.add(Stretch { end: 7, entries, is_full: false });
        assert!(window.start_late(entry(2, 1)));
        assert!(!window.start_late(entry(3, 1)), "one of a booking at a time");
        assert_eq!(window.start(), Some(entry(6, 2)));
        window.finish(entry(2, 1), None);
        let outcomes = vec![(entry(5, 1), Outcome::Behind), (entry(2, 1), Outcome::Delivered)];
        assert_eq!(window.settle(), (0, 5, outcomes));
    }

    #[test]
    fn after_one_that_is_dead_the_next_goes_on() {
        let mut window = window(&[1, 1]);
        let first = window.start().unwrap();
        window.finish(first, Some(Outcome::Dead));
        assert_eq!(window.start(), Some(entry(12, 1)));
    }
}
