use super::{choices, words};
use crate::model::{BookingPage, GuestForm, GuestView, Notice, Stage};
use booking::{Booking, Guest, GuestInput, Reference, Refusal, Secret, State};
use engine::Engine;

/// What a guest has typed, shown again when something in it must be corrected.
#[derive(Debug, Clone, Default)]
pub struct FormPost {
    pub input: GuestInput,
    pub errors: Vec<booking::FieldError>,
    pub notice: Option<Notice>,
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
    let notice = match (&stage, post.notice) {
        (Stage::Gone, None) => Some(lost(engine, &booking).await?),
        (_, notice) => notice,
    };
    let catalogue = engine.offers();
    let zone = &catalogue.venue.zone;
    let first = booking.items.first().ok_or(Refusal::Unknown)?;
    let path = format!("/bookings/{reference}/{}", secret.expose());
    let guest = booking.guest.as_ref().map(|guest| GuestView {
        name: guest.name().to_owned(),
        email: guest.email().to_owned(),
        phone: guest.phone().map(str::to_owned),
        note: guest.note().map(str::to_owned),
    });
    Ok(BookingPage {
        venue: catalogue.venue.name.clone(),
        reference: reference.to_string(),
        link: format!("{base_url}{path}"),
        path,
        offer: first.offer.to_string(),
        title: catalogue
            .offer(&first.offer)
            .map_or_else(|_| first.offer.to_string(), |offer| offer.title.clone()),
        when: format!(
            "{}, {}–{}",
            words::date_and_year(zone.date(first.start)),
            words::clock(zone, first.start),
            words::clock(zone, first.end)
        ),
        with: choices::title(&catalogue, &first.resource),
        zone: zone.name().to_owned(),
        stage,
        guest,
        notice,
    })
}

async fn stage(engine: &Engine, booking: &Booking, post: &FormPost) -> Result<Stage, Refusal> {
    let form = || GuestForm {
        name: post.input.name.clone(),
        email: post.input.email.clone(),
        phone: post.input.phone.clone().unwrap_or_default(),
        note: post.input.note.clone().unwrap_or_default(),
        errors: post.errors.clone(),
    };
    let now = engine.now();
    Ok(match booking.state {
        State::Held { expires_at } => {
            Stage::Held { remaining_ms: now.millis_until(expires_at), form: form() }
        }
        State::Expired if engine.is_free(&booking.items).await? => Stage::Lapsed { form: form() },
        State::Expired => Stage::Gone,
        State::Waiting | State::Pending | State::Confirmed => {
            let over = booking.items.iter().all(|item| item.end <= now);
            if over { Stage::Over } else { Stage::Confirmed }
        }
        State::Cancelled | State::Declined => Stage::Cancelled,
        State::Completed | State::NoShow => Stage::Over,
    })
}

async fn lost(engine: &Engine, booking: &Booking) -> Result<Notice, Refusal> {
    let nearest = match booking.items.first() {
        Some(item) => choices::nearest(engine, &item.offer, item.start).await?,
        None => Vec::new(),
    };
    Ok(Notice { message: Refusal::Expired.to_string(), nearest })
}

/// Confirms with what a guest has typed.
///
/// # Errors
/// [`Refusal::Invalid`] with each field to correct; otherwise as [`Engine::confirm`].
pub async fn confirm(
    engine: &Engine,
    reference: &str,
    secret: &str,
    input: &GuestInput,
) -> Result<(), Refusal> {
    let (reference, secret) = key(reference, secret)?;
    let guest = Guest::parse(input).map_err(|errors| Refusal::Invalid { errors })?;
    engine.confirm(&reference, &secret, guest).await.map(drop)
}

/// Cancels a booking, or gives a hold back so that another time can be chosen. Answers the page to
/// go on to.
///
/// # Errors
/// As [`Engine::cancel`].
pub async fn cancel(engine: &Engine, reference: &str, secret: &str) -> Result<String, Refusal> {
    let (reference, secret) = key(reference, secret)?;
    let booking = engine.cancel(&reference, &secret).await?;
    Ok(match (&booking.guest, booking.items.first()) {
        // Nobody has booked yet: there is nothing to say about it.
        (None, Some(item)) => {
            let date = engine.offers().venue.zone.date(item.start);
            format!("/offers/{}?date={date}#times", item.offer)
        }
        _ => format!("/bookings/{reference}/{}", secret.expose()),
    })
}

fn key(reference: &str, secret: &str) -> Result<(Reference, Secret), Refusal> {
    let reference = Reference::parse(reference).ok_or(Refusal::Unknown)?;
    let secret = Secret::presented(secret).ok_or(Refusal::Unknown)?;
    Ok((reference, secret))
}
