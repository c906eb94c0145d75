//! The nights that are chosen, what they come to, and the way to book them.

use super::board::Board;
use super::nights;
use super::quantity::quantity;
use crate::model::{Errand, Quote};
use leptos::prelude::*;

pub fn stay(board: RwSignal<Board>) -> impl IntoView {
    let book = match board.with_untracked(|board| board.errand.clone()) {
        Errand::Book => "Book these nights",
        Errand::Add { .. } => "Add these nights",
        Errand::Move { .. } => "Choose these nights",
    };
    let busy = move || {
        let busy = board.with(|board| board.asked.is_some());
        if busy { "button busy" } else { "button" }
    };
    view! {
        <div class="nights-form">
            <div class="ends">{end(board, true)}{end(board, false)}</div>
            {quantity(board)}
            <div class="quote">{move || board.with(quoted)}</div>
            <div class="actions">
                <button
                    class="button plain"
                    formmethod="get"
                    hidden=move || board.with(|board| board.is_alive)
                >
                    "Show the price"
                </button>
                <button class=busy>{book}</button>
            </div>
        </div>
    }
}

/// A day to arrive or to leave.
fn end(board: RwSignal<Board>, is_arrival: bool) -> impl IntoView {
    let (name, label) = if is_arrival { ("from", "Arrival") } else { ("to", "Departure") };
    let date = move |board: &Board| {
        let stay = board.stay.as_ref();
        let date = stay.and_then(|s| if is_arrival { s.from.clone() } else { s.to.clone() });
        date.unwrap_or_default()
    };
    let (first, last) = board.with_untracked(|board| {
        let stay = board.stay.clone().unwrap_or_default();
        (stay.first, stay.last)
    });
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                type="date"
                required
                min=first
                max=last
                value=board.with_untracked(date)
                prop:value=move || board.with(date)
                on:change=move |event| nights::enter(board, is_arrival, event_target_value(&event))
            />
        </div>
    }
}

fn quoted(board: &Board) -> AnyView {
    let Some(stay) = &board.stay else { return ().into_any() };
    let advice = match (&stay.from, &stay.to) {
        (Some(_), Some(_)) => "",
        (Some(_), None) => "Now choose the day of departure.",
        _ => "Choose the day of arrival, then the day of departure.",
    };
    match &stay.quote {
        Some(quote) => sum(board, quote).into_any(),
        None => view! { <p class="quiet">{advice}</p> }.into_any(),
    }
}

fn sum(board: &Board, quote: &Quote) -> impl IntoView + use<> {
    let left = match quote.left {
        1 => "1 room left".to_owned(),
        left => [&left.to_string(), " rooms left"].concat(),
    };
    let wait = (quote.is_full && board.can_wait).then(|| {
        let href = board.choosing(None).wait_path(&board.offer);
        view! { <p><a href=href>"Join the waiting list for these nights"</a></p> }
    });
    let problem = quote.problem.clone().map(|problem| view! { <p class="wrong">{problem}</p> });
    let amount = quote.amount.clone().map(|amount| view! { <span class="amount">{amount}</span> });
    let is_free = quote.problem.is_none();
    view! {
        <p class="sum"><span>{quote.title.clone()}</span>{amount}</p>
        {is_free.then(|| view! { <p class="quiet">{left}</p> })}
        {problem}
        {wait}
    }
}
