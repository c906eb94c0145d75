//! What a booking is of, what it costs, and what can be done with each thing.

use super::phrases::Phrases;
use crate::model::{BookingPage, Deadline, ItemView, Stage};
use leptos::prelude::*;

pub fn items(page: &BookingPage) -> impl IntoView + use<> {
    let rows: Vec<_> = page
        .items
        .iter()
        .enumerate()
        .map(|(index, item)| row(item, acts(page, item, index)))
        .collect();
    let paid = page.is_paid.then(|| view! { <span class="paid">"Paid"</span> });
    let total = (page.total.is_some() || page.is_paid).then(|| {
        let total = page.total.clone().map(|total| ["Total ", &total].concat());
        view! { <p class="total">{paid}<span class="strong">{total}</span></p> }
    });
    view! {
        <section class="card" aria-label="What you have chosen">
            <ul class="items">{rows}</ul>
            {total}
        </section>
    }
}

/// The first part breaks where words do, the others stay whole.
fn when(parts: &[String]) -> impl IntoView + use<> {
    parts.split_first().map(|(first, others)| {
        let part = |part: &String| view! { " " <span>{part.clone()}</span> };
        let others: Vec<_> = others.iter().map(part).collect();
        view! { <p class="when">{first.clone()}{others}</p> }
    })
}

/// The same without anything to do.
pub fn plain(items: &[ItemView]) -> impl IntoView + use<> {
    let rows: Vec<_> = items.iter().map(|item| row(item, ())).collect();
    view! { <ul class="items">{rows}</ul> }
}

fn row<V: IntoView>(item: &ItemView, acts: V) -> impl IntoView + use<V> {
    let line = |text: String| view! { <p>{text}</p> };
    let with = item.with.as_ref().map(|with| line(["With ", with].concat()));
    let gone = item.is_gone.then(|| view! { <p class="wrong">"No longer to be had"</p> });
    let price = item.price.clone().map(|price| view! { <span>{price}</span> });
    view! {
        <li class:gone=item.is_gone>
            <p class="what"><span class="strong">{item.title.clone()}</span>{price}</p>
            {when(&item.when)}
            {with}
            {gone}
            {acts}
        </li>
    }
}

fn acts(page: &BookingPage, item: &ItemView, index: usize) -> impl IntoView + use<> {
    let of = page.items.len();
    let is_several = of > 1;
    let (can_move, can_remove) = match &page.stage {
        Stage::Held { .. } | Stage::Lapsed { .. } => (is_several, is_several),
        Stage::Pending(deadlines) | Stage::Confirmed(deadlines) => {
            (matches!(deadlines.change, Deadline::Open(_)), false)
        }
        _ => (false, false),
    };
    // Among several, each says what it is about to those who hear it alone.
    let about = |act: &str| is_several.then(|| [act, ": ", &item.title].concat());
    let change = item.offer.as_ref().filter(|_| can_move).map(|offer| {
        let href = [&page.path, "/move/", &index.to_string(), "/", offer, &item.look].concat();
        let change = Phrases::of(Some(item.kind)).change;
        view! { <a href=href aria-label=about(change)>{change}</a> }
    });
    let remove = can_remove.then(|| {
        view! {
            <form method="post" action=[&page.path, "/remove"].concat()>
                <input type="hidden" name="item" value=index.to_string()/>
                <input type="hidden" name="of" value=of.to_string()/>
                <button class="link" aria-label=about("Remove")>"Remove"</button>
            </form>
        }
    });
    (change.is_some() || remove.is_some())
        .then(|| view! { <div class="acts">{change}{remove}</div> })
}
