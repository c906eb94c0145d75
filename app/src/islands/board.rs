//! What the guest sees of an offer: days, what can be chosen, and what is going on.
//!
//! One plain value behind one signal: every change redraws in place, so that elements, and with
//! them the focus, stay where they are.

use super::announcement::Change;
use crate::model::{
    Choice, ChoiceState, Choosing, Day, Errand, LiveSlot, LiveUpdate, Money, MonthDay, Notice,
    Picker, Quantity, Stay,
};
use booking::KindName;

/// The state of the picker.
#[derive(Debug)]
pub struct Board {
    pub errand: Errand,
    pub offer: String,
    pub kind: KindName,
    /// The ledger's sequence all of this is true at, or later.
    pub seq: u64,
    pub money: Money,
    pub quantity: Quantity,
    /// The length of the appointment, where it is not the usual one.
    pub minutes: Option<u32>,
    /// `YYYY-MM`; empty where there is no calendar.
    pub month: String,
    pub weeks: Vec<Vec<Cell>>,
    pub times: Option<Times>,
    pub stay: Option<Stay>,
    pub notice: Option<Notice>,
    /// Whether a guest may wait for what is full.
    pub can_wait: bool,
    /// Where to wait for what has just been refused.
    pub wait: Option<String>,
    /// A short remark that does not take the focus.
    pub remark: &'static str,
    /// Spoken by screen readers only.
    pub announcement: String,
    /// What is being held for this guest right now: a slot, or nothing for nights.
    pub asked: Option<String>,
    /// The date whose times are on their way.
    pub awaited: Option<String>,
    /// The live stream is down.
    pub lost: bool,
    /// Runs in the browser.
    pub is_alive: bool,
}

/// A day of the calendar.
#[derive(Debug)]
pub struct Cell {
    pub day: MonthDay,
    /// It had room at some point: then it stays a link, since a link that goes takes the focus with it.
    pub open: bool,
}

/// What can be chosen, of the chosen day or of all.
#[derive(Debug)]
pub struct Times {
    pub date: String,
    pub title: String,
    pub groups: Vec<Lines>,
}

/// The times with one person, or all there is.
#[derive(Debug)]
pub struct Lines {
    pub resource: String,
    pub title: String,
    pub lines: Vec<Line>,
}

/// One thing to choose.
#[derive(Debug)]
pub struct Line {
    pub choice: Choice,
    /// The guest has seen it as something to choose: then it stays, struck through if it goes.
    pub seen: bool,
}

impl Board {
    #[must_use]
    pub fn new(picker: Picker, notice: Option<Notice>) -> Self {
        let kind = picker.kind;
        let cell = |day: MonthDay| Cell {
            // Who comes to a class that is full may wait for it.
            open: day.left > 0 || (kind == KindName::Session && day.is_offered),
            day,
        };
        let (month, weeks) = picker.month.map_or_else(Default::default, |m| (m.month, m.weeks));
        let mut board = Self {
            errand: picker.errand,
            offer: picker.offer,
            kind,
            seq: picker.seq,
            money: picker.money,
            quantity: picker.quantity,
            minutes: picker.minutes,
            month,
            weeks: weeks.into_iter().map(|week| week.into_iter().map(cell).collect()).collect(),
            times: None,
            stay: picker.stay,
            notice,
            can_wait: picker.can_wait,
            wait: picker.wait,
            remark: "",
            announcement: String::new(),
            asked: None,
            awaited: None,
            lost: false,
            is_alive: false,
        };
        if let Some(day) = picker.day {
            board.show(day);
        }
        board
    }

    /// The chosen day; empty where what is shown is of no one day.
    #[must_use]
    pub fn date(&self) -> Option<&str> {
        self.times.as_ref().map(|times| times.date.as_str())
    }

