//! How many: a number, with buttons for thumbs.

use super::board::Board;
use super::browser::closest;
use super::nights;
use booking::KindName;
use leptos::prelude::*;
use web_sys::Event;

/// Nothing where there can be only one. What is done to it the form hears: see [`click`] and
/// [`input`].
pub fn quantity(board: &Board) -> Option<impl IntoView + use<>> {
    let label = match board.kind {
        KindName::Session => "Places",
        KindName::Stay => "Rooms",
        KindName::Appointment | KindName::Stock => "How many",
    };
    let (chosen, most) = (board.quantity.chosen, board.most());
    (board.quantity.most > 1).then(|| {
        view! {
            <div class="field quantity">
                <label for="quantity">{label}</label>
                <div class="stepper">
                    {step(board, "−", "One less", chosen <= 1)}
                    <input
                        id="quantity"
                        name="quantity"
                        type="number"
                        inputmode="numeric"
                        required
                        min="1"
                        max=most.to_string()
                        value=chosen.to_string()
                        prop:value=chosen.to_string()
                    />
                    {step(board, "+", "One more", chosen >= most)}
                </div>
            </div>
        }
    })
}

/// Hidden where nothing would come of pressing it.
fn step(
    board: &Board,
    sign: &'static str,
    label: &'static str,
    is_end: bool,
) -> impl IntoView + use<> {
    view! {
        <button
            type="button"
            class="step"
            value=sign
            aria-label=label
            aria-disabled=is_end.then_some("true")
            hidden=!board.is_alive
        >
            {sign}
        </button>
    }
}

/// A click somewhere in the form; whether it was on one of the buttons.
pub fn click(board: RwSignal<Board>, event: &Event) -> bool {
    let Some(button) = closest(event, ".step") else { return false };
    let (chosen, most) = board.with_untracked(|board| (board.quantity.chosen, board.most()));
    let is_more = button.get_attribute("value").is_some_and(|sign| sign == "+");
    choose(board, if is_more { (chosen + 1).min(most) } else { chosen.max(2) - 1 });
    true
}

/// Something was typed or picked somewhere in the form.
pub fn input(board: RwSignal<Board>, event: &Event) {
    let Some(field) = closest(event, "input") else { return };
    let value = event_target_value(event);
    match field.id().as_str() {
        "from" => nights::enter(board, true, value),
        "to" => nights::enter(board, false, value),
        _ => {
            if let Ok(chosen) = value.parse() {
                choose(board, chosen);
            }
        }
    }
}

fn choose(board: RwSignal<Board>, chosen: u32) {
    if board.with_untracked(|board| board.quantity.chosen) != chosen {
        board.update(|board| board.quantity.chosen = chosen);
        nights::price(board);
    }
}
