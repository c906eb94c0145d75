//! Where a booking stands, and what its guest can do about it.

use super::{FormPost, after::Done, lost, words};
use crate::model::{Deadline, Deadlines, GuestForm, Stage};
use booking::{Booking, Item, Refusal, Rules, State, UnixMillis};
use engine::{Catalogue, Engine};

pub(super) async fn stage(
    engine: &Engine,
    booking: &Booking,
    post: &FormPost,
) -> Result<Stage, Refusal> {
    let catalogue = engine.offers();
    let now = engine.now();
    Ok(match booking.state {
        State::Held { expires_at } => Stage::Held {
            remaining_ms: now.millis_until(expires_at),
            // Whoever is known before they filled in the form stood in line.
            offered: (booking.guest.is_some() && post.after.done != Some(Done::Kept))
                .then(|| words::by(&catalogue.venue.zone, now, expires_at)),
            form: form(&catalogue, booking, post),
        },
        State::Expired => {
            let form = form(&catalogue, booking, post);
            let lost = lost::lost(engine, booking, post.lost).await?;
            let rest = lost.len() < booking.items.len();
            if lost.is_empty() { Stage::Lapsed { form } } else { Stage::Gone { lost, rest, form } }
        }
        State::Waiting => Stage::Waiting {
            position: booking.position.unwrap_or(1),
            kept: words::span(kept_minutes(&catalogue, booking)),
        },
        State::Pending if !is_over(booking, now) => {
            Stage::Pending(deadlines(&catalogue, booking, now))
        }
        State::Confirmed if !is_over(booking, now) => {
            Stage::Confirmed(deadlines(&catalogue, booking, now))
        }
        State::Pending | State::Confirmed | State::Completed => Stage::Over,
        State::Declined => Stage::Declined,
        State::Cancelled if post.after.done == Some(Done::Left) => Stage::Left,
        State::Cancelled => Stage::Cancelled,
        State::NoShow => Stage::Missed,
    })
}

/// As typed; else what is known of the guest.
fn form(catalogue: &Catalogue, booking: &Booking, post: &FormPost) -> GuestForm {
    let approval = booking
        .items
        .iter()
        .any(|item| catalogue.offer(&item.offer).is_ok_and(|offer| offer.rules.approval));
    let errors = post.errors.clone();
    match (&post.input, &booking.guest) {
        (Some(input), _) => GuestForm {
            name: input.name.clone(),
            email: input.email.clone(),
            phone: input.phone.clone().unwrap_or_default(),
            note: input.note.clone().unwrap_or_default(),
            errors,
            approval,
        },
        (None, Some(guest)) => GuestForm {
            name: guest.name().to_owned(),
            email: guest.email().to_owned(),
            phone: guest.phone().unwrap_or_default().to_owned(),
            note: guest.note().unwrap_or_default().to_owned(),
            errors,
            approval,
        },
        (None, None) => GuestForm { errors, approval, ..GuestForm::default() },
    }
}

/// How long the engine keeps what comes free: as the least patient of its offers says.
fn kept_minutes(catalogue: &Catalogue, booking: &Booking) -> u32 {
    let minutes = |item: &Item| Some(catalogue.offer(&item.offer).ok()?.rules.wait_offer_minutes);
    let least = booking.items.iter().filter_map(minutes).min();
    least.unwrap_or(Rules::default().wait_offer_minutes).max(1)
}

/// Whether all that has a time is past. Stock has none: it may be picked up whenever.
fn is_over(booking: &Booking, now: UnixMillis) -> bool {
    let mut timed = booking.items.iter().filter(|item| item.begins_at().is_some()).peekable();
    timed.peek().is_some() && timed.all(|item| item.end <= now)
}

fn deadlines(catalogue: &Catalogue, booking: &Booking, now: UnixMillis) -> Deadlines {
    Deadlines {
        change: deadline(catalogue, booking, now, |rules| rules.reschedule_minutes),
        cancel: deadline(catalogue, booking, now, |rules| rules.cancel_minutes),
    }
}

