//! Where a guest is on the way to a booking.

use leptos::prelude::*;

const STEPS: [&str; 3] = ["Choose", "Details", "Done"];

/// `now` counts from 0.
pub fn steps(now: usize) -> impl IntoView {
    let step = |(n, name): (usize, &'static str)| {
        let current = (n == now).then_some("step");
        view! { <li aria-current=current class:past=n < now>{name}</li> }
    };
    let steps: Vec<_> = STEPS.into_iter().enumerate().map(step).collect();
    view! { <ol class="steps" aria-label="Steps of your booking">{steps}</ol> }
}
