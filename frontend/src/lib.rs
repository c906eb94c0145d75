//! The WASM entry: hydrates the islands of whatever page the server sent.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
pub fn hydrate() {
    // Linking `app` is what registers its islands.
    use app as _;
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
