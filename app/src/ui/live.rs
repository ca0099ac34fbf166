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

/// Says that somebody else changed what is shown, instead of taking the page away under the typing hands.
#[island]
pub fn Newer(
    /// The address that tells how the record stands, asked with its id: text that changes whenever there is something new to see.
    ask: String,
    /// The record.
    id: String,
    /// How it stood when it was shown.
    shown: String,
    /// Where it is seen as it stands now.
    page: String,
    /// What is said.
    says: String,
) -> impl IntoView {
    let newer = RwSignal::new(false);
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        stream::on_hint({
            let (ask, id, shown) = (ask.clone(), id.clone(), shown.clone());
            move || {
                let (ask, id, shown) = (ask.clone(), id.clone(), shown.clone());
                leptos::reactive::spawn_local(async move {
                    if let Ok(now) = stream::standing(&ask, &id).await {
                        newer.set(now != shown);
                    }
                });
            }
        });
        #[cfg(not(feature = "hydrate"))]
        let _ = (&ask, &id, &shown);
    });
    move || newer.get().then(|| view! { <div class="toast" role="status"><p>{says.clone()}</p><a class="btn btn--small" href=page.clone()>"最新の内容を表示"</a></div> })
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
    use web_sys::{DomParser, EventSource, Headers, RequestInit, Response, SupportedType, UrlSearchParams};

    /// The name under which a hint is told to other islands.
    const HINT: &str = "madoguchi-hint";
    /// A page that is little more than the frame with its bell.
    const BELL: &str = "/account/notices";
    /// Several hints in a row ask once.
    const PAUSE: Duration = Duration::from_millis(150);
    /// A stream that the browser gave up is opened again after this.
    const AGAIN: Duration = Duration::from_secs(3);

    /// A line that is silent for longer is lost: the server says something every 15 seconds.
    const SILENCE: Duration = Duration::from_secs(40);
    /// Says that no person asked: such a request does not keep a session alive.
    const LIVE: &str = "x-madoguchi-live";

    /// Calls `run` after each hint.
    pub(super) fn on_hint(run: impl Fn() + 'static) {
        std::mem::forget(window_event_listener_untyped(HINT, move |_| run()));
    }

    /// Opens the stream and keeps it open.
    pub(super) fn open(line: RwSignal<Line>) {
        let pending = StoredValue::new(None::<TimeoutHandle>);
        on_hint(move || restart(pending, PAUSE, || spawn_local(refresh())));
        let stream = Stream { line, source: StoredValue::new_local(None), silence: StoredValue::new(None) };
        stream.connect();
        // A cut cable is noticed by the browser before the stream times out.
        std::mem::forget(window_event_listener_untyped("offline", move |_| line.set(Line::Lost)));
        // The stream may not have noticed the cut at all: only a new one is known to work.
        std::mem::forget(window_event_listener_untyped("online", move |_| stream.again()));
    }

    fn tell() {
        if let Ok(event) = web_sys::Event::new(HINT) {
            let _ = window().dispatch_event(&event);
        }
    }

    fn restart(timer: StoredValue<Option<TimeoutHandle>>, pause: Duration, run: impl FnOnce() + 'static) {
        timer.update_value(|t| {
            if let Some(old) = t.take() {
                old.clear();
            }
            *t = set_timeout_with_handle(run, pause).ok();
        });
    }

    /// One connection with what listens to it; both end together.
    struct Source {
        events: EventSource,
        _listeners: [Closure<dyn Fn()>; 4],
    }

    impl Drop for Source {
        fn drop(&mut self) {
            self.events.close();
        }
    }

    /// The stream of hints: the connection of the moment, and the clock that notices its silence.
    #[derive(Clone, Copy)]
    struct Stream {
        line: RwSignal<Line>,
        source: StoredValue<Option<Source>, LocalStorage>,
        silence: StoredValue<Option<TimeoutHandle>>,
    }

    impl Stream {
        /// Gives the connection up and makes a new one.
        fn again(self) {
            self.line.set(Line::Lost);
            self.connect();
        }

        fn heard(self) {
            restart(self.silence, SILENCE, move || self.again());
        }

        fn connect(self) {
            self.heard();
            let Ok(events) = EventSource::new("/events") else {
                self.line.set(Line::Lost);
                return;
            };
            let on_hint = Closure::<dyn Fn()>::new(move || {
                self.heard();
                tell();
            });
            let on_ping = Closure::<dyn Fn()>::new(move || self.heard());
            let on_open = Closure::<dyn Fn()>::new(move || {
                self.heard();
                // What changed while the line was cut was not told.
                if self.line.get_untracked() == Line::Lost {
                    tell();
                }
                self.line.set(Line::Open);
            });
            let broken = events.clone();
            let on_error = Closure::<dyn Fn()>::new(move || {
                self.line.set(Line::Lost);
                if broken.ready_state() == EventSource::CLOSED {
                    restart(self.silence, AGAIN, move || self.connect());
                }
            });
            events.set_onmessage(Some(on_hint.as_ref().unchecked_ref()));
            events.set_onopen(Some(on_open.as_ref().unchecked_ref()));
            events.set_onerror(Some(on_error.as_ref().unchecked_ref()));
            let _ = events.add_event_listener_with_callback("ping", on_ping.as_ref().unchecked_ref());
            self.source.set_value(Some(Source { events, _listeners: [on_hint, on_ping, on_open, on_error] }));
        }
    }

    /// Replaces `#live` and the bell by the same parts of a freshly asked page; a page without `#live` asks for the bell on the lightest
    /// page there is.
    async fn refresh() {
        let Some(shown) = document().get_element_by_id("live") else {
            if let Ok(text) = ask(BELL, &RequestInit::new()).await {
                ring(&text);
            }
            return;
        };
        if let Ok(text) = fetch_page().await
            && let Some(page) = ring(&text)
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

    /// The page, after its bell was put in place of the one that is shown.
    fn ring(text: &str) -> Option<web_sys::Document> {
        let page = DomParser::new().ok()?.parse_from_string(text, SupportedType::TextHtml).ok()?;
        if let (Some(fresh), Some(shown)) = (page.get_element_by_id("bell"), document().get_element_by_id("bell"))
            && fresh.inner_html() != shown.inner_html()
        {
            shown.set_inner_html(&fresh.inner_html());
        }
        Some(page)
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
        ask(&window().location().href()?, &RequestInit::new()).await
    }

    /// How a record stands.
    pub(super) async fn standing(address: &str, id: &str) -> Result<String, JsValue> {
        let init = RequestInit::new();
        init.set_method("POST");
        let body = UrlSearchParams::new()?;
        body.append("id", id);
        // The browser gives it the type of a form.
        init.set_body(&body);
        Ok(ask(address, &init).await?.trim().trim_matches('"').to_owned())
    }

    async fn ask(address: &str, init: &RequestInit) -> Result<String, JsValue> {
        let headers = Headers::new()?;
        headers.set(LIVE, "1")?;
        init.set_headers(&headers);
        let response: Response = JsFuture::from(window().fetch_with_str_and_init(address, init)).await?.dyn_into()?;
        if !response.ok() || response.redirected() {
            return Err(JsValue::NULL);
        }
        let text = JsFuture::from(response.text()?).await?;
        text.as_string().ok_or(JsValue::NULL)
    }
}
