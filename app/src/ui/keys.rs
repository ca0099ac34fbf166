//! The keys that work everywhere: n, /, ? and Ctrl+Enter.

use leptos::prelude::*;

/// The list of keys, opened with `?`, and the listener for all of them.
#[island]
pub fn Keys(
    /// The person may record inquiries.
    writes: bool,
    /// The person may search.
    reads: bool,
) -> impl IntoView {
    let rows = [
        (writes, "n", "新規受付を開く"),
        (reads, "/", "検索欄へ移る"),
        (true, "Ctrl + Enter", "入力中のフォームを保存する"),
        (writes, "Alt + 1〜9", "受付画面で、横に出た対象者を紐付ける"),
        (true, "?", "この一覧を開く"),
        (true, "Esc", "閉じる"),
    ];
    let rows = rows.into_iter().filter(|(may, _, _)| *may).map(|(_, key, what)| view! { <dt><kbd>{key}</kbd></dt><dd>{what}</dd> }).collect_view();
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        listen(writes);
        #[cfg(not(feature = "hydrate"))]
        let _ = writes;
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
fn listen(writes: bool) {
    // The listeners live as long as the document.
    std::mem::forget(window_event_listener(leptos::ev::keydown, move |event| pressed(&event, writes)));
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

/// Asks before one form is sent while another on the page still holds text: the next page would come without it.
#[cfg(feature = "hydrate")]
fn may_lose_others() -> bool {
    use wasm_bindgen::JsCast;
    let Ok(others) = document().query_selector_all(&format!("form[{TOUCHED}]")) else { return true };
    if others.length() == 0 {
        return true;
    }
    let agreed = window().confirm_with_message("この画面のほかの欄に、まだ保存していない内容があります。このまま進むと失われます。よろしいですか？").unwrap_or(true);
    if agreed {
        for i in 0..others.length() {
            if let Some(form) = others.item(i).and_then(|n| n.dyn_into::<web_sys::Element>().ok()) {
                let _ = form.remove_attribute(TOUCHED);
            }
        }
    }
    agreed
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
            if !may_lose_others() {
                let _ = form.set_attribute(TOUCHED, "true");
                event.prevent_default();
                return;
            }
            let _ = form.set_attribute("data-sent", "true");
            // Back from the next page, or after a stop, it can be sent again.
            set_timeout(move || drop(form.remove_attribute("data-sent")), std::time::Duration::from_secs(4));
        }
    }
}

#[cfg(feature = "hydrate")]
fn pressed(event: &web_sys::KeyboardEvent, writes: bool) {
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
        "n" if writes => {
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
