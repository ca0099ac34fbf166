//! The keys that work everywhere: n, /, ? and Ctrl+Enter.

use leptos::prelude::*;

/// The list of keys, opened with `?`.
#[component]
pub fn KeyHelp() -> impl IntoView {
    let rows = [("n", "新規受付を開く"), ("/", "検索欄へ移る"), ("Ctrl + Enter", "入力中のフォームを保存する"), ("Alt + 1〜9", "受付画面で、横に出た対象者を紐付ける"), ("?", "この一覧を開く"), ("Esc", "閉じる")];
    let rows = rows.map(|(key, what)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div> }).collect_view();
    view! {
        <dialog class="dialog key-help" id="key-help" aria-labelledby="key-help-title">
            <h2 id="key-help-title">"キー操作"</h2>
            <dl class="facts">{rows}</dl>
            <form method="dialog"><button class="btn" type="submit">"閉じる"</button></form>
        </dialog>
    }
}

/// Listens from the moment of hydration on.
#[cfg(not(feature = "hydrate"))]
pub const fn listen() {}

/// Listens from the moment of hydration on.
#[cfg(feature = "hydrate")]
pub fn listen() {
    let navigate = leptos_router::hooks::use_navigate();
    Effect::new(move |_| {
        let navigate = navigate.clone();
        let handle = window_event_listener(leptos::ev::keydown, move |event| pressed(&event, &navigate));
        on_cleanup(move || handle.remove());
    });
}

#[cfg(feature = "hydrate")]
fn pressed(event: &web_sys::KeyboardEvent, navigate: &(impl Fn(&str, leptos_router::NavigateOptions) + Clone)) {
    use wasm_bindgen::JsCast;
    // A word being composed by the input method is not a command.
    if event.is_composing() || event.default_prevented() {
        return;
    }
    let target = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlElement>().ok());
    if event.ctrl_key() && event.key() == "Enter" {
        if let Some(Ok(Some(form))) = target.as_ref().map(|t| t.closest("form"))
            && let Ok(form) = form.dyn_into::<web_sys::HtmlFormElement>()
        {
            event.prevent_default();
            let _ = form.request_submit();
        }
        return;
    }
    let typing = target.is_some_and(|t| matches!(t.tag_name().as_str(), "TEXTAREA" | "SELECT") || t.is_content_editable() || (t.tag_name() == "INPUT" && !matches!(t.get_attribute("type").as_deref(), Some("radio" | "checkbox" | "submit" | "button"))));
    if typing || event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    match event.key().as_str() {
        "n" => {
            event.prevent_default();
            navigate("/inquiries/new", leptos_router::NavigateOptions::default());
        }
        "/" => {
            event.prevent_default();
            if let Some(Ok(search)) = document().get_element_by_id("search").map(|e| e.dyn_into::<web_sys::HtmlInputElement>()) {
                let _ = search.focus();
                search.select();
            }
        }
        "?" => {
            if let Some(Ok(dialog)) = document().get_element_by_id("key-help").map(|e| e.dyn_into::<web_sys::HtmlDialogElement>())
                && !dialog.open()
            {
                let _ = dialog.show_modal();
            }
        }
        _ => {}
    }
}
