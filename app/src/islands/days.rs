//! Choosing another day without loading the page.

use super::board::Board;
use super::browser::{closest, date_in, focus, remember};
use super::{live, nights};
use crate::functions;
use crate::model::Notice;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::MouseEvent;

/// A click somewhere in the calendar.
pub fn click(board: RwSignal<Board>, event: &MouseEvent) {
    // With a modifier the guest wants a new tab or window.
    if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() {
        return;
    }
    let link = closest(event, "a[href]").and_then(|link| link.get_attribute("href"));
    let Some(href) = link else { return };
    if board.with_untracked(|board| board.stay.is_some()) {
        event.prevent_default();
        nights::follow(board, &href, true);
    } else if let Some(date) = date_in(&href, "date=") {
        event.prevent_default();
        load(board, date, Some(href));
    }
}

/// Looks again at what is shown, since it may have changed.
pub fn again(board: RwSignal<Board>) {
    match board.with_untracked(|board| board.date().map(str::to_owned)) {
        Some(date) => load(board, date, None),
        None => nights::price(board),
    }
}

/// Fetches a day's times and shows them. With the address of the link that a guest followed, it does
/// what the link would: the address is remembered and the focus goes to the times.
pub fn load(board: RwSignal<Board>, date: String, link: Option<String>) {
    let aloud = link.is_some();
    board.update(|board| {
        board.awaited = Some(date.clone());
        if aloud {
            board.notice = None;
            board.wait = None;
            board.remark = "";
        }
    });
    spawn_local(async move {
        let (offer, minutes) = board.with_untracked(|board| (board.offer.clone(), board.minutes));
        let answer = functions::day(offer, date.clone(), minutes).await;
        // Another day may have been chosen meanwhile: then this answer is not wanted any more.
        if board.with_untracked(|board| board.awaited.as_ref() != Some(&date)) {
            return;
        }
        let came = answer.is_ok();
        board.update(|board| {
            board.awaited = None;
            match answer {
                Ok(day) => board.show(day),
                Err(error) if aloud => {
                    board.notice = Some(Notice { message: error.to_string(), nearest: Vec::new() });
                }
                Err(_) => {}
            }
        });
        if came {
            // What made us look again came by the stream.
            if minutes.is_none() || link.is_some() {
                live::connect(board);
            }
            if let Some(href) = link {
                remember(&href);
            }
        }
        if aloud {
            focus(if came { "times" } else { "notice" });
        }
    });
}
