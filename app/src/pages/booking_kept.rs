//! A booking that stands: how to come back to it, and what can still be changed.

use super::booking_items::items;
use super::phrases::Phrases;
use super::steps::steps;
use crate::model::{BookingPage, Deadline, Deadlines, GuestView, Stage};
use leptos::prelude::*;

pub fn kept(
    page: &BookingPage,
    title: &'static str,
    deadlines: &Deadlines,
) -> impl IntoView + use<> {
    let is_pending = matches!(page.stage, Stage::Pending(_));
    let (mark, lead) = if is_pending {
        let lead = [
            "It waits for approval by ",
            &page.venue,
            ". It is kept for you until they have decided; this page will say so.",
        ];
        (None, Some(view! { <p>{lead.concat()}</p> }))
    } else {
        (Some("done"), None)
    };
    view! {
        <div class="narrow">
            {steps(2)}
            <div class=mark><h1>{title}</h1></div>
            {lead}
            {items(page)}
            {change(&deadlines.change)}
            {keep(page)}
            {page.guest.as_ref().map(guest)}
            {cancel(page, &deadlines.cancel, is_pending)}
        </div>
    }
}

fn change(deadline: &Deadline) -> impl IntoView + use<> {
    let text = match deadline {
        Deadline::Open(None) => None,
        Deadline::Open(Some(until)) => Some(["You can change it until ", until, "."].concat()),
        Deadline::Past(until) => Some(["It could be changed until ", until, "."].concat()),
        Deadline::Begun => Some("It has begun, so it can no longer be changed here.".to_owned()),
    };
    text.map(|text| view! { <p class="quiet">{text}</p> })
}

/// What the guest needs to come back to the booking: there is no account.
pub fn keep(page: &BookingPage) -> impl IntoView + use<> {
    view! {
        <section class="card keep" aria-label="Keep this">
            <p class="quiet" id="reference">"Your reference"</p>
            <p class="reference" aria-labelledby="reference">{page.reference.clone()}</p>
            <label for="link">"Your link"</label>
            <input id="link" readonly value=page.link.clone() aria-describedby="link-hint"/>
            <p class="quiet" id="link-hint">
                "Keep this link: it is the only way to see, change or cancel your booking."
            </p>
        </section>
    }
}

pub fn guest(guest: &GuestView) -> impl IntoView + use<> {
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
fn cancel(page: &BookingPage, deadline: &Deadline, is_pending: bool) -> AnyView {
    let until = match deadline {
        // Said above, of changes.
        Deadline::Begun => return ().into_any(),
        Deadline::Past(until) => {
            let text = ["It could be cancelled until ", until, "."].concat();
            return view! { <p class="quiet">{text}</p> }.into_any();
        }
        Deadline::Open(until) => until.as_ref().map(|until| {
            let text = ["You can cancel until ", until, "."].concat();
            view! { <p class="quiet">{text}</p> }
        }),
    };
    let (summary, yes) = if is_pending {
        ("Withdraw this request", "Yes, withdraw it")
    } else {
        ("Cancel this booking", "Yes, cancel it")
    };
    view! {
        <details class="cancel">
            <summary>{summary}</summary>
            <p>{Phrases::of(page.kind()).will_be_freed}</p>
            <form method="post" action=[&page.path, "/cancel"].concat()>
                <button class="button danger">{yes}</button>
            </form>
        </details>
        {until}
    }
    .into_any()
}
