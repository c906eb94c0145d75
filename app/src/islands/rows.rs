//! Places and units: one row for each date, or for what is in stock.

use super::board::{Board, Line};
use crate::model::{Choice, ChoiceState, Choosing};
use booking::KindName;
use leptos::prelude::*;

/// From this many on, a row does not point out that few are left.
const PLENTY: u32 = 4;

/// Nothing for appointments: their times are not in rows.
pub fn rows(board: &Board) -> Option<impl IntoView + use<>> {
    let group = board.times.as_ref()?.groups.first()?;
    (board.kind != KindName::Appointment).then(|| {
        let rows: Vec<_> = group.lines.iter().map(|line| row(board, line)).collect();
        view! { <ul class="rows">{rows}</ul> }
    })
}

fn row(board: &Board, line: &Line) -> impl IntoView + use<> {
    let choice = &line.choice;
    let few = if (1..PLENTY).contains(&choice.left) { "left few" } else { "left" };
    let wait = (board.can_wait && choice.state == ChoiceState::Taken).then(|| {
        let choosing = Choosing {
            slot: Some(choice.slot.clone()),
            quantity: Some(board.quantity.chosen),
            ..Choosing::default()
        };
        let href = choosing.wait_path(&board.offer);
        let label = ["Join the waiting list for ", &choice.label].concat();
        view! { <a href=href aria-label=label>"Join the waiting list"</a> }
    });
    view! {
        <li class="row">
            <div>
                <p class="clock strong">{choice.clock.clone()}</p>
                <p><span class=few>{left(board, choice)}</span>{price(board, choice)}</p>
            </div>
            {wait}
            {button(board, choice)}
        </li>
    }
}

/// Never `disabled` and never gone: that would drop the focus.
fn button(board: &Board, choice: &Choice) -> impl IntoView + use<> {
    let asked = board.asked.as_ref() == Some(&choice.slot);
    let free = choice.state == ChoiceState::Free;
    let (class, word) = match choice.state {
        ChoiceState::Free if asked => ("button busy", "Book"),
        ChoiceState::Free => ("button", "Book"),
        ChoiceState::Held => ("button held", "On hold"),
        ChoiceState::Taken => ("button taken", "Sold out"),
    };
    let word = match (choice.state, &board.errand) {
        (ChoiceState::Free, crate::model::Errand::Add { .. }) => "Add",
        (ChoiceState::Free, crate::model::Errand::Move { .. }) => "Choose",
        _ => word,
    };
    view! {
        <button
            type=if free { "submit" } else { "button" }
            name="slot"
            value=choice.slot.clone()
            class=class
            aria-disabled=(!free).then_some("true")
            aria-label=[word, ": ", &choice.label, ", ", &left(board, choice)].concat()
        >
            {word}
        </button>
    }
}

fn left(board: &Board, choice: &Choice) -> String {
    let unit = match (board.kind, choice.left) {
        (KindName::Stock, _) => "",
        (_, 1) => " place",
        _ => " places",
    };
    match choice.state {
        ChoiceState::Free => [&choice.left.to_string(), unit, " left"].concat(),
        ChoiceState::Held => "the last ones are being booked right now".to_owned(),
        ChoiceState::Taken => "sold out".to_owned(),
    }
}

/// ` · €24.00 each`, or what several come to.
fn price(board: &Board, choice: &Choice) -> String {
    let Some(price) = choice.price else { return String::new() };
    let each = [" · ", &board.money.say(price), " each"].concat();
    match board.quantity.chosen {
        1 => each,
        chosen => {
            let sum = board.money.say(price * u64::from(chosen));
            [&each, ", ", &chosen.to_string(), " for ", &sum].concat()
        }
    }
}
