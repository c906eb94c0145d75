//! Exchanging something in a booking.

use super::after::{After, Done};
use super::anew::hold_anew;
use super::item_words;
use super::taking::{as_asked, path};
use booking::{Booking, Reference, Refusal, Secret, State};
use engine::{Engine, ItemRequest};

/// What is to change.
pub(super) enum Exchange {
    Add(ItemRequest),
    /// Something else in the place of the item at this index.
    Replace(usize, ItemRequest),
    Remove(usize),
}

/// Why nothing was exchanged.
pub(super) struct Refused {
    pub(super) refusal: Refusal,
    /// Another item of the booking that it is about, in words.
    pub(super) about: Option<String>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, about: None }
    }
}

/// Makes the change and answers the page to go on to. A hold that has ended meanwhile is taken anew
/// with the change, as far as it is to be had; a booking that is over is left as it is, and its page
/// says so.
pub(super) async fn exchange(
    engine: &Engine,
    reference: &Reference,
    secret: &Secret,
    change: Exchange,
) -> Result<String, Refused> {
    let booking = engine.find(reference, secret).await?;
    let here = path(reference, secret);
    let done = match change {
        Exchange::Add(_) => Done::Added,
        Exchange::Remove(_) => Done::Removed,
        Exchange::Replace(..) => Done::Moved,
    };
    let is_held = matches!(booking.state, State::Held { .. });
    let (items, changed) = changed(&booking, change)?;
    if is_held || (done == Done::Moved && booking.state.is_open()) {
        match engine.reschedule(reference, secret, &items).await {
            Ok(_) => return Ok(done.at(&here)),
            // The hold ended in this very moment.
            Err(refusal) if is_held && *refusal.item().1 == Refusal::Expired => {}
            Err(refusal) if done == Done::Removed => return Err(refusal.into()),
            Err(refusal) => return Err(about(engine, &booking, &refusal, changed)),
        }
    } else if booking.state != State::Expired {
        return Ok(here);
    }
    let guest = booking.guest.clone();
    let anew = hold_anew(engine, secret, items, changed, guest).await?;
    let there = path(&anew.receipt.reference, &anew.receipt.secret);
    Ok(After::kept(&anew.without).at(&there))
}

/// All that the booking is to have, and where in it the new item is.
fn changed(
    booking: &Booking,
    change: Exchange,
) -> Result<(Vec<ItemRequest>, Option<usize>), Refusal> {
    let mut items: Vec<ItemRequest> = booking.items.iter().map(as_asked).collect();
    Ok(match change {
        Exchange::Add(asked) => {
            items.push(asked);
            let last = items.len() - 1;
            (items, Some(last))
        }
        Exchange::Replace(index, asked) => {
            *items.get_mut(index).ok_or(Refusal::Unknown)? = asked;
            (items, Some(index))
        }
        Exchange::Remove(index) if index < items.len() => {
            items.remove(index);
            (items, None)
        }
        Exchange::Remove(_) => return Err(Refusal::Unknown),
    })
}

/// Says of which item a refusal is, unless it is of the one that was to change.
fn about(engine: &Engine, booking: &Booking, refusal: &Refusal, changed: Option<usize>) -> Refused {
    let index = refusal.item().0.filter(|index| Some(*index) != changed);
    let item = index.and_then(|index| booking.items.get(index));
    Refused {
        about: item.map(|item| item_words::line(&engine.offers(), item)),
        refusal: refusal.item().1.clone(),
    }
}
