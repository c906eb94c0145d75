//! The venue by counting: no seats, no locks, no transactions.

use crate::answer::{Answer, No, State};
use crate::op::{DAY, Want};
use crate::room::{Cells, Room};
use crate::venue::SIX;
use std::collections::BTreeMap;

const MINUTE: i64 = 60_000;
const HOLD: i64 = 5 * MINUTE;
const KEEP: i64 = 30 * MINUTE;

#[derive(Debug, Clone)]
pub struct Booking {
    pub state: State,
    pub items: Vec<Item>,
}

#[derive(Debug, Clone)]
pub struct Item {
    pub want: Want,
    /// What it has, or while it waits the first of what would do.
    pub cells: Cells,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    Hold,
    Book,
    Wait,
}

#[derive(Debug, Clone)]
pub struct Model {
    pub now: i64,
    pub bookings: Vec<Booking>,
    pub capacity: BTreeMap<&'static str, u32>,
}

impl Model {
    pub fn new() -> Self {
        let capacity =
            [("ana", 1), ("ben", 1), ("courts", 3), ("studio", 4), ("rooms", 3), ("records", 5)];
        Self { now: SIX.0, bookings: Vec::new(), capacity: BTreeMap::from(capacity) }
    }

    pub fn take(&mut self, aim: Aim, wants: &[Want]) -> Answer {
        self.check_rules(wants)?;
        // What is known to be gone is refused before anything else is done.
        for (index, want) in wants.iter().enumerate() {
            let rooms = want.choices().into_iter().map(|cells| self.room(&cells, want.quantity()));
            let refused: Vec<No> = rooms.filter_map(|room| short(room, want.quantity())).collect();
            if refused.len() == want.choices().len() && aim != Aim::Wait {
                return Err(refused[0].of(index, wants.len()));
            }
        }
        self.settle();
        let before = self.clone();
        let approval = wants.iter().any(Want::approval);
        let state = match aim {
            Aim::Hold => State::Held(self.now + HOLD),
            Aim::Wait => State::Held(self.now + KEEP),
            Aim::Book if approval => State::Pending,
            Aim::Book => State::Confirmed,
        };
        self.bookings.push(Booking { state, items: Vec::new() });
        match self.claim_all(self.bookings.len() - 1, wants, Want::choices) {
            Ok(()) => Ok(state),
            Err(No::Taken(_) | No::Few(..) | No::Held(..)) if aim == Aim::Wait => {
                let first =
                    |want: &Want| Item { want: want.clone(), cells: want.choices()[0].clone() };
                let booking = self.bookings.last_mut().unwrap();
                booking.items = wants.iter().map(first).collect();
                booking.state = State::Waiting;
                Ok(State::Waiting)
            }
            Err(no) => {
                *self = before;
                Err(no)
            }
        }
    }

    pub fn confirm(&mut self, which: usize) -> Answer {
        self.settle();
        let approval = self.bookings[which].items.iter().any(|item| item.want.approval());
        let confirmed = if approval { State::Pending } else { State::Confirmed };
        match self.state(which) {
            State::Held(_) => self.bookings[which].state = confirmed,
            state @ (State::Confirmed | State::Pending) => return Ok(state),
            State::Waiting => return Err(No::Taken(None)),
            State::Expired => self.claim_anew(which, confirmed)?,
            _ => return Err(No::Expired(None)),
        }
        Ok(confirmed)
    }

    fn claim_anew(&mut self, which: usize, state: State) -> Result<(), No> {
        let items = self.bookings[which].items.clone();
        if items.iter().any(|item| self.has_begun(&item.want)) {
            return Err(No::Expired(None));
        }
        let before = self.clone();
        self.bookings[which] = Booking { state, items: Vec::new() };
        for (index, item) in items.iter().enumerate() {
            let room = self.room(&item.cells, item.want.quantity());
            if room.left < item.want.quantity() {
                *self = before;
                return Err(No::Expired(None).of(index, items.len()));
            }
            self.bookings[which].items.push(item.clone());
        }
        Ok(())
    }

    pub fn cancel(&mut self, which: usize) -> Answer {
        self.settle();
        let state = self.state(which);
        let begun = self.bookings[which].items.iter().any(|item| self.has_begun(&item.want));
        match state {
            State::Pending | State::Confirmed if begun => return Err(No::Closed(None)),
            State::Completed => return Err(No::Expired(None)),
            State::Expired | State::Declined | State::Cancelled => return Ok(state),
            _ => {}
        }
        self.bookings[which].state = State::Cancelled;
        self.serve_line();
        Ok(State::Cancelled)
    }

