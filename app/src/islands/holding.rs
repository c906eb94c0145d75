//! Holding a time for the guest.

use super::board::Board;
use super::browser::{closest, focus, go};
use super::{days, quantity};
use crate::functions;
use crate::model::{Choosing, HoldOutcome, Notice};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent, SubmitEvent};

/// The form was sent by one of its buttons.
pub fn submit(board: RwSignal<Board>, event: &SubmitEvent) {
    event.prevent_default();
    let button = event.submitter().and_then(|b| b.dyn_into::<Element>().ok());
    // Where the price is always shown there is no need to ask for it.
    if button.as_ref().is_some_and(|button| button.has_attribute("formmethod")) {
        return;
    }
    let slot = button.and_then(|button| button.get_attribute("value"));
    let chosen = board.with_untracked(|board| board.choosing(slot));
    // Days that are missing are the browser's to ask for.
    if chosen.slot.is_some() || chosen.to.is_some() {
        hold(board, chosen);
    }
}

/// A click on a time that cannot be chosen gets a reason.
pub fn click(board: RwSignal<Board>, event: &MouseEvent) {
    if quantity::click(board, event) {
        return;
    }
    let Some(button) = closest(event, "button[aria-disabled=true]") else {
        return;
    };
    event.prevent_default();
    let held = button.class_list().contains("held");
    board.update(|board| {
        board.remark = if held {
            "This is being booked right now. It may come free; you can wait or choose another."
        } else {
            "This has just been taken. Please choose another."
        };
    });
}

fn hold(board: RwSignal<Board>, choosing: Choosing) {
    if board.with_untracked(|board| board.asked.is_some()) {
        return;
    }
    board.update(|board| {
        board.asked = Some(choosing.slot.clone().unwrap_or_default());
        board.notice = None;
        board.wait = None;
        board.remark = "";
    });
    spawn_local(async move {
        let (errand, offer) =
            board.with_untracked(|board| (board.errand.clone(), board.offer.clone()));
        let wait = choosing.wait_path(&offer);
        match functions::hold(errand, offer, choosing).await {
            Ok(HoldOutcome::Held { path }) => {
                go(&path);
                // Still busy, so that a second press cannot hold another time while the next page
                // loads; but not for ever, since that page may fail to come.
                set_timeout(
                    move || board.update(|board| board.asked = None),
                    Duration::from_secs(10),
                );
            }
            Ok(HoldOutcome::Refused { message, nearest, is_full }) => {
                board.update(|board| {
                    board.wait = (is_full && board.can_wait).then_some(wait);
                });
                refuse(board, Notice { message, nearest });
                // The live stream may be down: see for ourselves what became of it.
                days::again(board);
            }
            Err(error) => {
                let message = error.to_string();
                let nearest = Vec::new();
                refuse(board, Notice { message, nearest });
            }
        }
    });
}

fn refuse(board: RwSignal<Board>, notice: Notice) {
    board.update(|board| {
        board.asked = None;
        board.notice = Some(notice);
    });
    focus("notice");
}
