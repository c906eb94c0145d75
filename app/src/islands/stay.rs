//! The nights that are chosen, what they come to, and the way to book them.

use super::board::Board;
use super::quantity::quantity;
use crate::model::{Errand, Quote, Stay};
use leptos::prelude::*;

/// Nothing where it is no stay that is chosen.
pub fn stay(board: &Board) -> Option<impl IntoView + use<>> {
    let stay = board.stay.as_ref()?;
    let book = match board.errand {
        Errand::Book => "Book these nights",
        Errand::Add { .. } => "Add these nights",
        Errand::Move { .. } => "Choose these nights",
    };
    let busy = if board.asked.is_some() { "button busy" } else { "button" };
    let advice = match (&stay.from, &stay.to) {
        (Some(_), Some(_)) => "",
        (Some(_), None) => "Now choose the day of departure.",
        _ => "Choose the day of arrival, then the day of departure.",
    };
    Some(view! {
        <div class="ends">
            {end(stay, "from", "Arrival", stay.from.as_ref())}
            {end(stay, "to", "Departure", stay.to.as_ref())}
        </div>
        {quantity(board)}
        <div class="quote">
            <p class="quiet">{advice}</p>
            {stay.quote.as_ref().map(|quote| sum(board, quote))}
        </div>
        <div class="actions">
            <button class="button plain" formmethod="get" hidden=board.is_alive>
                "Show the price"
            </button>
            <button class=busy>{book}</button>
        </div>
    })
}

/// A day to arrive or to leave.
fn end(
    stay: &Stay,
    name: &'static str,
    label: &'static str,
    date: Option<&String>,
) -> impl IntoView + use<> {
    let date = date.cloned().unwrap_or_default();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                type="date"
                required
                min=stay.first.clone()
                max=stay.last.clone()
                value=date.clone()
                prop:value=date
            />
        </div>
    }
}

fn sum(board: &Board, quote: &Quote) -> impl IntoView + use<> {
    let left = match (&quote.problem, quote.left) {
        (Some(_), _) => String::new(),
        (None, 1) => "1 room left".to_owned(),
        (None, left) => [&left.to_string(), " rooms left"].concat(),
    };
    let wait = (quote.is_full && board.can_wait).then(|| {
        let href = board.choosing(None).wait_path(&board.offer);
        view! { <a href=href>"Join the waiting list for these nights"</a> }
    });
    view! {
        <p class="sum">
            <span>{quote.title.clone()}</span>
            <span class="amount">{quote.amount.clone().unwrap_or_default()}</span>
        </p>
        <p class="quiet">{left}</p>
        <p class="wrong">{quote.problem.clone().unwrap_or_default()}</p>
        {wait}
    }
}