    pub fn reschedule(&mut self, which: usize, wants: &[Want]) -> Answer {
        let had = self.bookings[which].items.clone();
        // What stays as it is was allowed when it was booked, and stays with whom it was.
        let kept = |want: &Want| {
            let same = had.iter().find(|item| item.want.request() == want.request());
            same.map(|item| item.cells.clone())
        };
        self.check_rules_of(wants, |want| kept(want).is_none())?;
        self.settle();
        let state = self.state(which);
        if !matches!(state, State::Held(_) | State::Pending | State::Confirmed) {
            return Err(No::Expired(None));
        }
        if !matches!(state, State::Held(_)) && had.iter().any(|item| self.has_begun(&item.want)) {
            return Err(No::Closed(None));
        }
        let asked = |want: &Want| want.request();
        if had.iter().map(|item| asked(&item.want)).eq(wants.iter().map(asked)) {
            return Ok(state);
        }
        let before = self.clone();
        self.bookings[which].items = Vec::new();
        let choices = |want: &Want| kept(want).map_or_else(|| want.choices(), |cells| vec![cells]);
        if let Err(no) = self.claim_all(which, wants, choices) {
            *self = before;
            return Err(no);
        }
        if state == State::Confirmed && wants.iter().any(Want::approval) {
            self.bookings[which].state = State::Pending;
        }
        self.serve_line();
        Ok(self.state(which))
    }

    /// From one of some states to another; deciding the same again changes nothing.
    pub fn decide(&mut self, which: usize, from: &[State], to: State) -> Answer {
        self.settle();
        let state = self.state(which);
        if state == to {
            return Ok(state);
        }
        if !from.contains(&state) {
            return Err(No::Invalid);
        }
        self.bookings[which].state = to;
        self.serve_line();
        Ok(to)
    }

    pub fn pay(&mut self, which: usize) -> Answer {
        self.settle();
        Ok(self.state(which))
    }

    pub fn set_capacity(&mut self, resource: &'static str, to: u32) -> Result<u32, No> {
        self.settle();
        let from = match resource {
            "courts" => self.now.div_euclid(15 * MINUTE),
            "rooms" => self.now.div_euclid(24 * 60 * MINUTE),
            "studio" => self.now.div_euclid(MINUTE),
            _ => 0,
        };
        let cells = self.bookings.iter().flat_map(|booking| &booking.items);
        let cells = cells.filter(|item| item.cells.resource == resource);
        let cells = cells.flat_map(|item| item.cells.first..item.cells.end);
        let sold = cells.filter(|cell| *cell >= from).map(|cell| self.used(resource, cell)).max();
        if to < self.capacity[resource] && sold.unwrap_or(0) > to {
            return Err(No::Invalid);
        }
        self.capacity.insert(resource, to);
        self.serve_line();
        Ok(to)
    }

    /// What happens as soon as anything is written while someone waits.
    fn settle(&mut self) {
        if self.bookings.iter().any(|booking| booking.state == State::Waiting) {
            self.sweep();
        }
    }

    pub fn sweep(&mut self) {
        for which in 0..self.bookings.len() {
            self.bookings[which].state = self.state(which);
        }
        self.serve_line();
    }

    /// First come, first served, and nobody in part.
    fn serve_line(&mut self) {
        for which in 0..self.bookings.len() {
            if self.state(which) != State::Waiting {
                continue;
            }
            let before = self.clone();
            let items = std::mem::take(&mut self.bookings[which].items);
            self.bookings[which].state = State::Held(self.now + KEEP);
            let mut order: Vec<usize> = (0..items.len()).collect();
            order.sort_by_key(|index| items[*index].want.choices().len());
            let mut had = vec![None; items.len()];
            for index in order {
                let want = items[index].want.clone();
                let fits =
                    |cells: &Cells| self.room(cells, want.quantity()).left >= want.quantity();
                let Some(cells) = want.choices().into_iter().find(fits) else {
                    *self = before;
                    break;
                };
                had[index] = Some(Item { want, cells });
                self.bookings[which].items = had.iter().flatten().cloned().collect();
            }
        }
    }

    fn check_rules(&self, wants: &[Want]) -> Result<(), No> {
        self.check_rules_of(wants, |_| true)
    }

    fn check_rules_of(&self, wants: &[Want], which: impl Fn(&Want) -> bool) -> Result<(), No> {
        match wants.iter().position(|want| which(want) && self.has_begun(want)) {
            Some(index) => Err(No::Closed(None).of(index, wants.len())),
            None => Ok(()),
        }
    }

    fn has_begun(&self, want: &Want) -> bool {
        want.begins().is_some_and(|begins| begins <= self.now)
    }

    fn claim_all(
        &mut self,
        which: usize,
        wants: &[Want],
        choices: impl Fn(&Want) -> Vec<Cells>,
    ) -> Result<(), No> {
        let mut order: Vec<usize> = (0..wants.len()).collect();
        order.sort_by_key(|index| choices(&wants[*index]).len());
        let mut had = vec![None; wants.len()];
        for index in order {
            let want = wants[index].clone();
            let choices = choices(&want);
            let cells =
                self.choose(which, &want, choices).map_err(|no| no.of(index, wants.len()))?;
            had[index] = Some(Item { want, cells });
            self.bookings[which].items = had.iter().flatten().cloned().collect();
        }
        Ok(())
    }

