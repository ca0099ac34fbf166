//! The only wasm artifact: takes the server's pages over in the browser.

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes the page over. Called by the page's own script.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
