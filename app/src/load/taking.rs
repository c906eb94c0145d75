//! Taking what a guest has chosen, whatever for.

use super::exchange::{Exchange, Refused, exchange};
use super::{choices, offer_id};
use crate::model::{Choosing, Errand, HoldOutcome};
use booking::{Closed, Item, Reference, Refusal, Secret, SlotId, Wish};
use engine::{Engine, ItemRequest, Request};

/// Holds what was chosen, or exchanges it for something in a booking. When it is not to be had, says
/// why and what is free nearby; what the booking had is kept.
///
/// # Errors
/// A [`Refusal`] that another choice would meet as well.
pub async fn take(
    engine: &Engine,
    errand: &Errand,
    offer: &str,
    choosing: &Choosing,
) -> Result<HoldOutcome, Refusal> {
    let asked = match asked(offer, choosing) {
        Err(refusal @ Refusal::Invalid { .. }) => {
            let (message, nearest) = (said(&refusal), Vec::new());
            return Ok(HoldOutcome::Refused { message, nearest, is_full: false });
        }
        asked => asked?,
    };
    let taken = match errand {
        Errand::Book => book(engine, asked.clone()).await.map_err(Refused::from),
        Errand::Add { path } => {
            let (reference, secret) = key(path).ok_or(Refusal::Unknown)?;
            exchange(engine, &reference, &secret, Exchange::Add(asked.clone())).await
        }
        Errand::Move { path, item } => {
            let (reference, secret) = key(path).ok_or(Refusal::Unknown)?;
            let change = Exchange::Replace(*item as usize, asked.clone());
            exchange(engine, &reference, &secret, change).await
        }
    };
    match taken {
        Ok(path) => Ok(HoldOutcome::Held { path }),
        // Something else in the booking is in the way: other times of this would not help.
        Err(Refused { refusal, about: Some(about) }) => Ok(HoldOutcome::Refused {
            message: format!("{about}: {}", said(&refusal)),
            nearest: Vec::new(),
            is_full: false,
        }),
        Err(Refused { refusal, .. }) if is_about_time(&refusal) => Ok(HoldOutcome::Refused {
            message: said(&refusal),
            nearest: choices::nearest_to(engine, &asked).await?,
            is_full: refusal.is_occupied(),
        }),
        Err(Refused { refusal, .. })
            if matches!(refusal.item().1, Refusal::Closed { .. } | Refusal::Invalid { .. }) =>
        {
            let (message, nearest) = (said(&refusal), Vec::new());
            Ok(HoldOutcome::Refused { message, nearest, is_full: false })
        }
        Err(Refused { refusal, .. }) => Err(refusal),
    }
}

/// Whether another time would do.
fn is_about_time(refusal: &Refusal) -> bool {
    match refusal.item().1 {
        Refusal::Closed { reason } => !matches!(
            reason,
            Closed::Quantity { .. }
                | Closed::GuestOpen { .. }
                | Closed::CancelDeadline { .. }
                | Closed::RescheduleDeadline { .. }
                | Closed::NoWaitlist
        ),
        refusal => refusal.is_occupied(),
    }
}

/// What a refusal tells a guest who has made one choice.
#[must_use]
pub fn said(refusal: &Refusal) -> String {
    match refusal.item().1 {
        Refusal::Invalid { errors } if !errors.is_empty() => errors[0].message.clone(),
        refusal => refusal.to_string(),
    }
}

async fn book(engine: &Engine, asked: ItemRequest) -> Result<String, Refusal> {
    let request = Request { items: vec![asked], guest: None };
    let receipt = engine.hold(request, None).await?;
    Ok(path(&receipt.reference, &receipt.secret))
}

/// The address of a booking's page.
pub(super) fn path(reference: &Reference, secret: &Secret) -> String {
    format!("/bookings/{reference}/{}", secret.expose())
}

/// An item as it would be asked for again.
pub(super) fn as_asked(item: &Item) -> ItemRequest {
    ItemRequest {
        offer: item.offer.clone(),
        wish: Wish::Slot(item.slot.clone()),
        quantity: item.quantity,
    }
}

pub(super) fn key(path: &str) -> Option<(Reference, Secret)> {
    let (reference, secret) = path.strip_prefix("/bookings/")?.split_once('/')?;
    Some((Reference::parse(reference)?, Secret::presented(secret)?))
}

pub(super) fn asked(offer: &str, choosing: &Choosing) -> Result<ItemRequest, Refusal> {
    let date =
        |field, text: &str| text.parse().map_err(|_| Refusal::field(field, "Please choose a day."));
    let wish = match (&choosing.slot, &choosing.from, &choosing.to) {
        (Some(slot), ..) => Wish::Slot(SlotId::parse(slot).map_err(|_| Refusal::Unknown)?),
        (None, from, to) => Wish::Nights {
            from: date("from", from.as_deref().unwrap_or_default())?,
            to: date("to", to.as_deref().unwrap_or_default())?,
        },
    };
    Ok(ItemRequest { offer: offer_id(offer)?, wish, quantity: choosing.quantity.unwrap_or(1) })
}
