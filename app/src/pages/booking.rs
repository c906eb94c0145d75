//! The page of one booking: first its form, then its confirmation.

use super::Page;
use super::booking_end::{ended, gone};
use super::booking_items::items;
use super::booking_kept::kept;
use super::frame::frame;
use super::guest_form::guest_form;
use super::phrases::Phrases;
use super::steps::steps;
use crate::islands::countdown;
use crate::model::{BookingPage, GuestForm, Stage};
use leptos::prelude::*;

/// How often the page of a guest who waits comes anew without a script, in seconds: often enough for
/// places that are kept for minutes.
const REFRESH: u32 = 30;

#[must_use]
pub fn booking(page: BookingPage) -> Page {
    let title = title(&page);
    let waits = matches!(page.stage, Stage::Waiting { .. });
    Page {
        title: [title, " – ", &page.venue].concat(),
        islands: matches!(page.stage, Stage::Held { .. }),
        private: true,
        refresh_seconds: waits.then_some(REFRESH),
        body: Box::new(move || {
            let stage = stage(&page, title);
            let main = view! { {told(&page)} {notice(&page)} {stage} };
            frame(&page.venue, Some(&page.zone), main)
        }),
    }
}

fn title(page: &BookingPage) -> &'static str {
    match &page.stage {
        Stage::Held { offered: Some(_), .. } => "A place has come free",
        Stage::Held { .. } | Stage::Lapsed { .. } => "Your details",
        Stage::Gone { lost, rest, .. } => {
            let has_begun = lost.iter().all(|lost| lost.has_begun);
            Phrases::of(page.kind()).gone(*rest, has_begun)
        }
        Stage::Waiting { .. } => "You are on the waiting list",
        Stage::Pending(_) => "Your request has been sent",
        Stage::Confirmed(_) => "Your booking is confirmed",
        Stage::Declined => "Your request was declined",
        Stage::Cancelled => "Your booking is cancelled",
        Stage::Left => "You have left the line",
        Stage::Over | Stage::Missed => "This booking is over",
    }
}

fn stage(page: &BookingPage, title: &'static str) -> AnyView {
    match &page.stage {
        Stage::Held { remaining_ms, offered, form } => {
            let lead = offered.as_ref().map(|until| {
                view! { <p class="lead-in">"It is held for you until "<strong>{until.clone()}</strong>
                ". Please confirm by then; after that it goes to whoever is next in line."</p> }
            });
            let time = view! {
                <div class="held-for">
                    {countdown(*remaining_ms)}
                    <noscript><p class="quiet">"Counted from when this page was loaded."</p></noscript>
                </div>
            };
            details(page, title, lead, time, form).into_any()
        }
        Stage::Lapsed { form } => {
            let time = view! { <p class="notice">{Phrases::of(page.kind()).lapsed}</p> };
            details(page, title, (), time, form).into_any()
        }
        Stage::Gone { lost, rest, form } => gone(page, title, lost, *rest, form).into_any(),
        Stage::Waiting { position, kept } => waiting(page, title, *position, kept).into_any(),
        Stage::Pending(deadlines) | Stage::Confirmed(deadlines) => {
            kept(page, title, deadlines).into_any()
        }
        Stage::Declined | Stage::Cancelled | Stage::Left | Stage::Over | Stage::Missed => {
            ended(page, title).into_any()
        }
    }
}

/// What the guest has just done; it is what they came to read.
fn told(page: &BookingPage) -> impl IntoView + use<> {
    page.told.clone().map(|told| {
        view! { <p class="told" role="status" tabindex="-1" autofocus>{told}</p> }
    })
}

fn notice(page: &BookingPage) -> impl IntoView + use<> {
    page.notice.clone().map(|notice| {
        view! { <p class="notice" role="alert" tabindex="-1" autofocus>{notice}</p> }
    })
}

/// The form, beside what it is about and how long there is for it.
fn details<L: IntoView, V: IntoView>(
    page: &BookingPage,
    title: &'static str,
    lead: L,
    time: V,
    form: &GuestForm,
) -> impl IntoView + use<L, V> {
    let is_held = matches!(page.stage, Stage::Held { .. });
    let add = (is_held && page.items.len() < BookingPage::ITEMS_MAX).then(|| {
        let href = [&page.path, "/add"].concat();
        view! { <p><a class="button plain" href=href>"Add something else"</a></p> }
    });
    view! {
        <div class="beside">
            <div>{steps(1)}<h1>{title}</h1>{lead}</div>
            <div class="about">{items(page)}{time}{add}</div>
            <div class="card">{guest_form(page, form)}</div>
        </div>
    }
}

fn waiting(
    page: &BookingPage,
    title: &'static str,
    position: u32,
    kept: &str,
) -> impl IntoView + use<> {
    let next = [
        "When a place comes free, it is held for you for ",
        kept,
        ". This page will show it and ask you to confirm; keep its link, and look in now and then.",
    ];
    view! {
        <div class="narrow">
            <h1>{title}</h1>
            <div class="card place">
                <p class="strong" role="status">{in_line(position)}</p>
                <p>{next.concat()}</p>
                <noscript><p class="quiet">"This page looks again by itself every half minute."</p></noscript>
                <p><a href=page.path.clone()>"Look again now"</a></p>
            </div>
            {items(page)}
            {super::booking_kept::keep(page)}
            {page.guest.as_ref().map(super::booking_kept::guest)}
            <details class="cancel">
                <summary>"Leave the line"</summary>
                <p>"You give your place in line up. This cannot be undone."</p>
                <form method="post" action=[&page.path, "/cancel"].concat()>
                    <button class="button danger">"Yes, leave the line"</button>
                </form>
            </details>
        </div>
    }
}

fn in_line(position: u32) -> String {
    match position {
        1 => "You are next in line.".to_owned(),
        position => format!("You are number {position} in line."),
    }
}
