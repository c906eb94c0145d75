//! Tells what went wrong and offers the nearest ways on.

use crate::model::{Choice, Notice};
use leptos::prelude::*;

/// To be drawn inside the form that holds a time. It takes the focus, by `autofocus` where there is
/// no JavaScript.
pub fn notice(notice: &Notice) -> impl IntoView + use<> {
    let near = |choice: &Choice| {
        let (slot, label) = (choice.slot.clone(), choice.label.clone());
        view! { <li><button class="slot near" name="slot" value=slot formnovalidate>{label}</button></li> }
    };
    let nearest: Vec<_> = notice.nearest.iter().map(near).collect();
    let lead = (!nearest.is_empty()).then(|| view! { <p>"These are free and close to it:"</p> });
    view! {
        <div id="notice" class="notice" role="group" aria-label="Please note" tabindex="-1" autofocus>
            <p class="strong">{notice.message.clone()}</p>
            {lead}
            <ul class="nearest">{nearest}</ul>
        </div>
    }
}