    /// Whether any day of the month can be booked.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.weeks.iter().flatten().any(|cell| cell.day.in_month && cell.day.left > 0)
    }

    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.times.iter().flat_map(|times| &times.groups).flat_map(|group| &group.lines)
    }

    /// The most that can be asked for as things stand; at least one, so that there is a number to
    /// show.
    #[must_use]
    pub fn most(&self) -> u32 {
        let left = match &self.stay {
            Some(stay) => stay.quote.as_ref().map(|quote| quote.left),
            None => self.lines().map(|line| line.choice.left).max(),
        };
        self.quantity.most.min(left.unwrap_or(u32::MAX)).max(1)
    }

    /// A slot as the guest asks for it.
    #[must_use]
    pub fn choosing(&self, slot: Option<String>) -> Choosing {
        let nights = self.stay.as_ref().filter(|_| slot.is_none());
        Choosing {
            slot,
            from: nights.and_then(|stay| stay.from.clone()),
            to: nights.and_then(|stay| stay.to.clone()),
            quantity: Some(self.quantity.chosen),
        }
    }

    /// What a link to another part of this page keeps of the guest's choice.
    #[must_use]
    pub fn kept(&self) -> String {
        let mut kept = String::new();
        if let Some(minutes) = self.minutes {
            kept = [&kept, "&duration=", &minutes.to_string()].concat();
        }
        if self.quantity.chosen > 1 {
            kept = [&kept, "&quantity=", &self.quantity.chosen.to_string()].concat();
        }
        kept
    }

    /// The choices of a day have come. The same day again keeps what the guest has seen in place.
    pub fn show(&mut self, day: Day) {
        // The calendar may be older than the day: the stream has to go on from the older of the two.
        self.seq = self.seq.min(day.seq);
        let old = self.times.take().filter(|old| old.date == day.date);
        let seen = |slot: &str| {
            let lines = old.iter().flat_map(|old| &old.groups).flat_map(|g| &g.lines);
            lines.into_iter().any(|l| l.seen && l.choice.slot == slot)
        };
        let is_time = self.kind == KindName::Appointment;
        let line = |choice: Choice| Line {
            // Of a few dates a guest wants to know which are sold out; of many times not.
            seen: !is_time || choice.state != ChoiceState::Taken || seen(&choice.slot),
            choice,
        };
        let groups = day.groups.into_iter().map(|group| Lines {
            resource: group.resource,
            title: group.title,
            lines: group.choices.into_iter().map(line).collect(),
        });
        self.times = Some(Times { groups: groups.collect(), date: day.date, title: day.title });
    }

    /// Takes in an event of the live stream and tells what changed among what is in sight.
    /// `whole` is a snapshot: a slot it does not name can no longer be booked.
    pub fn apply(&mut self, update: &LiveUpdate, whole: bool) -> Vec<Change> {
        self.seq = update.seq;
        // The stream tells of the usual length only: of others the server is asked anew.
        if self.minutes.is_some() {
            return Vec::new();
        }
        let is_time = self.kind == KindName::Appointment;
        for cell in self.weeks.iter_mut().flatten() {
            if let Some(day) = update.days.iter().find(|day| day.date == cell.day.date) {
                cell.day.left = if is_time { day.left } else { day.places };
                cell.open |= day.left > 0;
            }
        }
        let mut changes = Vec::new();
        let groups = self.times.iter_mut().flat_map(|times| &mut times.groups);
        for group in groups {
            for line in &mut group.lines {
                let named = update.slots.iter().find(|s| s.slot == line.choice.slot);
                let (state, left) = match named {
                    Some(slot) => (state(slot), slot.left),
                    None if whole => (ChoiceState::Taken, 0),
                    None => continue,
                };
                line.choice.left = left;
                if state == line.choice.state {
                    continue;
                }
                if line.seen {
                    let with =
                        if is_time { [" with ", &group.title].concat() } else { String::new() };
                    changes.push(Change { what: [&line.choice.clock, &*with].concat(), state });
                }
                line.choice.state = state;
                line.seen |= state != ChoiceState::Taken;
            }
        }
        changes
    }

    /// Whether an event is about the nights that are chosen.
    #[must_use]
    pub fn is_about_stay(&self, update: &LiveUpdate) -> bool {
        let Some(Stay { from: Some(from), to: Some(to), .. }) = &self.stay else { return false };
        update.days.iter().any(|day| *from <= day.date && day.date < *to)
    }

    /// Whether an event is about the day in sight, and does not say all that the guest sees of it.
    #[must_use]
    pub fn is_about_day(&self, update: &LiveUpdate) -> bool {
        let Some(date) = self.date().filter(|_| self.minutes.is_some()) else { return false };
        update.slots.iter().any(|slot| slot.start.starts_with(date))
    }

    /// Where changes to what is shown come from.
    #[must_use]
    pub fn live_url(&self) -> String {
        let first = self.weeks.iter().flatten().find(|cell| cell.day.in_month);
        let date = self.date().or(first.map(|cell| cell.day.date.as_str())).unwrap_or_default();
        let range = if date.is_empty() {
            String::new()
        } else {
            ["from=", date, "&to=", date, "&"].concat()
        };
        ["/api/v1/offers/", &self.offer, "/live?", &range, "last_event_id=", &self.seq.to_string()]
            .concat()
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
