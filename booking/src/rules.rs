//! What an owner asks of every booking of an offer, whatever its kind.

use crate::{Closed, Refusal, Scene, UnixMillis};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Limits and deadlines. "Start" is that of the booked time; stock has none, so that its deadlines
/// never pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// The latest booking is this long before the start.
    pub notice_minutes: u32,
    /// The furthest bookable date is today, at the venue, and so many days.
    pub horizon_days: u32,
    /// Places, rooms or units in one booking.
    pub max_quantity: u32,
    /// Bookings that start on one date of the venue.
    pub bookings_per_day: Option<u32>,
    /// Bookings of one e-mail address that start on one date of the venue.
    pub guest_bookings_per_day: Option<u32>,
    /// Bookings of one e-mail address that are still to come.
    pub guest_open_bookings: Option<u32>,
    /// A guest's booking waits for the owner's yes.
    pub approval: bool,
    /// A guest may cancel until this long before the start.
    pub cancel_minutes: u32,
    /// A guest may reschedule until this long before the start.
    pub reschedule_minutes: u32,
    /// Guests may wait for what is full.
    pub waitlist: bool,
    /// How long a place that has come free is kept for the next in line.
    pub wait_offer_minutes: u32,
    /// Guests come in one after the other, as quickly as bookings can be taken: for the moment at
    /// which something goes on sale that many want.
    pub waiting_room: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            notice_minutes: 0,
            horizon_days: 60,
            max_quantity: 10,
            bookings_per_day: None,
            guest_bookings_per_day: None,
            guest_open_bookings: None,
            approval: false,
            cancel_minutes: 0,
            reschedule_minutes: 0,
            waitlist: true,
            wait_offer_minutes: 30,
            waiting_room: false,
        }
    }
}

impl Rules {
    /// What limits a horizon whatever the owner enters, in days: dates must stay within a calendar.
    const HORIZON_DAYS_MAX: u32 = 36_500;

    /// The last date on which something may start.
    pub(crate) fn last_date(&self, today: Date) -> Date {
        today.saturating_add(i64::from(self.horizon_days.min(Self::HORIZON_DAYS_MAX)).days())
    }

    /// The first instant at which it is too late to book what starts then. With just the notice to
    /// go it can still be booked; what starts now cannot.
    pub(crate) fn closes_at(&self, start: UnixMillis) -> UnixMillis {
        let last = start.minus_minutes(self.notice_minutes);
        start.min(UnixMillis(last.0.saturating_add(1)))
    }

    pub(crate) fn is_open(&self, start: UnixMillis, now: UnixMillis) -> bool {
        now < self.closes_at(start)
    }

    /// Whether it may still be booked what starts at an instant, and has its last part on a date of
    /// the venue.
    ///
    /// # Errors
    /// [`Refusal::Closed`]: past before notice before horizon.
    pub(crate) fn check_start(
        &self,
        scene: Scene<'_>,
        start: UnixMillis,
        date: Date,
    ) -> Result<(), Refusal> {
        let reason = if start <= scene.now {
            Closed::Past
        } else if !self.is_open(start, scene.now) {
            Closed::Notice { minutes: self.notice_minutes }
        } else if date > self.last_date(scene.today()) {
            Closed::Horizon { days: self.horizon_days }
        } else {
            return Ok(());
        };
        Err(Refusal::Closed { reason })
    }

    /// # Errors
    /// [`Refusal::Invalid`] for none, [`Refusal::Closed`] for more than the owner allows.
    pub(crate) fn check_quantity(&self, quantity: u32) -> Result<(), Refusal> {
        match quantity {
            0 => Err(Refusal::field("quantity", "Please enter at least 1.")),
            quantity if quantity > self.max_quantity => {
                Err(Refusal::Closed { reason: Closed::Quantity { max: self.max_quantity } })
            }
            _ => Ok(()),
        }
    }
}
