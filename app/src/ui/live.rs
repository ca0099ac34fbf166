//! Hints from the server that something changed. A hint carries no data: pages fetch again the normal way.

use leptos::prelude::*;

/// The connection to the stream of hints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Not tried yet (or no JavaScript).
    Unknown,
    /// Hints come in.
    Open,
    /// Lost; what is shown may be old.
    Lost,
}

#[derive(Clone, Copy)]
struct Hints {
    count: RwSignal<u32>,
    line: RwSignal<Line>,
}

/// Gives the hints to all pages.
pub fn provide_hints() {
    let hints = Hints { count: RwSignal::new(0), line: RwSignal::new(Line::Unknown) };
    provide_context(hints);
    connect(hints);
}

/// Grows with each hint; a page that reads it in a resource's source fetches again.
#[must_use]
pub fn use_hints() -> Signal<u32> {
    expect_context::<Hints>().count.into()
}

/// Says whether what is shown keeps itself up to date.
#[component]
pub fn Indicator() -> impl IntoView {
    let line = expect_context::<Hints>().line;
    view! {
        <span class="bar__live" role="status" class:live--ok=move || line.get() == Line::Open class:live--lost=move || line.get() == Line::Lost>
            {move || match line.get() {
                Line::Unknown => "",
                Line::Open => "自動更新中",
                Line::Lost => "接続が切れています。表示が古い場合があります",
            }}
        </span>
    }
}

/// Marks the document once the page answers to keys and clicks.
pub fn mark_hydrated() {
    Effect::new(|_| {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-hydrated", "true");
        }
    });
}

#[cfg(not(feature = "hydrate"))]
const fn connect(_hints: Hints) {}

/// Opens the stream once somebody is signed in; the browser reconnects by itself, and a missed hint is made up for.
#[cfg(feature = "hydrate")]
fn connect(hints: Hints) {
    use crate::api::shell::Me;
    use crate::error::AppError;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;
    let who = expect_context::<Resource<Result<Option<Me>, AppError>>>();
    Effect::new(move |opened: Option<bool>| {
        let reads = matches!(who.get(), Some(Ok(Some(me))) if me.reads);
        if opened == Some(true) || !reads {
            return opened == Some(true);
        }
        let Ok(source) = web_sys::EventSource::new("/events") else {
            return false;
        };
        let on_hint = Closure::<dyn Fn()>::new(move || hints.count.update(|n| *n = n.wrapping_add(1)));
        let on_open = Closure::<dyn Fn()>::new(move || {
            if hints.line.get_untracked() == Line::Lost {
                hints.count.update(|n| *n = n.wrapping_add(1));
            }
            hints.line.set(Line::Open);
        });
        let on_error = Closure::<dyn Fn()>::new(move || hints.line.set(Line::Lost));
        source.set_onmessage(Some(on_hint.as_ref().unchecked_ref()));
        source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        // They live as long as the page.
        on_hint.forget();
        on_open.forget();
        on_error.forget();
        lost_when_offline(hints);
        true
    });
}

/// A cut cable is noticed by the browser before the stream times out.
#[cfg(feature = "hydrate")]
fn lost_when_offline(hints: Hints) {
    let offline = window_event_listener_untyped("offline", move |_| hints.line.set(Line::Lost));
    let online = window_event_listener_untyped("online", move |_| hints.count.update(|n| *n = n.wrapping_add(1)));
    std::mem::forget((offline, online));
}
