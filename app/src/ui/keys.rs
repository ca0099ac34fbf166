//! The keys that work everywhere: n, /, ? and Ctrl+Enter.

use leptos::prelude::*;

/// The list of keys, opened with `?`, and the listener for all of them.
#[island]
pub fn Keys() -> impl IntoView {
    let rows = [
        ("n", "新規受付を開く"),
        ("/", "検索欄へ移る"),
        ("Ctrl + Enter", "入力中のフォームを保存する"),
        ("Alt + 1〜9", "受付画面で、横に出た対象者を紐付ける"),
        ("?", "この一覧を開く"),
        ("Esc", "閉じる"),
    ];
    let rows = rows.map(|(key, what)| view! { <dt><kbd>{key}</kbd></dt><dd>{what}</dd> }).collect_view();
    Effect::new(|_| {
        #[cfg(feature = "hydrate")]
        listen();
    });
    view! {
        <dialog class="dialog" id="key-help" aria-labelledby="key-help-title">
            <h2 class="dialog__title" id="key-help-title">"キー操作"</h2>
            <div class="dialog__body"><dl class="key-help">{rows}</dl></div>
            <form class="dialog__actions" method="dialog"><button class="btn btn--primary" type="submit">"閉じる"</button></form>
        </dialog>
    }
}

/// Listens from now on, and marks the document: it stands last in the page, so the other islands live already.
#[cfg(feature = "hydrate")]
fn listen() {
    // The listeners live as long as the document.
    std::mem::forget(window_event_listener(leptos::ev::keydown, |event| pressed(&event)));
    std::mem::forget(window_event_listener(leptos::ev::submit, |event| once(&event)));
    std::mem::forget(window_event_listener(leptos::ev::input, |event| touched(&event)));
    std::mem::forget(window_event_listener(leptos::ev::beforeunload, |event| leaving(&event)));
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-hydrated", "true");
    }
}

/// Marks a form with text that nobody has saved yet.
#[cfg(feature = "hydrate")]
const TOUCHED: &str = "data-touched";

/// Notes that something was typed into a form. The intake form keeps itself; passwords are typed anew in any case.
#[cfg(feature = "hydrate")]
fn touched(event: &web_sys::Event) {
    use wasm_bindgen::JsCast;
    let element = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    if let Some(Ok(Some(form))) = element.map(|e| e.closest("form[method=post]:not([data-keeps-itself], :has([type=password]))")) {
        let _ = form.set_attribute(TOUCHED, "true");
    }
}

/// The browser asks before text is lost with the page.
#[cfg(feature = "hydrate")]
fn leaving(event: &web_sys::BeforeUnloadEvent) {
    if let Ok(Some(_)) = document().query_selector(&format!("form[{TOUCHED}]")) {
        event.prevent_default();
        // Browsers before 2024 ask only when this is set.
        event.set_return_value("-");
    }
}

/// A form that the browser posts by itself is posted once, however often the button is pressed.
#[cfg(feature = "hydrate")]
fn once(event: &web_sys::SubmitEvent) {
    use wasm_bindgen::JsCast;
    if event.default_prevented() {
        return;
    }
    if let Some(form) = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlFormElement>().ok()) {
        if form.has_attribute("data-sent") {
            event.prevent_default();
        } else if form.method() == "post" {
            let _ = form.remove_attribute(TOUCHED);
            let _ = form.set_attribute("data-sent", "true");
            // Back from the next page, or after a stop, it can be sent again.
            set_timeout(move || drop(form.remove_attribute("data-sent")), std::time::Duration::from_secs(4));
        }
    }
}

#[cfg(feature = "hydrate")]
fn pressed(event: &web_sys::KeyboardEvent) {
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
    if event.ctrl_key() || event.alt_key() || event.meta_key() || target.is_some_and(|t| is_typing(&t)) {
        return;
    }
    match event.key().as_str() {
        "n" => {
            event.prevent_default();
            // On the form itself there is nothing to open, and a half-written one to lose.
            if window().location().pathname().is_ok_and(|path| path != "/inquiries/new") {
                let _ = window().location().assign("/inquiries/new");
            }
        }
        "/" => {
            event.prevent_default();
            if let Some(Ok(search)) = document().get_element_by_id("search").map(JsCast::dyn_into::<web_sys::HtmlInputElement>) {
                let _ = search.focus();
                search.select();
            }
        }
        "?" => {
            if let Some(Ok(dialog)) = document().get_element_by_id("key-help").map(JsCast::dyn_into::<web_sys::HtmlDialogElement>)
                && !dialog.open()
            {
                let _ = dialog.show_modal();
            }
        }
        _ => {}
    }
}

/// Letters belong to the field in which they are typed.
#[cfg(feature = "hydrate")]
fn is_typing(target: &web_sys::HtmlElement) -> bool {
    let kind = target.get_attribute("type").unwrap_or_default();
    match target.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(kind.as_str(), "radio" | "checkbox" | "submit" | "button"),
        _ => target.is_content_editable(),
    }
}
