//! How long an appointment is to be, where there is a choice.

use crate::model::Length;
use leptos::prelude::*;

/// Links: another length has other times.
pub fn lengths(lengths: &[Length], date: Option<&str>) -> Option<impl IntoView + use<>> {
    let link = |length: &Length| {
        let date = date.map(|date| ["&date=", date].concat()).unwrap_or_default();
        let href = ["?duration=", &length.minutes.to_string(), &date].concat();
        let current = length.is_chosen.then_some("true");
        view! { <li><a href=href class="length" aria-current=current>{length.label.clone()}</a></li> }
    };
    (!lengths.is_empty()).then(|| {
        view! {
            <nav class="lengths" aria-label="Length of the appointment">
                <ul>{lengths.iter().map(link).collect::<Vec<_>>()}</ul>
            </nav>
        }
    })
}