    /// The least busy of those that are free.
    fn choose(&self, which: usize, want: &Want, mut choices: Vec<Cells>) -> Result<Cells, No> {
        choices.sort_by_key(|cells| self.load(cells));
        let mut refused = Vec::new();
        for cells in choices {
            match short(self.room(&cells, want.quantity()), want.quantity()) {
                None => return Ok(cells),
                Some(no) => {
                    let own = self.bookings[which].items.iter();
                    let own = own.filter(|item| item.cells.overlaps(&cells)).count() > 0;
                    let twice = own && self.capacity[cells.resource] == 1;
                    refused.push(if twice { No::Invalid } else { no });
                }
            }
        }
        let hope = |no: &No| match no {
            No::Few(..) => (3, 0),
            No::Held(_, until) => (2, -until),
            No::Taken(_) => (1, 0),
            _ => (0, 0),
        };
        Err(refused.into_iter().max_by_key(hope).unwrap())
    }

    fn load(&self, cells: &Cells) -> i64 {
        if !["ana", "ben"].contains(&cells.resource) {
            return 0;
        }
        let day = cells.first.div_euclid(96) * 96;
        (day..day + 96).map(|cell| i64::from(self.used(cells.resource, cell))).sum()
    }

    /// A state as it is now.
    pub fn state(&self, which: usize) -> State {
        let booking = &self.bookings[which];
        match booking.state {
            State::Held(until) if until <= self.now => State::Expired,
            State::Waiting if booking.items.iter().any(|item| self.has_begun(&item.want)) => {
                State::Expired
            }
            state => state,
        }
    }

    fn occupies(&self, which: usize) -> bool {
        use State::{Completed, Confirmed, Held, Pending};
        matches!(self.state(which), Held(_) | Pending | Confirmed | Completed)
    }

    fn on(&self, resource: &str, cell: i64) -> impl Iterator<Item = (usize, &Item)> {
        let bookings = self.bookings.iter().enumerate().filter(|(which, _)| self.occupies(*which));
        let items = bookings
            .flat_map(|(which, booking)| booking.items.iter().map(move |item| (which, item)));
        items.filter(move |(_, item)| item.cells.has(resource, cell))
    }

    fn used(&self, resource: &str, cell: i64) -> u32 {
        self.on(resource, cell).map(|(_, item)| item.want.quantity()).sum()
    }

    /// What is left of all cells together, for someone who wants so much.
    pub fn room(&self, cells: &Cells, quantity: u32) -> Room {
        let capacity = self.capacity[cells.resource];
        let mut room = Room { left: capacity, held_until: None };
        let mut for_good = quantity > capacity;
        for cell in cells.first..cells.end {
            let left = capacity.saturating_sub(self.used(cells.resource, cell));
            room.left = room.left.min(left);
            if left < quantity {
                let ends = self.on(cells.resource, cell).filter_map(|(which, _)| {
                    match self.state(which) {
                        State::Held(until) => Some(until),
                        _ => None,
                    }
                });
                let first = ends.min();
                for_good |= first.is_none();
                room.held_until = room.held_until.max(first);
            }
        }
        if for_good {
            room.held_until = None;
        }
        room
    }

    /// What is shown of something: one of any of its choices.
    pub fn room_for_one(&self, want: &Want) -> Room {
        let rooms = want.choices().into_iter().map(|cells| self.room(&cells, 1));
        rooms
            .reduce(|a, b| Room {
                left: a.left + b.left,
                held_until: [a.held_until, b.held_until].into_iter().flatten().min(),
            })
            .map(|room| Room { held_until: room.held_until.filter(|_| room.left == 0), ..room })
            .unwrap()
    }

    /// The place in line, from 1.
    pub fn position(&self, which: usize) -> Option<u32> {
        if self.state(which) != State::Waiting {
            return None;
        }
        let places = |which: usize| {
            let items = self.bookings[which].items.iter();
            items.flat_map(|item| item.want.choices()).collect::<Vec<Cells>>()
        };
        let waits = |other: &usize| self.state(*other) == State::Waiting;
        let before = |mine: &Cells| {
            let others = (0..which).filter(waits);
            others.filter(|other| places(*other).iter().any(|place| place.overlaps(mine))).count()
        };
        places(which).iter().map(before).max().map(|ahead| u32::try_from(ahead).unwrap() + 1)
    }

    /// Monday and the days after, as dates are counted.
    pub fn today(&self) -> i64 {
        self.now.div_euclid(24 * 60 * MINUTE) - DAY
    }
}

/// Why there is too little room, if there is.
fn short(room: Room, quantity: u32) -> Option<No> {
    match room {
        Room { left, .. } if left >= quantity => None,
        Room { left, .. } if left > 0 => Some(No::Few(None, left)),
        Room { held_until: Some(until), .. } => Some(No::Held(None, until)),
        _ => Some(No::Taken(None)),
    }
}
