//! The first data of an island.
//!
//! Leptos would pass it as properties, read by serde_json; see `json` for why it is not. So the
//! server leaves it in the page as a block of data, and the island takes it from there.

use crate::json;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

/// Data that an island starts with.
pub trait First: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Where in the page it is. There is one island of a kind to a page.
    const ID: &'static str;
}

/// Leaves the data for the island, here and in the browser. To be drawn before the island.
pub fn give<T: First>(value: T) -> impl IntoView {
    // Strings and numbers under string keys cannot fail to serialize.
    let text = serde_json::to_string(&value).unwrap_or_default();
    provide_context(value);
    // The text may hold anything but the end of its own element.
    let text = text.replace('<', "\\u003c");
    view! { <script type="application/json" id=T::ID inner_html=text></script> }
}

/// Takes what [`give`] left. `None` in the browser if the page and the WASM are not of one build.
#[must_use]
pub fn take<T: First>() -> Option<T> {
    if cfg!(feature = "hydrate") {
        let element = document().get_element_by_id(T::ID)?;
        json::read(element.text_content()?.as_bytes()).ok()
    } else {
        use_context()
    }
}
