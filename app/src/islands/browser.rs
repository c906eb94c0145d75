//! The few things islands ask of the browser beyond drawing.

use leptos::prelude::{document, request_animation_frame, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement};

/// The nearest element around an event's target that matches.
pub fn closest(event: &Event, selector: &str) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest(selector).ok()?
}

/// Focuses an element once what was just changed is drawn.
pub fn focus(id: &'static str) {
    request_animation_frame(move || {
        let element = document().get_element_by_id(id);
        if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
            // An element without focus() would be a mistake of ours, not of the guest's.
            let _ = element.focus();
        }
    });
}

/// Leaves for another page.
pub fn go(path: &str) {
    // Fails only for an address that is none; the server sent this one.
    let _ = window().location().assign(path);
}

/// Puts an address into the address bar and the history without loading it.
pub fn remember(url: &str) {
    let history = window().history();
    // Refused when a page does this hundreds of times a minute; the page itself goes on.
    let _ = history.and_then(|h| h.push_state_with_url(&JsValue::NULL, "", Some(url)));
}

/// The date that a name such as `date=` has in an address's query.
#[must_use]
pub fn date_in(url: &str, name: &str) -> Option<String> {
    let (before, after) = url.split_once(name)?;
    before.ends_with(['?', '&']).then(|| after.get(..10).map(str::to_owned))?
}
