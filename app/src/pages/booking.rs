//! The page of one booking: first its form, then its confirmation.

use super::Page;
use super::frame::frame;
use super::guest_form::guest_form;
use super::steps::steps;
use crate::islands::countdown;
use crate::islands::notice::notice as near;
use crate::model::{BookingPage, GuestForm, GuestView, Notice, Stage};
use leptos::prelude::*;

#[must_use]
pub fn booking(page: BookingPage) -> Page {
    let title = match page.stage {
        Stage::Held { .. } | Stage::Lapsed { .. } => "Your details",
        Stage::Gone => "This time is no longer free",
        Stage::Confirmed => "Your booking is confirmed",
        Stage::Cancelled => "Your booking is cancelled",
        Stage::Over => "This booking is over",
    };
    Page {
        title: [title, " – ", &page.venue].concat(),
        islands: matches!(page.stage, Stage::Held { .. }),
        private: true,
        body: Box::new(move || {
            let stage = stage(&page, title);
            let main =
                view! { {page.notice.as_ref().map(|said| notice(said, &page.offer))} {stage} };
            frame(&page.venue, Some(&page.zone), main)
        }),
    }
}

fn stage(page: &BookingPage, title: &'static str) -> AnyView {
    match &page.stage {
        Stage::Held { remaining_ms, form } => {
            let time = view! {
                <div class="held-for">
                    {countdown(*remaining_ms)}
                    <noscript><p class="quiet">"Counted from when this page was loaded."</p></noscript>
                </div>
            };
            details(page, title, time, form).into_any()
        }
        Stage::Lapsed { form } => {
            let time = view! { <p class="notice">{LAPSED}</p> };
            details(page, title, time, form).into_any()
        }
        Stage::Gone => view! {
            <div class="narrow">
                <h1>{title}</h1>
                <p>"Someone else has it now. Nothing was booked for you."</p>
                {summary(page)}
                {again(&page.offer, "Choose another time")}
            </div>
        }
        .into_any(),
        Stage::Confirmed => view! {
            <div class="narrow">
                {steps(2)}
                <div class="done"><h1>{title}</h1></div>
                {summary(page)}
                {keep(page)}
                {page.guest.as_ref().map(guest)}
                {cancel(&page.path)}
            </div>
        }
        .into_any(),
        Stage::Cancelled => view! {
            <div class="narrow">
                <h1>{title}</h1>
                <p>"The time is free for others again."</p>
                {summary(page)}
                {again(&page.offer, "Book another time")}
            </div>
        }
        .into_any(),
        Stage::Over => view! {
            <div class="narrow">
                <h1>{title}</h1>
                <p>"We hope to see you again soon."</p>
                {summary(page)}
                {again(&page.offer, "Book again")}
            </div>
        }
        .into_any(),
    }
}

const LAPSED: &str = "Your hold has ended, but nobody else has taken the time yet. \
    Confirm now to keep it.";

/// The form, beside what it is about and how long there is for it.
fn details<V: IntoView>(
    page: &BookingPage,
    title: &'static str,
    time: V,
    form: &GuestForm,
) -> impl IntoView + use<V> {
    view! {
        <div class="beside">
            <div>{steps(1)}<h1>{title}</h1></div>
            <div class="about">{summary(page)}{time}</div>
            <div class="card">{guest_form(&page.path, form)}</div>
        </div>
    }
}

/// With times close by, where there are some, as the buttons of a form that holds one.
fn notice(notice: &Notice, offer: &str) -> AnyView {
    if notice.nearest.is_empty() {
        let message = notice.message.clone();
        return view! { <p class="notice" role="alert" tabindex="-1" autofocus>{message}</p> }
            .into_any();
    }
    let action = ["/offers/", offer].concat();
    view! { <form method="post" action=action class="narrow">{near(notice)}</form> }.into_any()
}

fn summary(page: &BookingPage) -> impl IntoView + use<> {
    view! {
        <dl class="card summary">
            <div><dt>"What"</dt><dd>{page.title.clone()}</dd></div>
            <div><dt>"When"</dt><dd class="strong">{page.when.clone()}</dd></div>
            <div><dt>"With"</dt><dd>{page.with.clone()}</dd></div>
        </dl>
    }
}

/// What the guest needs to come back to the booking: there is no account.
fn keep(page: &BookingPage) -> impl IntoView + use<> {
    view! {
        <section class="card keep" aria-label="Keep this">
            <p class="quiet" id="reference">"Your reference"</p>
            <p class="reference" aria-labelledby="reference">{page.reference.clone()}</p>
            <label for="link">"Your link"</label>
            <input id="link" readonly value=page.link.clone() aria-describedby="link-hint"/>
            <p class="quiet" id="link-hint">
                "Keep this link: it is the only way to see or cancel your booking."
            </p>
        </section>
    }
}

fn guest(guest: &GuestView) -> impl IntoView + use<> {
    let row = |name: &'static str, value: Option<&String>| {
        value.map(|value| view! { <div><dt>{name}</dt><dd>{value.clone()}</dd></div> })
    };
    view! {
        <section aria-labelledby="details">
            <h2 id="details">"Your details"</h2>
            <dl class="card summary">
                {row("Name", Some(&guest.name))}
                {row("E-mail", Some(&guest.email))}
                {row("Phone", guest.phone.as_ref())}
                {row("Note", guest.note.as_ref())}
            </dl>
        </section>
    }
}

/// Behind a second step, so that nobody cancels by a slip.
fn cancel(path: &str) -> impl IntoView + use<> {
    view! {
        <details class="cancel">
            <summary>"Cancel this booking"</summary>
            <p>"The time becomes free for others at once. This cannot be undone."</p>
            <form method="post" action=[path, "/cancel"].concat()>
                <button class="button danger">"Yes, cancel it"</button>
            </form>
        </details>
    }
}

fn again(offer: &str, text: &'static str) -> impl IntoView + use<> {
    view! { <p><a class="button" href=["/offers/", offer].concat()>{text}</a></p> }
}
