//! The island on which a guest chooses a day and a time.

use super::board::Board;
use super::calendar::calendar;
use super::live;
use super::times::times;
use crate::model::{Notice, Picker};
use leptos::prelude::*;

/// Month, times and what is going on. Without JavaScript it is links and one form; with it, days
/// come without loading the page and times change as others book.
#[island]
pub fn SlotPicker(picker: Picker, notice: Option<Notice>) -> impl IntoView {
    let month = picker.month.clone();
    let board = RwSignal::new(Board::new(picker, notice));
    if cfg!(feature = "hydrate") {
        live::start(board);
    }

    let remark = move || {
        board.with(|board| {
            if board.lost {
                "Connection lost. Times may be out of date; trying again…".to_owned()
            } else if board.asked.is_some() {
                "Holding your time…".to_owned()
            } else {
                board.remark.clone()
            }
        })
    };
    view! {
        <div class="picker">
            {calendar(board, &month)}
            {times(board)}
        </div>
        <p class="toast" role="status">{remark}</p>
        <p class="vh" role="status">{move || board.with(|board| board.announcement.clone())}</p>
    }
}
