//! What a guest does with a booking on its own page.

use super::after::{After, Done};
use super::anew::hold_anew;
use super::booking_page::key;
use super::exchange::{Exchange, Refused, exchange};
use super::taking::{as_asked, path};
use booking::{Booking, Guest, GuestInput, Refusal, SlotId, State, Wish};
use engine::{Engine, ItemRequest};
use serde::Deserialize;

/// Confirms with what a guest has typed, if `allow` lets that guest.
///
/// # Errors
/// [`Refusal::Invalid`] with each field to correct; otherwise as `allow` and [`Engine::confirm`].
pub async fn confirm(
    engine: &Engine,
    reference: &str,
    secret: &str,
    input: &GuestInput,
    allow: impl FnOnce(&Guest) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let (reference, secret) = key(reference, secret)?;
    let guest = Guest::parse(input).map_err(|errors| Refusal::Invalid { errors })?;
    engine.find(&reference, &secret).await?;
    allow(&guest)?;
    engine.confirm(&reference, &secret, guest).await.map(drop)
}

/// Cancels a booking, leaves the line, or gives a hold back so that something else can be chosen.
/// Answers the page to go on to.
///
/// # Errors
/// As [`Engine::cancel`].
pub async fn cancel(engine: &Engine, reference: &str, secret: &str) -> Result<String, Refusal> {
    let (reference, secret) = key(reference, secret)?;
    let before = engine.find(&reference, &secret).await?.state;
    let booking = engine.cancel(&reference, &secret).await?;
    let here = path(&reference, &secret);
    Ok(match (&booking.guest, booking.items.as_slice()) {
        // Nobody has booked yet: there is nothing to say about it.
        (None, [item]) => {
            let date = engine.offers().venue.zone.date(item.start);
            match item.begins_at() {
                Some(_) => format!("/offers/{}?date={date}#times", item.offer),
                None => format!("/offers/{}", item.offer),
            }
        }
        (None, _) => "/".to_owned(),
        (Some(_), _) if before == State::Waiting => Done::Left.at(&here),
        (Some(_), _) => here,
    })
}

/// Which item is to be removed.
#[derive(Debug, Clone, Deserialize)]
pub struct Removal {
    pub item: usize,
    /// How many there were when the guest was asked, so that a second press removes no other.
    pub of: usize,
}

/// Lets one of several items go. Answers the page to go on to.
///
/// # Errors
/// [`Refusal::Unknown`]; otherwise as [`Engine::reschedule`].
pub async fn remove(
    engine: &Engine,
    reference: &str,
    secret: &str,
    removal: &Removal,
) -> Result<String, Refusal> {
    let (reference, secret) = key(reference, secret)?;
    let booking = engine.find(&reference, &secret).await?;
    if booking.items.len() != removal.of || removal.of < 2 {
        return Ok(path(&reference, &secret));
    }
    let removed = exchange(engine, &reference, &secret, Exchange::Remove(removal.item)).await;
    removed.map_err(|Refused { refusal, .. }| refusal)
}

/// What to do with the rest of a hold that has ended.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Rest {
    /// A lost item
    pub item: Option<usize>,
    /// and what is to take its place.
    pub slot: Option<String>,
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub note: Option<String>,
}

impl Rest {
    /// What the guest had typed by then.
    #[must_use]
    pub fn input(&self) -> Option<GuestInput> {
        let Self { name, email, phone, note, .. } = self.clone();
        let input = GuestInput { name, email, phone, note };
        let is_empty = |text: &Option<String>| text.as_deref().unwrap_or_default().is_empty();
        let nothing = input.name.is_empty()
            && input.email.is_empty()
            && is_empty(&input.phone)
            && is_empty(&input.note);
        (!nothing).then_some(input)
    }
}

/// Where a guest goes on with what is left.
#[derive(Debug, Clone)]
pub enum Kept {
    At {
        path: String,
        /// What that page has to say of it.
        after: After,
    },
    /// Nothing was held: it is gone too, and the page of the ended hold says so.
    Nothing,
}

/// Holds anew what of an ended hold is still to be had, with something else in the place of a lost
/// item if the guest has chosen it.
///
/// # Errors
/// [`Refusal::Unknown`]; why the other thing cannot be had.
pub async fn keep_rest(
    engine: &Engine,
    reference: &str,
    secret: &str,
    rest: &Rest,
) -> Result<Kept, Refusal> {
    let (reference, secret) = key(reference, secret)?;
    let booking = engine.find(&reference, &secret).await?;
    if booking.state != State::Expired {
        return Ok(Kept::At { path: path(&reference, &secret), after: After::default() });
    }
    let (items, needed) = left(engine, &booking, rest).await?;
    if items.is_empty() {
        return Ok(Kept::Nothing);
    }
    let guest = booking.guest;
    let anew = match hold_anew(engine, &secret, items, needed, guest).await {
        Err(refusal) if needed.is_none() && refusal.is_occupied() => return Ok(Kept::Nothing),
        anew => anew?,
    };
    let to = path(&anew.receipt.reference, &anew.receipt.secret);
    Ok(Kept::At { path: to, after: After::kept(&anew.without) })
}

/// What is still free, and which of it is new.
async fn left(
    engine: &Engine,
    booking: &Booking,
    rest: &Rest,
) -> Result<(Vec<ItemRequest>, Option<usize>), Refusal> {
    let mut items = Vec::with_capacity(booking.items.len());
    let mut needed = None;
    for (index, item) in booking.items.iter().enumerate() {
        match &rest.slot {
            Some(slot) if rest.item == Some(index) => {
                let slot = SlotId::parse(slot).map_err(|_| Refusal::Unknown)?;
                needed = Some(items.len());
                items.push(ItemRequest { wish: Wish::Slot(slot), ..as_asked(item) });
            }
            _ if engine.is_free(std::slice::from_ref(item)).await? => items.push(as_asked(item)),
            _ => {}
        }
    }
    Ok((items, needed))
}
