//! What an owner may set up.

use crate::{Appointment, Cells, Kind, Offer, Resource, ResourceId, Rules, Session, Stay};

/// What an owner must correct in a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ResourceError(&'static str);

/// What an owner must correct in an offer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OfferError {
    #[error("it names the resource '{0}', which does not exist")]
    MissingResource(ResourceId),
    #[error("resource '{0}': {1}")]
    Resource(ResourceId, ResourceError),
    #[error("{0}")]
    Rule(&'static str),
}

impl Resource {
    /// The most seats of what is claimed for a length of time: a seat that is free throughout is
    /// looked for among all of them.
    pub const RUN_SEATS_MAX: u32 = 1_000;
    /// The most seats of a single cell, which cost nothing until they are claimed; a bound against
    /// slips of the pen.
    pub const CELL_SEATS_MAX: u32 = 1_000_000;

    /// # Errors
    /// The first rule that is broken.
    pub fn check(&self) -> Result<(), ResourceError> {
        if let Some(minutes) = self.cells.tick_minutes()
            && (minutes == 0 || 15 % minutes != 0)
        {
            return Err(ResourceError("the tick must divide 15 minutes"));
        }
        if self.cells.are_runs() && self.capacity > Self::RUN_SEATS_MAX {
            return Err(ResourceError("what is booked for a time must have at most 1,000 seats"));
        }
        if self.capacity > Self::CELL_SEATS_MAX {
            return Err(ResourceError("the capacity must be at most 1,000,000"));
        }
        Ok(())
    }
}

impl Rules {
    /// The furthest horizon, in days: what pages can sensibly show.
    const FURTHEST: u32 = 2 * 366;
    /// The most of one item: all are claimed in one transaction, which others wait for.
    const MOST_AT_ONCE: u32 = 1_000;

    fn check(&self) -> Result<(), &'static str> {
        if self.horizon_days > Self::FURTHEST {
            return Err("the horizon must be at most two years");
        }
        if !(1..=Self::MOST_AT_ONCE).contains(&self.max_quantity) {
            return Err("the most in one booking must be 1 to 1,000");
        }
        Ok(())
    }
}

impl Appointment {
    /// The longest appointment and the longest buffer, in minutes: a day's hours end with it.
    const LONGEST: u32 = 24 * 60;

    fn check(&self) -> Result<(), &'static str> {
        if self.durations.is_empty() {
            return Err("at least one duration must be named");
        }
        if self.durations.iter().any(|d| !(1..=Self::LONGEST).contains(&d.minutes)) {
            return Err("the duration must be 1 minute to 24 hours");
        }
        let minutes = self.durations.iter().map(|duration| duration.minutes);
        if has_twice(&minutes.collect::<Vec<_>>()) {
            return Err("a duration is named twice");
        }
        if !(1..=1440).contains(&self.step_minutes) {
            return Err("starts must be 1 minute to 24 hours apart");
        }
        let buffers = [self.buffer_before_minutes, self.buffer_after_minutes];
        if buffers.iter().any(|minutes| *minutes > Self::LONGEST) {
            return Err("a buffer must be at most 24 hours");
        }
        if self.resources.is_empty() {
            return Err("at least one resource must be named");
        }
        if has_twice(&self.resources) {
            return Err("a resource is named twice");
        }
        Ok(())
    }
}

impl Session {
    /// The longest session, in minutes: two weeks of a festival.
    const LONGEST: u32 = 14 * 24 * 60;

    fn check(&self) -> Result<(), &'static str> {
        if !(1..=Self::LONGEST).contains(&self.duration_minutes) {
            return Err("the duration must be 1 minute to two weeks");
        }
        let weekly = self.week.iter().map(|weekly| weekly.time);
        let single = self.dates.iter().map(|start| start.time());
        let other = self.exceptions.values().flatten().copied();
        // Ids and cells count minutes: two starts within one would be the same.
        if weekly.chain(single).chain(other).any(|t| t.second() != 0 || t.subsec_nanosecond() != 0)
        {
            return Err("a session must start on a full minute");
        }
        Ok(())
    }
}

impl Stay {
    /// The longest stay, in nights: each is a claim.
    const LONGEST: u32 = 366;
    /// The most nights kept free after a stay.
    const LONGEST_TURNOVER: u32 = 31;

    fn check(&self) -> Result<(), &'static str> {
        if self.min_nights == 0 {
            return Err("a stay must be at least one night");
        }
        if self.min_nights > self.max_nights {
            return Err("the shortest stay must not be longer than the longest");
        }
        if self.max_nights > Self::LONGEST {
            return Err("a stay must be at most 366 nights");
        }
        if self.turnover_nights > Self::LONGEST_TURNOVER {
            return Err("at most 31 nights can be kept free after a stay");
        }
        Ok(())
    }
}

impl Offer {
    /// Whether it can be sold from these resources, all there are.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn check(&self, resources: &[Resource]) -> Result<(), OfferError> {
        self.rules.check().map_err(OfferError::Rule)?;
        let by_kind = match &self.kind {
            Kind::Appointment(appointment) => appointment.check(),
            Kind::Session(session) => session.check(),
            Kind::Stay(stay) => stay.check(),
            Kind::Stock(_) => Ok(()),
        };
        by_kind.map_err(OfferError::Rule)?;
        for id in self.resources() {
            let resource = resources.iter().find(|resource| resource.id == *id);
            let resource = resource.ok_or_else(|| OfferError::MissingResource(id.clone()))?;
            resource.check().map_err(|error| OfferError::Resource(id.clone(), error))?;
            self.check_cells(resource.cells).map_err(OfferError::Rule)?;
        }
        Ok(())
    }

    fn check_cells(&self, cells: Cells) -> Result<(), &'static str> {
        match (&self.kind, cells) {
            (Kind::Appointment(_), Cells::Ticks { .. })
            | (Kind::Session(_), Cells::Starts)
            | (Kind::Stay(_), Cells::Nights)
            | (Kind::Stock(_), Cells::One) => Ok(()),
            (Kind::Appointment(_), _) => Err("an appointment needs resources that have ticks"),
            (Kind::Session(_), _) => Err("a session needs a resource that has starts"),
            (Kind::Stay(_), _) => Err("a stay needs a resource that has nights"),
            (Kind::Stock(_), _) => Err("stock needs a resource that is one cell"),
        }
    }
}

fn has_twice<T: PartialEq>(all: &[T]) -> bool {
    all.iter().enumerate().any(|(i, one)| all[..i].contains(one))
}
