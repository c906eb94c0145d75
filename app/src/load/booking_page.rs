use super::after::After;
use super::stage::stage;
use super::taking::path;
use super::{item_words, words};
use crate::model::{BookingPage, GuestView, ItemView, Stage};
use booking::{Booking, Guest, GuestInput, Price, Reference, Refusal, Secret};
use engine::Engine;

/// What a guest has sent, shown again when something in it must be corrected.
#[derive(Debug, Clone, Default)]
pub struct FormPost {
    pub input: Option<GuestInput>,
    pub errors: Vec<booking::FieldError>,
    pub notice: Option<String>,
    /// The item that could not be had when all were confirmed together.
    pub lost: Option<usize>,
    pub after: After,
}

/// The page of one booking: form, confirmation and management in one, by its state.
///
/// # Errors
/// [`Refusal::Unknown`] for a reference or a secret.
pub async fn booking_page(
    engine: &Engine,
    base_url: &str,
    reference: &str,
    secret: &str,
    post: FormPost,
) -> Result<BookingPage, Refusal> {
    let (reference, secret) = key(reference, secret)?;
    let booking = engine.find(&reference, &secret).await?;
    let stage = stage(engine, &booking, &post).await?;
    let catalogue = engine.offers();
    let price = |amount| words::price(Price(amount), &catalogue.venue.currency);
    let path = path(&reference, &secret);
    Ok(BookingPage {
        venue: catalogue.venue.name.clone(),
        reference: reference.to_string(),
        link: format!("{base_url}{path}"),
        path,
        zone: catalogue.venue.zone.name().to_owned(),
        items: items(engine, &booking, &stage),
        total: total(&booking, &stage).map(price),
        is_paid: booking.paid_at.is_some(),
        guest: booking.guest.as_ref().map(guest),
        told: post.after.told(&catalogue),
        notice: post.notice,
        stage,
    })
}

/// Of several things, those that are lost aside.
fn total(booking: &Booking, stage: &Stage) -> Option<u64> {
    let mut items = booking.items.clone();
    if let Stage::Gone { lost, .. } = stage {
        for lost in lost.iter().rev() {
            items.remove(lost.item);
        }
    }
    booking::total(&items).filter(|_| items.len() > 1)
}

pub(super) fn items(engine: &Engine, booking: &Booking, stage: &Stage) -> Vec<ItemView> {
    let catalogue = engine.offers();
    let mut items: Vec<_> =
        booking.items.iter().map(|item| item_words::view(&catalogue, item)).collect();
    if let Stage::Gone { lost, .. } = stage {
        for lost in lost {
            items[lost.item].is_gone = true;
        }
    }
    items
}

fn guest(guest: &Guest) -> GuestView {
    GuestView {
        name: guest.name().to_owned(),
        email: guest.email().to_owned(),
        phone: guest.phone().map(str::to_owned),
        note: guest.note().map(str::to_owned),
    }
}

/// # Errors
/// [`Refusal::Unknown`] for what can be no reference or secret.
pub(super) fn key(reference: &str, secret: &str) -> Result<(Reference, Secret), Refusal> {
    let reference = Reference::parse(reference).ok_or(Refusal::Unknown)?;
    let secret = Secret::presented(secret).ok_or(Refusal::Unknown)?;
    Ok((reference, secret))
}
