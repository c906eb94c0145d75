//! What can be chosen, as one form.

use super::board::{Board, Line, Lines};
use super::holding;
use super::notice::notice;
use super::quantity::{self, quantity};
use super::rows::rows;
use super::stay::stay;
use crate::model::ChoiceState;
use booking::KindName;
use leptos::prelude::*;

pub fn times(board: RwSignal<Board>) -> impl IntoView {
    let action = board.with_untracked(|board| board.errand.action(&board.offer));
    let title = move || {
        board.with(|board| match &board.times {
            Some(times) => times.title.clone(),
            None if board.stay.is_some() => "Your stay".to_owned(),
            None if board.has_room() => "Choose a day".to_owned(),
            None => "No times to book this month".to_owned(),
        })
    };
    let note = move || board.with(|board| board.notice.as_ref().map(notice));
    // No `AnyView` in islands: it brings along all that hydrates asynchronously, 10 kB (Brotli).
    let times = move || {
        board.with(|board| {
            let is_time = board.kind == KindName::Appointment;
            let groups = board.times.iter().filter(|_| is_time).flat_map(|times| &times.groups);
            groups.map(|group| lines(board, group)).collect::<Vec<_>>()
        })
    };
    let places = move || board.with(|board| (board.stay.is_none()).then(|| quantity(board)));
    let rows = move || board.with(rows);
    let nights = move || board.with(stay);
    let wait = move || {
        let href = board.with(|board| board.wait.clone());
        href.map(|href| view! { <p><a href=href>"Join the waiting list for it"</a></p> })
    };
    // Times that were gone before the guest came are not shown, but may be waited for.
    let list = move || {
        let shows = board.with(|board| {
            let date = board.date().map(|date| ["?date=", date].concat()).unwrap_or_default();
            (board.can_wait && board.kind == KindName::Appointment)
                .then(|| ["/offers/", &board.offer, "/wait", &date].concat())
        });
        shows.map(|href| {
            view! {
                <p class="quiet waiting">
                    "Is the time you wish taken? "<a href=href>"Join the waiting list"</a>
                </p>
            }
        })
    };
    let busy = move || {
        board.with(|board| (board.awaited.is_some() || board.asked.is_some()).then_some("true"))
    };
    view! {
        <section class="times card" aria-labelledby="times" aria-busy=busy>
            <h2 id="times" tabindex="-1">{title}</h2>
            <form
                method="post"
                action=action
                on:submit=move |event| holding::submit(board, &event)
                on:click=move |event| holding::click(board, &event)
                on:input=move |event| quantity::input(board, &event)
            >
                {note}
                {wait}
                <p class="quiet">{move || board.with(advice)}</p>
                {nights}
                {places}
                {rows}
                {times}
            </form>
            {list}
        </section>
    }
}

fn advice(board: &Board) -> &'static str {
    if board.stay.is_some() {
        return "";
    }
    let Some(times) = &board.times else {
        return if board.has_room() {
            "Its times will show here."
        } else {
            "Please look at another month."
        };
    };
    let mut lines = times.groups.iter().flat_map(|group| &group.lines);
    let is_free = lines.any(|line| line.choice.state == ChoiceState::Free);
    match board.kind {
        KindName::Appointment if is_free => {
            "Choose a time. We hold it for you while you enter your details."
        }
        _ if is_free => "We hold them for you while you enter your details.",
        _ if times.date.is_empty() => "There is nothing left just now.",
        _ => "There is nothing free on this day just now. Please choose another day.",
    }
}

/// The times with one person. Those that were gone from the start keep an empty, hidden place: they
/// may come free, and then nothing else must move in the list.
fn lines(board: &Board, group: &Lines) -> impl IntoView + use<> {
    let id = ["with-", &group.resource].concat();
    let labelled = id.clone();
    let any = group.lines.iter().any(|line| line.seen);
    let items = group.lines.iter().map(|line| {
        let button = line.seen.then(|| button(board, line));
        view! { <li hidden=!line.seen>{button}</li> }
    });
    view! {
        <div class="with" role="group" aria-labelledby=labelled hidden=!any>
            <h3 id=id>{group.title.clone()}</h3>
            <ul class="slots">{items.collect::<Vec<_>>()}</ul>
        </div>
    }
}

/// A time that cannot be chosen is no submit button, but never `disabled`: that would drop the focus.
fn button(board: &Board, line: &Line) -> impl IntoView + use<> {
    let choice = &line.choice;
    let asked = board.asked.as_ref() == Some(&choice.slot);
    let (class, word, why) = match choice.state {
        ChoiceState::Free if asked => ("slot busy", None, ""),
        ChoiceState::Free => ("slot", None, ""),
        ChoiceState::Held => ("slot held", Some("held"), ", held: being booked right now"),
        ChoiceState::Taken => ("slot taken", Some("taken"), ", taken: no longer available"),
    };
    let free = choice.state == ChoiceState::Free;
    view! {
        <button
            type=if free { "submit" } else { "button" }
            name="slot"
            value=choice.slot.clone()
            class=class
            aria-disabled=(!free).then_some("true")
            aria-label=[choice.label.as_str(), why].concat()
        >
            <span class="clock">{choice.clock.clone()}</span>
            {word.map(|word| view! { <span class="word">{word}</span> })}
        </button>
    }
}
