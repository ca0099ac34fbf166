//! The only wasm artifact: brings the islands of the server's pages to life in the browser.

use wasm_bindgen::prelude::wasm_bindgen;

/// Makes the islands ready. Called by the page's own script.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    app::hydrate();
}
