//! What a guest chooses for, in words.

use super::{choices, taking, words};
use crate::model::{Errand, ErrandLine};
use booking::{Booking, Item, KindName, Refusal};
use engine::{Catalogue, Engine};

/// The booking that an errand is about.
///
/// # Errors
/// [`Refusal::Unknown`] for its path.
pub(super) async fn booking(engine: &Engine, errand: &Errand) -> Result<Option<Booking>, Refusal> {
    let path = match errand {
        Errand::Book => return Ok(None),
        Errand::Add { path } | Errand::Move { path, .. } => path,
    };
    let (reference, secret) = taking::key(path).ok_or(Refusal::Unknown)?;
    engine.find(&reference, &secret).await.map(Some)
}

/// The item that is to be exchanged.
///
/// # Errors
/// [`Refusal::Unknown`] where the booking has no such item.
pub(super) fn moved<'b>(
    errand: &Errand,
    booking: Option<&'b Booking>,
) -> Result<Option<&'b Item>, Refusal> {
    match (errand, booking) {
        (Errand::Move { item, .. }, Some(booking)) => {
            booking.items.get(*item as usize).map(Some).ok_or(Refusal::Unknown)
        }
        _ => Ok(None),
    }
}

pub(super) fn line(
    catalogue: &Catalogue,
    errand: &Errand,
    booking: Option<&Booking>,
    moved: Option<&Item>,
) -> Option<ErrandLine> {
    let reference = &booking?.reference;
    match errand {
        Errand::Book => None,
        Errand::Add { path } => Some(ErrandLine {
            text: format!("Adding to your booking {reference}."),
            path: path.clone(),
        }),
        Errand::Move { path, .. } => Some(ErrandLine {
            text: format!(
                "Changing your booking {reference}: what you choose here takes the place of {}. \
                 Until then you keep it.",
                named(catalogue, moved?)
            ),
            path: path.clone(),
        }),
    }
}

/// `Haircut, Monday, 23 November, 09:00 with Ana`
fn named(catalogue: &Catalogue, item: &Item) -> String {
    let zone = &catalogue.venue.zone;
    let title = catalogue
        .offer(&item.offer)
        .map_or_else(|_| item.offer.to_string(), |offer| offer.title.clone());
    let (from, to) = (zone.date(item.start), zone.date(item.end));
    match item.kind {
        KindName::Stock => title,
        KindName::Stay => format!("{title}, {} to {}", words::date(from), words::date(to)),
        KindName::Session => {
            format!("{title}, {}, {}", words::date(from), words::clock(zone, item.start))
        }
        KindName::Appointment => format!(
            "{title}, {}, {} with {}",
            words::date(from),
            words::clock(zone, item.start),
            choices::title(catalogue, &item.resource)
        ),
    }
}