/// One deadline for the whole booking, the earliest of its items'.
fn deadline(
    catalogue: &Catalogue,
    booking: &Booking,
    now: UnixMillis,
    minutes: fn(&Rules) -> u32,
) -> Deadline {
    if booking.starts_at().is_some_and(|start| start <= now) {
        return Deadline::Begun;
    }
    let ends_at = |item: &Item| {
        let rules = &catalogue.offer(&item.offer).ok()?.rules;
        let minutes = Some(minutes(rules)).filter(|minutes| *minutes > 0)?;
        Some(item.begins_at()?.minus_minutes(minutes))
    };
    let Some(at) = booking.items.iter().filter_map(ends_at).min() else {
        return Deadline::Open(None);
    };
    let at_words = words::by(&catalogue.venue.zone, now, at);
    if now > at { Deadline::Past(at_words) } else { Deadline::Open(Some(at_words)) }
}

/// Whether a guest may still exchange something of the booking.
pub(super) fn is_changeable(catalogue: &Catalogue, booking: &Booking, now: UnixMillis) -> bool {
    match booking.state {
        State::Held { .. } | State::Expired => true,
        State::Pending | State::Confirmed => {
            let change = deadlines(catalogue, booking, now).change;
            matches!(change, Deadline::Open(_))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use booking::{
        Cell, CellRange, Kind, KindName, Offer, OfferId, Reference, ResourceId, SlotId, Stock,
        Venue, Zone,
    };

    /// An offer that can be changed until an hour before the start.
    fn catalogue() -> Catalogue {
        let rules = Rules { reschedule_minutes: 60, ..Rules::default() };
        let kind = Kind::Stock(Stock { resource: ResourceId::parse("thing").unwrap() });
        let id = OfferId::parse("thing").unwrap();
        let (title, description) = ("Thing".to_owned(), String::new());
        let zone = Zone::parse("Europe/Berlin").unwrap();
        Catalogue {
            venue: Venue { name: "Studio".into(), zone, currency: "EUR".into() },
            resources: Vec::new(),
            offers: vec![Offer { id, title, description, price: None, rules, kind }],
        }
    }

    /// From `minute` on for half an hour; of stock, that says nothing.
    fn booking(kind: KindName, minute: u32) -> Booking {
        let start = UnixMillis(0).plus_minutes(minute);
        let item = Item {
            offer: OfferId::parse("thing").unwrap(),
            kind,
            slot: SlotId::parse("slot").unwrap(),
            start,
            end: start.plus_minutes(30),
            quantity: 1,
            resource: ResourceId::parse("thing").unwrap(),
            cells: CellRange { first: Cell(0), end: Cell(1) },
            amount: None,
        };
        Booking {
            reference: Reference::from_random([0; Reference::RANDOM_BYTES]),
            state: State::Confirmed,
            guest: None,
            items: vec![item],
            paid_at: None,
            position: None,
        }
    }

    #[test]
    fn a_deadline_is_open_to_its_instant() {
        let booking = booking(KindName::Session, 600);
        let at = |minute| {
            let now = UnixMillis(0).plus_minutes(minute);
            is_changeable(&catalogue(), &booking, now)
        };
        assert!(at(540));
        assert!(!at(541));
        assert!(!at(600));
        let cancel = deadlines(&catalogue(), &booking, UnixMillis(0).plus_minutes(599)).cancel;
        assert!(matches!(cancel, Deadline::Open(None)));
        let begun = deadlines(&catalogue(), &booking, UnixMillis(0).plus_minutes(600)).cancel;
        assert!(matches!(begun, Deadline::Begun));
    }

    #[test]
    fn stock_has_no_deadline_and_is_never_over() {
        let booking = booking(KindName::Stock, 0);
        let later = UnixMillis(0).plus_minutes(100_000);
        assert!(is_changeable(&catalogue(), &booking, later));
        assert!(!is_over(&booking, later));
    }
}
