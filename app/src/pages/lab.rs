//! Races to watch, side by side.

use super::Page;
use super::frame::frame;
use super::lab_panel::panel;
use crate::model::{LabInput, LabPage, LabPanel};
use booking::FieldError;
use leptos::prelude::*;
use std::ops::RangeInclusive;

/// `style` is the path of the sheet that only this page needs.
#[must_use]
pub fn lab(page: LabPage, style: &'static str) -> Page {
    Page {
        title: "A race for the last place".to_owned(),
        islands: false,
        private: false,
        refresh_seconds: None,
        body: Box::new(move || {
            let LabPage { venue, input, errors, notice, redis, panels } = page;
            let lives = if redis { "in Redis" } else { "in this server" };
            let lives = ["The lock of this demo lives ", lives, "."].concat();
            let notice = notice.map(|text| view! { <p class="notice" role="alert">{text}</p> });
            let panels: Vec<_> = panels.iter().map(section).collect();
            let main = view! {
                <link rel="stylesheet" href=style/>
                {notice}
                <h1>"A race for the last place"</h1>
                <div class="lab-story">
                    <p>
                        "A race condition is what happens when two people both do the right thing at the same time. \
                         Each looks and sees that one place is left. Each thinks for a moment, as one does while a card \
                         is charged. Each takes it. Both were right when they looked, and the place is sold twice."
                    </p>
                    <p>
                        "Here a crowd does just that, four times, with more and more in between. Nothing is acted: \
                         real contenders race on this server, each time over an empty scratch file, and no booking is touched. "
                        {lives}
                    </p>
                </div>
                <form class="card lab-form" id="lab" method="post" action="/lab">
                    {number("contenders", "Contenders", &input.contenders, LabInput::CONTENDERS, &errors)}
                    {number("places", "Places", &input.places, LabInput::PLACES, &errors)}
                    {number("hold_ms", "Each thinks for (ms)", &input.hold_ms, LabInput::HOLD_MS, &errors)}
                    <button class="button" type="submit">"Run the four races"</button>
                </form>
                <p class="quiet" id="lab-status" role="status"></p>
                <ul class="lab-legend quiet" aria-label="How to read the timelines">
                    <li><Key class="wait"/>"a contender waits"</li>
                    <li><Key class="held"/>"has the lock"</li>
                    <li><Key class="yes"/>"was sold a place"</li>
                    <li><Key class="no"/>"was told no"</li>
                </ul>
                <div class="lab-panels">{panels}</div>
            };
            frame(&venue, None, main)
        }),
    }
}

/// As a script may put it in the place of an older one.
#[must_use]
pub fn lab_panel(of: &LabPanel) -> String {
    let owner = Owner::new_root(None);
    let html = owner.with(|| panel(of).to_html());
    owner.unset_with_forced_cleanup();
    html
}

fn section(of: &LabPanel) -> impl IntoView + use<> {
    let id = ["lab-", of.strategy.as_str()].concat();
    view! { <section class="card lab-panel" id=id aria-label=of.title>{panel(of)}</section> }
}

/// A look of the timelines, on its own.
#[component]
fn Key(class: &'static str) -> impl IntoView {
    // A dot has no length, a refusal stands upright.
    let path = match class {
        "yes" => "M12 6H12",
        "no" => "M12 1v10",
        _ => "M1 6H23",
    };
    view! {
        <svg class="lab-key lab-rows" viewBox="0 0 24 12" width="24" height="12" aria-hidden="true">
            <path class=class d=path></path>
        </svg>
    }
}

fn number(
    name: &'static str,
    label: &'static str,
    value: &str,
    bounds: RangeInclusive<u32>,
    errors: &[FieldError],
) -> impl IntoView + use<> {
    let error = errors.iter().find(|error| error.field == name);
    let error_id = [name, "-error"].concat();
    let described_by = error.map(|_| error_id.clone());
    let invalid = error.map(|_| "true");
    let error = error.map(|error| {
        view! { <p class="wrong" id=error_id>{error.message.clone()}</p> }
    });
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                type="number"
                inputmode="numeric"
                required
                min=bounds.start().to_string()
                max=bounds.end().to_string()
                value=value.to_owned()
                aria-invalid=invalid
                aria-describedby=described_by
            />
            {error}
        </div>
    }
}
