//! The page on which a guest joins a waiting list.

use super::Page;
use super::frame::frame;
use super::guest_form::{guest_fields, summary};
use crate::model::{Choice, ChoiceState, Choosing, GuestForm, WaitPage, WaitStage};
use leptos::prelude::*;

#[must_use]
pub fn wait(page: WaitPage) -> Page {
    Page {
        title: ["Waiting list: ", &page.title, " – ", &page.venue].concat(),
        islands: false,
        // It shows again what a guest has typed.
        private: true,
        refresh_seconds: None,
        body: Box::new(move || {
            let back = ["/offers/", &page.offer].concat();
            let stage = match &page.stage {
                WaitStage::Which { date, first, last, is_stay: false, full } => {
                    which_day(&page, date.as_deref(), first, last, full).into_any()
                }
                WaitStage::Which { first, last, .. } => nights(&page, first, last).into_any(),
                WaitStage::Who { what, choosing, form } => {
                    who(&page, what, choosing, form).into_any()
                }
            };
            let notice = page.notice.clone().map(|text| {
                view! { <p class="notice" role="alert" tabindex="-1" autofocus>{text}</p> }
            });
            let main = view! {
                <div class="narrow">
                    <header>
                        <h1>"Join the waiting list"</h1>
                        <p class="quiet lead-in">{lead(&page)}</p>
                    </header>
                    {notice}
                    {stage}
                    <p><a href=back>"Back to "{page.title.clone()}</a></p>
                </div>
            };
            frame(&page.venue, Some(&page.zone), main)
        }),
    }
}

fn lead(page: &WaitPage) -> String {
    [
        "If it comes free, it goes to whoever has waited longest. When it is your turn we keep it for \
         you for ",
        &page.keep,
        ": look at your booking's page from time to time. Waiting costs nothing, and you can give \
         up your place at any time.",
    ]
    .concat()
}

fn who(
    page: &WaitPage,
    what: &str,
    choosing: &Choosing,
    form: &GuestForm,
) -> impl IntoView + use<> {
    let hidden = |name: &'static str, value: &Option<String>| {
        let value = value.clone();
        value.map(|value| view! { <input type="hidden" name=name value=value/> })
    };
    let again = (what != page.title).then(|| {
        view! { <div><dt>"For"</dt><dd class="strong">{what.to_owned()}</dd></div> }
    });
    view! {
        {summary(form)}
        <form class="guest card" method="post" action=["/offers/", &page.offer, "/wait"].concat()>
            <dl class="summary">
                <div><dt>"What"</dt><dd class="strong">{page.title.clone()}</dd></div>
                {again}
            </dl>
            {hidden("slot", &choosing.slot)}
            {hidden("from", &choosing.from)}
            {hidden("to", &choosing.to)}
            {quantity(page)}
            {guest_fields(form)}
            <button class="button">"Join the waiting list"</button>
        </form>
    }
}

fn quantity(page: &WaitPage) -> impl IntoView + use<> {
    let (chosen, most) = (page.quantity.chosen, page.quantity.most);
    (most > 1).then(|| {
        view! {
            <div class="field">
                <label for="quantity">"How many"</label>
                <input
                    id="quantity"
                    name="quantity"
                    type="number"
                    inputmode="numeric"
                    required
                    min="1"
                    max=most.to_string()
                    value=chosen.to_string()
                />
            </div>
        }
    })
}

/// What is full on a day, each as a link to wait for it.
fn which_day(
    page: &WaitPage,
    date: Option<&str>,
    first: &str,
    last: &str,
    full: &[Choice],
) -> impl IntoView + use<> {
    let link = |choice: &Choice| {
        let choosing = Choosing { slot: Some(choice.slot.clone()), ..Choosing::default() };
        let held = if choice.state == ChoiceState::Held { ", being booked right now" } else { "" };
        let text = [&choice.label, held].concat();
        view! { <li><a class="slot near" href=choosing.wait_path(&page.offer)>{text}</a></li> }
    };
    let links: Vec<_> = full.iter().map(link).collect();
    let none = (date.is_some() && full.is_empty())
        .then(|| view! { <p>"Nothing is full on this day: you can book it."</p> });
    view! {
        <div class="card">
            <form class="guest">
                {day("date", "Day", date.unwrap_or_default(), first, last)}
                <button class="button plain">"Show what is full"</button>
            </form>
            {none}
            <ul class="nearest">{links}</ul>
        </div>
    }
}

fn nights(page: &WaitPage, first: &str, last: &str) -> impl IntoView + use<> {
    view! {
        <form class="guest card">
            {day("from", "Arrival", "", first, last)}
            {day("to", "Departure", "", first, last)}
            {quantity(page)}
            <button class="button">"Go on"</button>
        </form>
    }
}

fn day(
    name: &'static str,
    label: &'static str,
    value: &str,
    first: &str,
    last: &str,
) -> impl IntoView + use<> {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                type="date"
                required
                min=first.to_owned()
                max=last.to_owned()
                value=value.to_owned()
            />
        </div>
    }
}
