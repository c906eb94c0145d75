//! The venue's first page: what can be booked.

use super::Page;
use super::frame::framed;
use crate::model::{HomePage, OfferCard};
use leptos::prelude::*;

#[must_use]
pub fn home(page: HomePage) -> Page {
    Page {
        title: page.venue.clone(),
        islands: false,
        private: false,
        refresh_seconds: None,
        body: Box::new(move || {
            let empty = page.offers.is_empty();
            let cards: Vec<_> =
                page.offers.into_iter().map(|offer| card(offer, "/offers/")).collect();
            let main = view! {
                <h1>"What would you like to book?"</h1>
                {empty.then(|| view! { <p>"There is nothing to book at the moment. Please come back later."</p> })}
                <ul class="offers">{cards}</ul>
            };
            let lab = page.lab.map(|path| {
                view! { <p><a href=path>"Watch a race for the last place"</a></p> }.into_any()
            });
            framed(&page.venue, Some(&page.zone), main, lab)
        }),
    }
}

/// `root` comes before the offer's id in its link.
pub(super) fn card(card: OfferCard, root: &str) -> impl IntoView + use<> {
    let href = [root, &card.id].concat();
    view! {
        <li class="card offer">
            <h2><a href=href>{card.title}</a></h2>
            <p>{card.description}</p>
            {facts(card.facts)}
            <p class="next">{card.news}</p>
        </li>
    }
}

/// Duration, price and the like.
pub(super) fn facts(facts: Vec<String>) -> impl IntoView {
    let facts: Vec<_> = facts.into_iter().map(|fact| view! { <li>{fact}</li> }).collect();
    view! { <ul class="facts">{facts}</ul> }
}
