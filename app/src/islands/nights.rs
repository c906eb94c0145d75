//! Choosing nights without loading the page.

use super::board::Board;
use super::browser::{date_in, focus, remember};
use crate::functions;
use leptos::prelude::*;
use leptos::task::spawn_local;

const LEAVE: &str = "Arrival chosen. Now choose the day of departure.";

/// Chooses the nights that an address names. A guest who followed it as a link has it remembered,
/// and goes on to what the nights come to.
pub fn follow(board: RwSignal<Board>, url: &str, is_link: bool) {
    let (from, to) = (date_in(url, "from="), date_in(url, "to="));
    let is_whole = to.is_some();
    choose(board, from, to);
    if is_link {
        remember(url);
        if is_whole {
            focus("times");
        } else {
            board.update(|board| board.announcement = LEAVE.to_owned());
        }
    }
}

/// The guest has entered a day by hand.
pub fn enter(board: RwSignal<Board>, is_arrival: bool, date: String) {
    let date = Some(date).filter(|date| !date.is_empty());
    let stay = board.with_untracked(|board| board.stay.clone()).unwrap_or_default();
    match is_arrival {
        true => choose(board, date, stay.to),
        false => choose(board, stay.from, date),
    }
}

fn choose(board: RwSignal<Board>, from: Option<String>, to: Option<String>) {
    board.update(|board| {
        board.notice = None;
        board.wait = None;
        board.remark = "";
        if let Some(stay) = &mut board.stay {
            stay.from = from;
            stay.to = to;
            stay.quote = None;
        }
    });
    price(board);
}

/// Asks what the chosen nights come to.
pub fn price(board: RwSignal<Board>) {
    let asked = board.with_untracked(asked);
    let Some((from, to, quantity)) = asked.clone() else { return };
    spawn_local(async move {
        let offer = board.with_untracked(|board| board.offer.clone());
        let answer = functions::quote(offer, from, to, quantity).await;
        // Others may have been chosen meanwhile: then this answer is not wanted any more.
        if board.with_untracked(self::asked) != asked {
            return;
        }
        board.update(|board| match answer {
            Ok(quote) => {
                let said = [Some(&quote.title), quote.amount.as_ref(), quote.problem.as_ref()];
                let said: Vec<&str> = said.into_iter().flatten().map(String::as_str).collect();
                board.announcement = said.join(". ");
                if let Some(stay) = &mut board.stay {
                    stay.quote = Some(quote);
                }
            }
            Err(_) => board.remark = "The price could not be fetched. You can book all the same.",
        });
    });
}

fn asked(board: &Board) -> Option<(String, String, u32)> {
    let stay = board.stay.as_ref()?;
    Some((stay.from.clone()?, stay.to.clone()?, board.quantity.chosen))
}
