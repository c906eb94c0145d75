//! What the guest sees of an offer: a month, a day's times, and what is going on.
//!
//! One plain value behind one signal: every change redraws in place, so that elements, and with
//! them the focus, stay where they are.

use super::announcement::Change;
use crate::model::{
    Choice, ChoiceState, Day, Errand, LiveSlot, LiveUpdate, MonthDay, Notice, Picker,
};

/// The state of the slot picker.
#[derive(Debug)]
pub struct Board {
    pub errand: Errand,
    pub offer: String,
    /// The ledger's sequence all of this is true at, or later.
    pub seq: u64,
    pub month: String,
    pub weeks: Vec<Vec<Cell>>,
    pub times: Option<Times>,
    pub notice: Option<Notice>,
    /// A short remark that does not take the focus.
    pub remark: &'static str,
    /// Spoken by screen readers only.
    pub announcement: String,
    /// The slot being held for this guest right now.
    pub asked: Option<String>,
    /// The date whose times are on their way.
    pub awaited: Option<String>,
    /// The live stream is down.
    pub lost: bool,
}

/// A day of the calendar.
#[derive(Debug)]
pub struct Cell {
    pub day: MonthDay,
    /// It had room at some point: then it stays a link, since a link that goes takes the focus with it.
    pub open: bool,
}

/// The times of the chosen day.
#[derive(Debug)]
pub struct Times {
    pub date: String,
    pub title: String,
    pub groups: Vec<Lines>,
}

/// The times with one person.
#[derive(Debug)]
pub struct Lines {
    pub resource: String,
    pub title: String,
    pub lines: Vec<Line>,
}

/// One time.
#[derive(Debug)]
pub struct Line {
    pub choice: Choice,
    /// The guest has seen it as something to choose: then it stays, struck through if it goes.
    pub seen: bool,
}

impl Board {
    #[must_use]
    pub fn new(picker: Picker, notice: Option<Notice>) -> Self {
        let cell = |day: MonthDay| Cell { open: day.left > 0, day };
        let weeks = picker.month.weeks.into_iter();
        let mut board = Self {
            errand: picker.errand,
            offer: picker.offer,
            seq: picker.seq,
            month: picker.month.month,
            weeks: weeks.map(|week| week.into_iter().map(cell).collect()).collect(),
            times: None,
            notice,
            remark: "",
            announcement: String::new(),
            asked: None,
            awaited: None,
            lost: false,
        };
        if let Some(day) = picker.day {
            board.show(day);
        }
        board
    }

    #[must_use]
    pub fn date(&self) -> Option<&str> {
        self.times.as_ref().map(|times| times.date.as_str())
    }

    /// Whether any day of the month can be booked.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.weeks.iter().flatten().any(|cell| cell.day.in_month && cell.day.left > 0)
    }

    /// The times of a day have come. The same day again keeps what the guest has seen in place.
    pub fn show(&mut self, day: Day) {
        // The calendar may be older than the day: the stream has to go on from the older of the two.
        self.seq = self.seq.min(day.seq);
        let old = self.times.take().filter(|old| old.date == day.date);
        let seen = |slot: &str| {
            let lines = old.iter().flat_map(|old| &old.groups).flat_map(|g| &g.lines);
            lines.into_iter().any(|l| l.seen && l.choice.slot == slot)
        };
        let line = |choice: Choice| Line {
            seen: choice.state != ChoiceState::Taken || seen(&choice.slot),
            choice,
        };
        let groups = day.groups.into_iter().map(|group| Lines {
            resource: group.resource,
            title: group.title,
            lines: group.choices.into_iter().map(line).collect(),
        });
        self.times = Some(Times { groups: groups.collect(), date: day.date, title: day.title });
    }

    /// Takes in an event of the live stream and tells what changed among the times in sight.
    /// `whole` is a snapshot: a slot it does not name can no longer be booked.
    pub fn apply(&mut self, update: &LiveUpdate, whole: bool) -> Vec<Change> {
        self.seq = update.seq;
        for cell in self.weeks.iter_mut().flatten() {
            if let Some(day) = update.days.iter().find(|day| day.date == cell.day.date) {
                cell.day.left = day.left;
                cell.open |= day.left > 0;
            }
        }
        let mut changes = Vec::new();
        for group in self.times.iter_mut().flat_map(|times| &mut times.groups) {
            for line in &mut group.lines {
                let named = update.slots.iter().find(|s| s.slot == line.choice.slot);
                let state = match named {
                    Some(slot) => state(slot),
                    None if whole => ChoiceState::Taken,
                    None => continue,
                };
                if state == line.choice.state {
                    continue;
                }
                if line.seen {
                    changes.push(Change {
                        clock: line.choice.clock.clone(),
                        with: group.title.clone(),
                        state,
                    });
                }
                line.choice.state = state;
                line.seen |= state != ChoiceState::Taken;
            }
        }
        changes
    }

    /// Where changes to what is shown come from.
    #[must_use]
    pub fn live_url(&self) -> String {
        let first = self.weeks.iter().flatten().find(|cell| cell.day.in_month);
        let date = self.date().or(first.map(|cell| cell.day.date.as_str()));
        let date = date.unwrap_or_default();
        let (offer, seq) = (&self.offer, self.seq);
        format!("/api/v1/offers/{offer}/live?from={date}&to={date}&last_event_id={seq}")
    }
}

fn state(slot: &LiveSlot) -> ChoiceState {
    if slot.left > 0 {
        ChoiceState::Free
    } else if slot.held_until.is_some() {
        ChoiceState::Held
    } else {
        ChoiceState::Taken
    }
}

#[cfg(test)]
#[path = "board_tests.rs"]
mod tests;
