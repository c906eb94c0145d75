//! Waiting for what is full.

use super::found::Found;
use super::{choices, offer_id, offer_page, stay, taking, words};
use crate::model::{ChoiceState, Choosing, GuestForm, Look, WaitPage, WaitStage};
use booking::{FieldError, Guest, GuestInput, Kind, Offer, Refusal, SlotId, Wish};
use engine::{Catalogue, Engine, Request};
use jiff::ToSpan;
use jiff::civil::Date;

/// What a guest has sent to wait, shown again when something in it must be corrected.
#[derive(Debug, Clone, Default)]
pub struct WaitPost {
    pub input: GuestInput,
    pub errors: Vec<FieldError>,
    pub notice: Option<String>,
}

/// The page on which to join the waiting list for what was chosen, or to say first what that is.
///
/// # Errors
/// [`Refusal::Unknown`] for the offer, or where it has no waiting list.
pub async fn wait_page(
    engine: &Engine,
    offer: &str,
    look: &Look,
    choosing: Choosing,
    post: WaitPost,
) -> Result<WaitPage, Refusal> {
    let id = offer_id(offer)?;
    let catalogue = engine.offers();
    let offer = catalogue.offer(&id)?;
    if !offer.rules.waitlist {
        return Err(Refusal::Unknown);
    }
    let quantity = choosing.quantity.map(|quantity| quantity.to_string());
    let asked = Look { quantity, ..Look::default() };
    let quantity = offer_page::quantity(&catalogue, offer, &asked, None);
    let chosen = taking::asked(&id.to_string(), &choosing).ok();
    let stage = match chosen.and_then(|asked| what(&catalogue, offer, &asked.wish)) {
        Some(what) => WaitStage::Who {
            what,
            choosing,
            form: GuestForm {
                name: post.input.name,
                email: post.input.email,
                phone: post.input.phone.unwrap_or_default(),
                note: post.input.note.unwrap_or_default(),
                errors: post.errors,
                ..GuestForm::default()
            },
        },
        None => which(engine, offer, look).await?,
    };
    Ok(WaitPage {
        venue: catalogue.venue.name.clone(),
        zone: catalogue.venue.zone.name().to_owned(),
        offer: id.to_string(),
        title: offer.title.clone(),
        stage,
        quantity,
        keep: words::duration(offer.rules.wait_offer_minutes),
        notice: post.notice,
    })
}

/// Stands in line, if `allow` lets that guest, and answers the page of the booking that does.
///
/// # Errors
/// As `allow` and [`Engine::wait`].
pub async fn wait(
    engine: &Engine,
    offer: &str,
    choosing: &Choosing,
    input: &GuestInput,
    allow: impl FnOnce(&Guest) -> Result<(), Refusal>,
) -> Result<String, Refusal> {
    let guest = Guest::parse(input).map_err(|errors| Refusal::Invalid { errors })?;
    let items = vec![taking::asked(offer, choosing)?];
    allow(&guest)?;
    let receipt = engine.wait(Request { items, guest: Some(guest) }, None).await?;
    Ok(format!("/bookings/{}/{}", receipt.reference, receipt.secret.expose()))
}

/// What is waited for, in words; `None` where it makes no sense.
fn what(catalogue: &Catalogue, offer: &Offer, wish: &Wish) -> Option<String> {
    let zone = &catalogue.venue.zone;
    match (&offer.kind, wish) {
        (Kind::Stock(_), Wish::Slot(slot)) => {
            (slot.as_str() == booking::Stock::SLOT).then(|| offer.title.clone())
        }
        (Kind::Stay(_), wish) => {
            let stay = stay::stay_of(wish).filter(|stay| stay.from < stay.to)?;
            Some(words::dates(stay.from, stay.to))
        }
        (_, Wish::Slot(slot)) => {
            let start = choices::start(offer, slot)?;
            let time =
                format!("{}, {}", words::plain_date(zone.date(start)), words::clock(zone, start));
            Some(match with(catalogue, offer, slot) {
                Some(with) => format!("{time} with {with}"),
                None => time,
            })
        }
        (_, Wish::Nights { .. }) => None,
    }
}

fn with(catalogue: &Catalogue, offer: &Offer, slot: &SlotId) -> Option<String> {
    let named = booking::AppointmentSlot::parse(slot)?.resource?;
    offer.resources().contains(&named).then(|| choices::title(catalogue, &named))
}

async fn which(engine: &Engine, offer: &Offer, look: &Look) -> Result<WaitStage, Refusal> {
    let (first, last) = engine.dates(&offer.id)?;
    let is_stay = matches!(offer.kind, Kind::Stay(_));
    let date: Option<Date> = look.date.as_deref().and_then(|text| text.parse().ok());
    let full = match date.filter(|_| !is_stay) {
        Some(date) => {
            let catalogue = engine.offers();
            let found = Found::of(engine, &offer.id, (date, date), None).await?;
            let all = found.slots.iter().map(|slot| choices::choice(&catalogue, offer, slot));
            all.filter(|choice| choice.state != ChoiceState::Free).collect()
        }
        None => Vec::new(),
    };
    let last = if is_stay { last.saturating_add(1.day()) } else { last };
    Ok(WaitStage::Which {
        date: date.map(|date| date.to_string()),
        first: first.to_string(),
        last: last.to_string(),
        is_stay,
        full,
    })
}
