//! The island on which a guest chooses: a time, places, nights, units.

use super::board::Board;
use super::calendar::calendar;
use super::first::{self, First};
use super::live;
use super::times::times;
use crate::model::{Notice, Picker};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the picker starts with.
#[derive(Clone, Serialize, Deserialize)]
struct Start {
    picker: Picker,
    notice: Option<Notice>,
}

impl First for Start {
    const ID: &'static str = "slot-picker";
}

/// What there is to choose and what is going on. Without JavaScript it is links and one form; with
/// it, days come without loading the page and everything changes as others book.
pub fn slot_picker(picker: Picker, notice: Option<Notice>) -> impl IntoView {
    let start = first::give(Start { picker, notice });
    view! { {start} <SlotPicker/> }
}

#[island]
fn SlotPicker() -> impl IntoView {
    let Start { picker, notice } = first::take().expect("the page brings the picker's data");
    let month = picker.month.clone();
    let board = RwSignal::new(Board::new(picker, notice));
    if cfg!(feature = "hydrate") {
        live::start(board);
        // Only now, since the browser must first draw what the server drew.
        request_animation_frame(move || board.update(|board| board.is_alive = true));
    }

    let class = if month.is_some() { "picker" } else { "picker alone" };
    let remark = move || {
        board.with(|board| {
            if board.lost {
                "Connection lost. What you see may be out of date; trying again…"
            } else if board.asked.is_some() {
                "Holding it for you…"
            } else {
                board.remark
            }
        })
    };
    // Without a text there must be no text node either: the toast shows itself when not empty.
    let toast = move || {
        let text = remark();
        (!text.is_empty()).then(|| view! { <span>{text}</span> })
    };
    view! {
        <div class=class>
            {month.map(|month| calendar(board, &month))}
            {times(board)}
        </div>
        <p class="toast" role="status">{toast}</p>
        <p class="vh" role="status">{move || board.with(|board| board.announcement.clone())}</p>
    }
}
