//! The page on which a guest chooses a time.

use super::Page;
use super::frame::frame;
use super::home::facts;
use super::lengths::lengths;
use super::steps::steps;
use crate::islands::slot_picker;
use crate::model::{ErrandLine, OfferPage};
use leptos::prelude::*;

#[must_use]
pub fn offer(page: OfferPage) -> Page {
    Page {
        title: [&page.card.title, " – ", &page.venue].concat(),
        islands: true,
        private: page.errand.is_some(),
        refresh_seconds: None,
        body: Box::new(move || {
            let date = page.picker.day.as_ref().map(|day| day.date.as_str());
            let lengths = lengths(&page.lengths, date);
            let main = view! {
                {page.errand.map(errand)}
                {steps(0)}
                <header class="lead">
                    <h1>{page.card.title}</h1>
                    <p>{page.card.description}</p>
                    {facts(page.card.facts)}
                </header>
                {lengths}
                {slot_picker(page.picker, page.notice)}
            };
            frame(&page.venue, Some(&page.zone), main)
        }),
    }
}

fn errand(line: ErrandLine) -> impl IntoView {
    view! {
        <p class="errand">
            <span>{line.text}</span>
            <a href=line.path>"Back to your booking"</a>
        </p>
    }
}
