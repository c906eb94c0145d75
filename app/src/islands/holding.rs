//! Holding a time for the guest.

use super::board::Board;
use super::browser::{closest, focus, go};
use super::days;
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
    if let Some(slot) = button.and_then(|button| button.get_attribute("value")) {
        hold(board, slot);
    }
}

/// A click on a time that cannot be chosen gets a reason.
pub fn click(board: RwSignal<Board>, event: &MouseEvent) {
    let Some(button) = closest(event, "button[aria-disabled=true]") else {
        return;
    };
    event.prevent_default();
    let held = button.class_list().contains("held");
    board.update(|board| {
        board.remark = if held {
            "Someone is booking this time right now. It may come free; you can wait or choose another."
        } else {
            "This time has just been taken. Please choose another."
        };
    });
}

fn hold(board: RwSignal<Board>, slot: String) {
    if board.with_untracked(|board| board.asked.is_some()) {
        return;
    }
    board.update(|board| {
        board.asked = Some(slot.clone());
        board.notice = None;
        board.remark = "";
    });
    spawn_local(async move {
        let (errand, offer) =
            board.with_untracked(|board| (board.errand.clone(), board.offer.clone()));
        let choosing = Choosing { slot: Some(slot), ..Choosing::default() };
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
            Ok(HoldOutcome::Refused { message, nearest }) => {
                refuse(board, Notice { message, nearest });
                // The live stream may be down: see for ourselves what became of the time.
                if let Some(date) = board.with_untracked(|b| b.date().map(str::to_owned)) {
                    days::load(board, date, None);
                }
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
