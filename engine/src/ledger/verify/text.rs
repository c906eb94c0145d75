//! Findings in plain words.

use super::finding::Finding;
use super::place::Place;
use std::fmt;

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClaimedTwice { place, seat, claims, first, last } => {
                write!(f, "seat {seat} of {place} is claimed {claims} times: by {first}, by {last}")
            }
            Self::ClaimWithoutBooking { place, seat, booking } => write!(
                f,
                "seat {seat} of {place} is claimed by booking number {booking}, which does not exist"
            ),
            Self::ClaimsOfIdle { booking, state, claims, first } => {
                write!(f, "{booking} is {state} and has {claims} claims, the first on {first}")
            }
            Self::WrongEnd { place, seat, booking, claim, hold } => write!(
                f,
                "the claim of {booking} on seat {seat} of {place} {}, but the booking {}",
                end(claim.as_deref()),
                end(hold.as_deref())
            ),
            Self::ClaimsOfUnknownResource { resource, claims } => {
                write!(f, "there are {claims} claims on '{resource}', which is no resource")
            }
            Self::MissingClaims { booking, first, last, wanted, found }
            | Self::SurplusClaims { booking, first, last, wanted, found } => write!(
                f,
                "{booking} has {found} {} of {}, but booked {wanted}",
                if *found == 1 { "seat" } else { "seats" },
                Stretch(first, last)
            ),
            Self::SeatChanges { booking, first, last } => {
                write!(
                    f,
                    "{booking} does not have the same seat throughout {}",
                    Stretch(first, last)
                )
            }
            Self::NoItems { booking } => write!(f, "{booking} is a booking of nothing"),
            Self::WrongTotal { booking, total, sum } => write!(
                f,
                "the total of {booking} is {}, but its items come to {}",
                amount(*total),
                amount(*sum)
            ),
            Self::BeyondCapacity { place, claims, capacity } => {
                write!(f, "{place} has {claims} claims and a capacity of {capacity}")
            }
            Self::SeatOutside { place, seat, capacity } => write!(
                f,
                "seat {seat} of {place} is claimed, which does not exist at a capacity of {capacity}"
            ),
            Self::SeatsNotDense { place, claims, highest } => write!(
                f,
                "{place} has {claims} claims, and the highest seat is {highest}: there is a gap"
            ),
            Self::InLineForNothing { booking, state, resource } => match state {
                Some(state) => {
                    write!(f, "{booking} stands in line for '{resource}' and is {state}")
                }
                None => write!(f, "{booking} stands in line for '{resource}' and does not exist"),
            },
            Self::NotInLine { booking, place } => {
                write!(f, "{booking} waits for {place} and does not stand in line for it")
            }
            Self::LineWithoutItem { booking, place } => {
                write!(f, "{booking} stands in line for {place}, which is not what it waits for")
            }
            _ => self.of_journal(f),
        }
    }
}

impl Finding {
    fn of_journal(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outbox { booking, revision, events } => {
                let had: Vec<String> = events.iter().map(i64::to_string).collect();
                let had = if had.is_empty() { "none".to_owned() } else { had.join(", ") };
                write!(f, "{booking} has changed {revision} times; the journal has of these: {had}")
            }
            Self::EventDiffers { booking, event, what, journal, ledger } => write!(
                f,
                "the {what} of {booking} is {ledger}, but its last event, {event}, says {journal}"
            ),
            Self::EventWithoutBooking { event, booking } => {
                write!(f, "event {event} is of booking number {booking}, which does not exist")
            }
            Self::EventsGone { first, last } if first == last => {
                write!(f, "event {first} is gone from the journal")
            }
            Self::EventsGone { first, last } => {
                write!(f, "events {first} to {last} are gone from the journal")
            }
            Self::TailCut { last, written } => {
                write!(f, "the journal ends with event {last}, but event {written} was written")
            }
            Self::EventAltered { event } => {
                write!(f, "event {event} was altered: its hash is that of another content")
            }
            Self::ChainBroken { event, before: Some(before) } => {
                write!(f, "event {event} does not follow from event {before}: the hashes differ")
            }
            Self::ChainBroken { event, before: None } => {
                write!(f, "event {event} is the first, but claims to follow another")
            }
            Self::CapacityDiffers { resource, journal, ledger } => write!(
                f,
                "the capacity of '{resource}' is {ledger}, but the journal says {journal}"
            ),
            Self::DeliveryWithoutEvent { sink, event } => {
                write!(f, "sink {sink} is to be told of event {event}, which does not exist")
            }
            Self::DeliveryOfOther { sink, event } => {
                write!(
                    f,
                    "sink {sink} is to be told of event {event} under another booking's number"
                )
            }
            Self::SinkAhead { sink, cursor, last } => {
                write!(f, "sink {sink} is said to have had event {cursor}, but the last is {last}")
            }
            Self::AnswerWithoutBooking { booking } => {
                write!(f, "a client was promised {booking}, which does not exist")
            }
            Self::Dangling { table, parent, rows } => {
                write!(f, "{rows} rows of '{table}' refer to rows of '{parent}' that do not exist")
            }
            Self::Damaged { what } => write!(f, "the file is damaged: {what}"),
            Self::Schema { kind, name, is_missing: true } => {
                write!(f, "the {kind} '{name}' is missing from the schema")
            }
            Self::Schema { kind, name, is_missing: false } => {
                write!(f, "the {kind} '{name}' is not as this version of Berth makes it")
            }
            Self::ForeignTrigger { name } => {
                write!(f, "the trigger '{name}' is none of Berth's")
            }
            Self::Unfinished { check, code } => {
                write!(f, "{check} could not be checked to the end (SQLite's code {code})")
            }
            _ => Ok(()),
        }
    }
}

/// Cells from the first to the last.
struct Stretch<'a>(&'a Place, &'a Place);

impl fmt::Display for Stretch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(first, last) = self;
        if first.cell == last.cell {
            return write!(f, "{first}");
        }
        match &last.when {
            Some(when) => write!(f, "{first} to {when} (cell {})", last.cell),
            None => write!(f, "{first} to cell {}", last.cell),
        }
    }
}

fn end(at: Option<&str>) -> String {
    at.map_or_else(|| "does not end".to_owned(), |at| format!("ends at {at}"))
}

fn amount(amount: Option<i64>) -> String {
    amount.map_or_else(|| "none".to_owned(), |amount| amount.to_string())
}
