//! The page on which a guest looks for something more while the rest is held.

use super::Page;
use super::booking_items::plain;
use super::frame::frame;
use super::home::card;
use crate::islands::countdown;
use crate::model::AddPage;
use leptos::prelude::*;

#[must_use]
pub fn add(page: AddPage) -> Page {
    Page {
        title: ["Add something else – ", &page.venue].concat(),
        islands: true,
        private: true,
        refresh_seconds: None,
        body: Box::new(move || {
            let root = [&page.path, "/add/"].concat();
            let cards: Vec<_> = page.offers.into_iter().map(|offer| card(offer, &root)).collect();
            let main = view! {
                <div class="beside">
                    <div>
                        <h1>"What would you like to add?"</h1>
                        <p class="lead-in">"All of it is booked together, or none of it."</p>
                    </div>
                    <div class="about">
                        <section class="card" aria-label="What you have chosen">
                            {plain(&page.items)}
                        </section>
                        <div class="held-for">{countdown(page.remaining_ms)}</div>
                        <p><a class="button plain" href=page.path>"Back to your details"</a></p>
                    </div>
                    <ul class="offers">{cards}</ul>
                </div>
            };
            frame(&page.venue, Some(&page.zone), main)
        }),
    }
}
