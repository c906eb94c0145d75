//! A booking that is over, in whatever way, and the ways on.

use super::booking_items::items;
use super::phrases::Phrases;
use crate::model::{BookingPage, GuestForm, Lost, Stage};
use booking::KindName;
use leptos::prelude::*;

pub fn ended(page: &BookingPage, title: &'static str) -> impl IntoView + use<> {
    let phrases = Phrases::of(page.kind());
    let text = match page.stage {
        Stage::Cancelled => phrases.freed.to_owned(),
        Stage::Left => "Nothing is booked for you. Thank you for making room.".to_owned(),
        Stage::Declined => {
            [&page.venue, " could not accept it. Nothing is booked for you."].concat()
        }
        Stage::Missed => "We did not see you. If that is a mistake, please tell us.".to_owned(),
        _ if page.kind() == Some(KindName::Stock) => "Thank you. Enjoy it.".to_owned(),
        _ => "We hope to see you again soon.".to_owned(),
    };
    let again = match page.stage {
        Stage::Over | Stage::Missed if page.kind().is_some() => "Book again",
        _ => phrases.again,
    };
    view! {
        <div class="narrow">
            <h1>{title}</h1>
            <p>{text}</p>
            {items(page)}
            {on(page, again, "button")}
        </div>
    }
}

/// A hold that has ended and of which something is lost. What was typed goes along with each way on.
pub fn gone(
    page: &BookingPage,
    title: &'static str,
    lost: &[Lost],
    rest: bool,
    form: &GuestForm,
) -> impl IntoView + use<> {
    let action = [&page.path, "/keep-rest"].concat();
    let is_several = page.items.len() > 1;
    let each: Vec<_> = lost.iter().map(|lost| one(lost, is_several, &action, form)).collect();
    let is_rest = rest;
    let rest = rest.then(|| {
        view! {
            <form method="post" action=action.clone() class="card rest">
                {typed(form)}
                <p>"The rest is still free. Keep it before someone else takes it."</p>
                <button class="button">"Keep the rest"</button>
            </form>
        }
    });
    view! {
        <div class="narrow">
            <h1>{title}</h1>
            <p>"Your hold had ended. Nothing was booked for you."</p>
            <div id="notice" class="notice" role="group" aria-label="Please note" tabindex="-1" autofocus>
                {each}
            </div>
            {rest}
            {items(page)}
            {on(page, Phrases::of(page.kind()).other, if is_rest { "button plain" } else { "button" })}
        </div>
    }
}

fn one(lost: &Lost, is_several: bool, action: &str, form: &GuestForm) -> impl IntoView + use<> {
    let what = match (lost.has_begun, lost.kind) {
        (true, _) => "The time for it has come.",
        (false, KindName::Stock) => "Others have bought it in the meantime.",
        (false, _) => "Someone else has taken it.",
    };
    let text = if is_several { [&lost.words, ": ", what].concat() } else { what.to_owned() };
    let near = |choice: &crate::model::Choice| {
        let (slot, label) = (choice.slot.clone(), choice.label.clone());
        view! { <li><button class="slot near" name="slot" value=slot>{label}</button></li> }
    };
    let nearest: Vec<_> = lost.nearest.iter().map(near).collect();
    let nearest = (!nearest.is_empty()).then(|| {
        let lead = if is_several {
            "Free close to it; the rest is kept with what you choose:"
        } else {
            "These are free and close to it:"
        };
        view! {
            <form method="post" action=action.to_owned()>
                {typed(form)}
                <input type="hidden" name="item" value=lost.item.to_string()/>
                <p>{lead}</p>
                <ul class="nearest">{nearest}</ul>
            </form>
        }
    });
    view! { <div class="lost"><p class="strong">{text}</p>{nearest}</div> }
}

/// What the guest has typed by now, so that it is not lost with the time.
fn typed(form: &GuestForm) -> impl IntoView + use<> {
    let field = |(name, value): (&'static str, &String)| {
        let value = value.clone();
        (!value.is_empty()).then(|| view! { <input type="hidden" name=name value=value/> })
    };
    [("name", &form.name), ("email", &form.email), ("phone", &form.phone), ("note", &form.note)]
        .map(field)
        .into_iter()
        .collect::<Vec<_>>()
}

/// To the offer of one thing, or to all offers.
fn on(page: &BookingPage, text: &'static str, class: &'static str) -> impl IntoView + use<> {
    let (href, text) = match page.items.as_slice() {
        [item] => match &item.offer {
            Some(offer) => (["/offers/", offer].concat(), text),
            None => ("/".to_owned(), "See what can be booked"),
        },
        _ => ("/".to_owned(), "See what can be booked"),
    };
    view! { <p><a class=class href=href>{text}</a></p> }
}
