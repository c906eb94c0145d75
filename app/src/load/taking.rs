//! Taking what a guest has chosen, whatever for.

use super::{choices, offer_id};
use crate::model::{Choosing, Errand, HoldOutcome};
use booking::{Item, Reference, Refusal, Secret, SlotId, Wish};
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
        Errand::Book => book(engine, asked.clone()).await,
        Errand::Add { path } => exchange(engine, path, None, asked.clone()).await,
        Errand::Move { path, item } => {
            exchange(engine, path, Some(*item as usize), asked.clone()).await
        }
    };
    match taken {
        Ok(path) => Ok(HoldOutcome::Held { path }),
        Err(refusal) if is_about_choice(&refusal) => Ok(HoldOutcome::Refused {
            message: said(&refusal),
            nearest: choices::nearest_to(engine, &asked).await?,
            is_full: refusal.is_occupied(),
        }),
        Err(refusal) => Err(refusal),
    }
}

fn is_about_choice(refusal: &Refusal) -> bool {
    refusal.is_occupied()
        || matches!(refusal.item().1, Refusal::Closed { .. } | Refusal::Invalid { .. })
}

/// What a refusal tells a guest who has made one choice.
pub(super) fn said(refusal: &Refusal) -> String {
    match refusal.item().1 {
        Refusal::Invalid { errors } if !errors.is_empty() => errors[0].message.clone(),
        refusal => refusal.to_string(),
    }
}

async fn book(engine: &Engine, asked: ItemRequest) -> Result<String, Refusal> {
    let request = Request { items: vec![asked], guest: None };
    let receipt = engine.hold(request, None).await?;
    Ok(format!("/bookings/{}/{}", receipt.reference, receipt.secret.expose()))
}

/// Puts `asked` in the place of the item at `index`, or behind all.
async fn exchange(
    engine: &Engine,
    path: &str,
    index: Option<usize>,
    asked: ItemRequest,
) -> Result<String, Refusal> {
    let (reference, secret) = key(path).ok_or(Refusal::Unknown)?;
    let booking = engine.find(&reference, &secret).await?;
    let mut items: Vec<ItemRequest> = booking.items.iter().map(as_asked).collect();
    match index {
        None => items.push(asked),
        Some(index) => *items.get_mut(index).ok_or(Refusal::Unknown)? = asked,
    }
    engine.reschedule(&reference, &secret, &items).await?;
    Ok(path.to_owned())
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
