//! Hints from the server that something changed. A hint carries no data: what is shown is asked for again the normal way.

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

/// Says whether what is shown keeps itself up to date, and keeps it so:
/// the element `#live` of the page is replaced by a fresh one after each hint.
#[island]
pub fn Live() -> impl IntoView {
    let line = RwSignal::new(Line::Unknown);
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        stream::open(line);
    });
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

/// Says that a colleague changed the case, instead of taking the page away under the typing hands.
#[island]
pub fn Newer(
    /// The case.
    id: String,
    /// Its count of changes as shown.
    changes: i64,
) -> impl IntoView {
    let newer = RwSignal::new(false);
    let address = format!("/cases/{id}");
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        stream::on_hint({
            let id = id.clone();
            move || {
                let id = id.clone();
                leptos::reactive::spawn_local(async move {
                    if let Ok(now) = crate::api::cases::case_changes(id).await {
                        newer.set(now != changes);
                    }
                });
            }
        });
        #[cfg(not(feature = "hydrate"))]
        let _ = (&id, changes);
    });
    move || {
        newer.get().then(
            || view! { <div class="toast" role="status"><p>"ほかの人がこのケースを更新しました。"</p><a class="btn btn--small" href=address.clone()>"最新の内容を表示"</a></div> },
        )
    }
}

#[cfg(feature = "hydrate")]
mod stream {
    use super::Line;
    use leptos::prelude::*;
    use leptos::reactive::spawn_local;
    use std::time::Duration;
    use wasm_bindgen::closure::Closure;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{DomParser, EventSource, Response, SupportedType};

    /// The name under which a hint is told to other islands.
    const HINT: &str = "madoguchi-hint";
    /// Several hints in a row ask once.
    const PAUSE: Duration = Duration::from_millis(150);
    /// A stream that the browser gave up is opened again after this.
    const AGAIN: Duration = Duration::from_secs(3);

    /// Calls `run` after each hint.
    pub(super) fn on_hint(run: impl Fn() + 'static) {
        std::mem::forget(window_event_listener_untyped(HINT, move |_| run()));
    }

    /// Opens the stream and keeps it open.
    pub(super) fn open(line: RwSignal<Line>) {
        let pending = StoredValue::new(None::<TimeoutHandle>);
        on_hint(move || {
            pending.update_value(|p| {
                if let Some(old) = p.take() {
                    old.clear();
                }
                *p = set_timeout_with_handle(|| spawn_local(refresh()), PAUSE).ok();
            });
        });
        connect(line);
        // A cut cable is noticed by the browser before the stream times out.
        std::mem::forget(window_event_listener_untyped("offline", move |_| line.set(Line::Lost)));
        std::mem::forget(window_event_listener_untyped("online", move |_| {
            // The stream may not have noticed the cut at all.
            line.set(Line::Open);
            tell();
        }));
    }

    fn tell() {
        if let Ok(event) = web_sys::Event::new(HINT) {
            let _ = window().dispatch_event(&event);
        }
    }

    fn connect(line: RwSignal<Line>) {
        let Ok(source) = EventSource::new("/events") else {
            line.set(Line::Lost);
            return;
        };
        let on_hint = Closure::<dyn Fn()>::new(tell);
        let on_open = Closure::<dyn Fn()>::new(move || {
            // What changed while the line was cut was not told.
            if line.get_untracked() == Line::Lost {
                tell();
            }
            line.set(Line::Open);
        });
        let stream = source.clone();
        let on_error = Closure::<dyn Fn()>::new(move || {
            line.set(Line::Lost);
            if stream.ready_state() == EventSource::CLOSED {
                set_timeout(move || connect(line), AGAIN);
            }
        });
        source.set_onmessage(Some(on_hint.as_ref().unchecked_ref()));
        source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        // They live as long as the document.
        on_hint.forget();
        on_open.forget();
        on_error.forget();
    }

    /// Replaces `#live` by the same part of a freshly asked page.
    async fn refresh() {
        let Some(shown) = document().get_element_by_id("live") else {
            return;
        };
        if let Ok(text) = fetch_page().await
            && let Ok(parser) = DomParser::new()
            && let Ok(page) = parser.parse_from_string(&text, SupportedType::TextHtml)
            && let Some(fresh) = page.get_element_by_id("live")
        {
            // Whoever reads or types in it is not interrupted by nothing new.
            if fresh.inner_html() != shown.inner_html() {
                let focused = document().active_element().and_then(|e| e.get_attribute("href"));
                shown.set_inner_html(&fresh.inner_html());
                refocus(&shown, focused);
            }
        }
    }

    /// The link that had the keyboard's focus has it again.
    fn refocus(shown: &web_sys::Element, href: Option<String>) {
        let links = shown.query_selector_all("a[href]").ok();
        let Some((href, links)) = href.zip(links) else { return };
        for i in 0..links.length() {
            if let Some(link) = links.item(i).and_then(|n| n.dyn_into::<web_sys::HtmlElement>().ok())
                && link.get_attribute("href").as_deref() == Some(&href)
            {
                let _ = link.focus();
                return;
            }
        }
    }

    async fn fetch_page() -> Result<String, JsValue> {
        let address = window().location().href()?;
        let response: Response = JsFuture::from(window().fetch_with_str(&address)).await?.dyn_into()?;
        if !response.ok() || response.redirected() {
            return Err(JsValue::NULL);
        }
        let text = JsFuture::from(response.text()?).await?;
        text.as_string().ok_or(JsValue::NULL)
    }
}
