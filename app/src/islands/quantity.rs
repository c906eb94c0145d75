//! How many: a number, with buttons for thumbs.

use super::board::Board;
use super::nights;
use booking::KindName;
use leptos::prelude::*;

/// Nothing where there can be only one.
pub fn quantity(board: RwSignal<Board>) -> Option<impl IntoView + use<>> {
    let (most, kind) = board.with_untracked(|board| (board.quantity.most, board.kind));
    let label = match kind {
        KindName::Session => "Places",
        KindName::Stay => "Rooms",
        KindName::Appointment | KindName::Stock => "How many",
    };
    (most > 1).then(|| {
        view! {
            <div class="field quantity">
                <label for="quantity">{label}</label>
                <div class="stepper">
                    {step(board, "−", "One less")}
                    <input
                        id="quantity"
                        name="quantity"
                        type="number"
                        inputmode="numeric"
                        required
                        min="1"
                        max=move || board.with(|board| board.most().to_string())
                        value=board.with_untracked(|board| board.quantity.chosen.to_string())
                        prop:value=move || board.with(|board| board.quantity.chosen.to_string())
                        on:input=move |event| {
                            if let Ok(chosen) = event_target_value(&event).parse() {
                                choose(board, chosen);
                            }
                        }
                    />
                    {step(board, "+", "One more")}
                </div>
            </div>
        }
    })
}

/// Hidden where nothing would come of pressing it.
fn step(board: RwSignal<Board>, sign: &'static str, label: &'static str) -> impl IntoView {
    let more = sign == "+";
    let pressed = move |_| {
        let (chosen, most) = board.with_untracked(|board| (board.quantity.chosen, board.most()));
        choose(board, if more { (chosen + 1).min(most) } else { chosen.max(2) - 1 });
    };
    let end = move || {
        board.with(|board| {
            let chosen = board.quantity.chosen;
            (if more { chosen >= board.most() } else { chosen <= 1 }).then_some("true")
        })
    };
    view! {
        <button
            type="button"
            class="step"
            aria-label=label
            aria-disabled=end
            hidden=move || board.with(|board| !board.is_alive)
            on:click=pressed
        >
            {sign}
        </button>
    }
}

fn choose(board: RwSignal<Board>, chosen: u32) {
    if board.with_untracked(|board| board.quantity.chosen) != chosen {
        board.update(|board| board.quantity.chosen = chosen);
        nights::price(board);
    }
}
