//! How much longer a time is held.

use super::first::{self, First};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

const END: &str = "Your hold has ended. If nobody else takes it, you can still confirm.";

/// How long the hold lasted when the page was sent, in milliseconds.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Remaining(u64);

impl First for Remaining {
    const ID: &'static str = "remaining";
}

/// Counts down the minutes and seconds of a hold. Without JavaScript it stays as the page was sent.
pub fn countdown(remaining_ms: u64) -> impl IntoView {
    let remaining = first::give(Remaining(remaining_ms));
    view! { {remaining} <Countdown/> }
}

#[island]
fn Countdown() -> impl IntoView {
    let Remaining(remaining_ms) = first::take().expect("the page brings the remaining time");
    let left = RwSignal::new(remaining_ms.div_ceil(1000));
    if cfg!(feature = "hydrate") {
        tick(left, remaining_ms);
    }

    // Spoken twice only: a countdown that talks every second drowns everything else.
    let spoken = move || match left.get() {
        0 => END,
        1..=60 => "Less than a minute left.",
        _ => "",
    };
    let ended = move || left.get() == 0;
    view! {
        <p class="countdown" class:ended=ended role="timer" aria-live="off">
            <span>{move || if ended() { END } else { "We hold this for you for" }}</span>
            <strong>{move || clock(left.get())}</strong>
        </p>
        <p class="vh" role="status">{spoken}</p>
    }
}

/// `4:59`, `1:04:59`, or nothing at the end.
fn clock(seconds: u64) -> String {
    if seconds == 0 {
        return String::new();
    }
    let two = |number: u64| [if number < 10 { ":0" } else { ":" }, &number.to_string()].concat();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => minutes.to_string() + &two(seconds),
        hours => hours.to_string() + &two(minutes) + &two(seconds),
    }
}

/// Time is counted from when the page was asked for, so that what is shown never outlasts the hold,
/// and by a clock that nobody sets.
fn tick(left: RwSignal<u64>, remaining_ms: u64) {
    let update = move || {
        let elapsed = window().performance().map_or(0.0, |clock| clock.now());
        let seconds = remaining_ms.saturating_sub(elapsed as u64).div_ceil(1000);
        if seconds != left.get_untracked() {
            left.set(seconds);
        }
    };
    set_interval(update, std::time::Duration::from_millis(250));
}

#[cfg(test)]
mod tests {
    #[test]
    fn clock_reads_like_a_clock() {
        let cases =
            [(300, "5:00"), (61, "1:01"), (60, "1:00"), (9, "0:09"), (3605, "1:00:05"), (0, "")];
        for (seconds, text) in cases {
            assert_eq!(super::clock(seconds), text);
        }
    }
}
