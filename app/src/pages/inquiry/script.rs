//! What the browser adds to the intake form: the clock, the draft, the matches, saving without leaving the page.

use super::affiliation::Affiliation;
use super::beside::{Aside, Linked};
use super::intake::Draft;
use crate::api::inquiry::{KeepDraft, find_matches, keep_draft, record_inquiry};
use crate::error::AppError;
use crate::ui::{Typed, form_of_pairs};
use domain::error::{Fault, Refusal};
use domain::inquiry::{Blank, InquiryForm, MatchQuery};
use leptos::prelude::*;
use leptos::reactive::spawn_local;
use leptos::server_fn::ServerFn;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlFormElement, HtmlInputElement};

/// Typing pauses for so long before earlier contacts are looked up.
const LOOK_UP_PAUSE: Duration = Duration::from_millis(120);
/// Typing pauses for so long before the draft is kept.
const DRAFT_PAUSE: Duration = Duration::from_millis(1_500);
/// A draft that could not be kept is tried again after this, also when nobody types any more.
const DRAFT_AGAIN: Duration = Duration::from_secs(5);

#[derive(Clone, Copy)]
struct Page {
    typed: Typed,
    linked: Linked,
    aside: Aside,
    affiliation: Affiliation,
    status: RwSignal<String>,
    saving: RwSignal<bool>,
    recorded: StoredValue<bool>,
    asked: StoredValue<MatchQuery>,
    kept: StoredValue<InquiryForm>,
    draft: RwSignal<Draft>,
    /// The version of the draft that this page has seen.
    version: StoredValue<i32>,
    /// One keeping at a time, or a page would come between itself.
    keeping: StoredValue<bool>,
    again: StoredValue<bool>,
    /// The next try to keep the draft.
    retry: StoredValue<Option<TimeoutHandle>>,
    /// Until somebody types it, 所要時間 is the clock's.
    clock_fills: StoredValue<bool>,
}

/// Starts with the page.
pub fn start(blank: &Blank, typed: Typed, linked: Linked, (aside, affiliation): (Aside, Affiliation), status: RwSignal<String>, saving: RwSignal<bool>, draft: RwSignal<Draft>) {
    let page = Page {
        typed,
        linked,
        aside,
        affiliation,
        status,
        saving,
        recorded: StoredValue::new(false),
        asked: StoredValue::new(MatchQuery::default()),
        kept: StoredValue::new(blank.form.clone()),
        draft,
        version: StoredValue::new(blank.draft_version),
        keeping: StoredValue::new(false),
        again: StoredValue::new(false),
        retry: StoredValue::new(None),
        clock_fills: StoredValue::new(typed.value("minutes").is_empty()),
    };
    let server_now = blank.now.timestamp_millis();
    let opened = blank.form.opened_at.clone();
    let minutes = page.clock_fills;
    Effect::new(move |_| {
        clock(&opened, server_now, minutes);
        listen(page);
        spawn_local(find_organization(page));
    });
    Effect::new(move |_| {
        if draft.get() == Draft::Overwrite {
            page.kept.set_value(InquiryForm::default());
            spawn_local(keep(page));
        }
    });
    // Linking a patient or another mode changes the form without a key press.
    Effect::new(move |before: Option<()>| {
        linked.id.track();
        linked.mode.track();
        if before.is_some() {
            set_timeout(
                move || {
                    spawn_local(find(page));
                    spawn_local(keep(page));
                },
                Duration::from_millis(50),
            );
        }
    });
}

fn element() -> Option<HtmlFormElement> {
    document().get_element_by_id("intake").and_then(|e| e.dyn_into().ok())
}

/// The form as it stands on the screen: name and text of each field.
fn pairs() -> Option<Vec<(String, String)>> {
    let data = FormData::new_with_form(&element()?).ok()?;
    let mut pairs = Vec::new();
    for entry in data.entries().into_iter().flatten() {
        let entry: js_sys::Array = entry.unchecked_into();
        if let (Some(name), Some(text)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
            pairs.push((name, text));
        }
    }
    Some(pairs)
}

/// The form as it stands on the screen.
fn read() -> Option<InquiryForm> {
    pairs().map(|pairs| form_of_pairs(&pairs))
}

/// Minutes and seconds since the form was opened, by the server's clock.
fn clock(opened: &str, server_now: i64, fills: StoredValue<bool>) {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of this century fit exactly")]
    let skew = js_sys::Date::now() - server_now as f64;
    let start = js_sys::Date::parse(opened);
    let tick = move || {
        let seconds = ((js_sys::Date::now() - skew - start) / 1000.0).max(0.0);
        let (minutes, rest) = ((seconds / 60.0).floor(), (seconds % 60.0).floor());
        if let Some(timer) = document().get_element_by_id("timer") {
            timer.set_text_content(Some(&format!("{minutes:.0}:{rest:02.0}")));
        }
        // After three hours nobody is on the telephone any more: the form was left open.
        if fills.try_get_value() == Some(true)
            && seconds < 10_800.0
            && let Some(Ok(input)) = document().get_element_by_id("minutes").map(JsCast::dyn_into::<HtmlInputElement>)
        {
            input.set_value(&format!("{:.0}", (seconds / 60.0).ceil().max(1.0)));
        }
    };
    tick();
    if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || handle.clear());
    }
}

/// Runs after the pause, and not at all when it is restarted before.
fn restart(timer: StoredValue<Option<TimeoutHandle>>, pause: Duration, run: impl FnOnce() + 'static) {
    timer.try_update_value(|t| {
        if let Some(old) = t.take() {
            old.clear();
        }
        *t = set_timeout_with_handle(run, pause).ok();
    });
}

fn listen(page: Page) {
    let look_up = StoredValue::new(None::<TimeoutHandle>);
    let Some(form) = element() else { return };
    let on_input = move |event: web_sys::Event| {
        let field = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()).map(|e| e.id()).unwrap_or_default();
        // The time of a call that is written down later is not the time of writing.
        if matches!(field.as_str(), "minutes" | "received_at") {
            page.clock_fills.set_value(false);
        }
        restart(look_up, LOOK_UP_PAUSE, move || {
            spawn_local(find(page));
            spawn_local(find_organization(page));
        });
        restart(page.retry, DRAFT_PAUSE, move || spawn_local(keep(page)));
    };
    let on_input = wasm_bindgen::closure::Closure::<dyn Fn(web_sys::Event)>::new(on_input);
    let _ = form.add_event_listener_with_callback("input", on_input.as_ref().unchecked_ref());
    let on_submit = wasm_bindgen::closure::Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| submitted(&event, page));
    let _ = form.add_event_listener_with_callback("submit", on_submit.as_ref().unchecked_ref());
    // Both live as long as the form, which the browser drops with the page.
    on_input.forget();
    on_submit.forget();
    std::mem::forget(window_event_listener_untyped("pagehide", move |_| keep_on_leaving(page)));
    std::mem::forget(window_event_listener_untyped("visibilitychange", move |_| {
        if document().hidden() {
            keep_on_leaving(page);
        }
    }));
    let handle = window_event_listener(leptos::ev::keydown, move |event| alt_digit(&event, page));
    on_cleanup(move || handle.remove());
}

/// Alt+1 … Alt+9 link the patient with that number.
fn alt_digit(event: &web_sys::KeyboardEvent, page: Page) {
    if !event.alt_key() || event.is_composing() {
        return;
    }
    // The key, not the character: with Alt some layouts type another one.
    let Some(digit) = event.code().strip_prefix("Digit").and_then(|d| d.parse::<usize>().ok()) else { return };
    let found = digit.checked_sub(1).and_then(|i| untrack(|| page.aside.people(page.linked)).into_iter().nth(i));
    if let Some(found) = found {
        event.prevent_default();
        page.linked.link(found);
    }
}

/// Looks up who and what fits, unless nothing that matters was typed.
async fn find(page: Page) {
    let Some(form) = read() else { return };
    let query = form.match_query();
    if page.asked.with_value(|asked| *asked == query) {
        return;
    }
    page.asked.set_value(query.clone());
    if let Ok(found) = find_matches(query.clone()).await
        // A slower answer to an earlier question is no answer to this one.
        && page.asked.try_with_value(|asked| *asked == query) == Some(true)
    {
        page.aside.matches.set(found);
    }
}

/// Looks up the organization that is typed.
async fn find_organization(page: Page) {
    if let Some(form) = read() {
        page.affiliation.find(form.affiliation).await;
    }
}

/// 相談者区分 as it is chosen now.
pub fn caller_type() -> String {
    read().map(|form| form.caller_type).unwrap_or_default()
}

/// What is to be kept of the form, when it changed.
fn unkept(page: Page) -> Option<InquiryForm> {
    let mut form = read()?;
    if page.clock_fills.get_value() {
        form.minutes.clear();
    }
    let unchanged = page.kept.try_with_value(|kept| *kept == form).unwrap_or(true);
    (!unchanged && !page.recorded.get_value() && form.is_touched()).then_some(form)
}

/// Keeps the draft of a page that is being left: a beacon is sent on when the page is gone already.
fn keep_on_leaving(page: Page) {
    let decided = page.draft.try_get_untracked().is_some_and(|draft| draft != Draft::Changed);
    if !decided || unkept(page).is_none() {
        return;
    }
    let Ok(body) = web_sys::UrlSearchParams::new() else { return };
    for (name, text) in pairs().into_iter().flatten() {
        let text = if name == "form[minutes]" && page.clock_fills.get_value() { "" } else { &text };
        body.append(&name, text);
    }
    if let Some(version) = page.version.try_get_value() {
        body.set("draft_version", &version.to_string());
    }
    let _ = window().navigator().send_beacon_with_opt_url_search_params(KeepDraft::url(), Some(&body));
}

/// Keeps the draft; what is asked for meanwhile follows when the answer is there.
async fn keep(page: Page) {
    page.again.try_set_value(true);
    if page.keeping.try_get_value() != Some(false) {
        return;
    }
    page.keeping.try_set_value(true);
    while page.again.try_get_value() == Some(true) {
        page.again.try_set_value(false);
        keep_once(page).await;
    }
    page.keeping.try_set_value(false);
}

/// Keeps the draft when it changed, unless another page's state of it waits for a decision.
async fn keep_once(page: Page) {
    let Some(draft) = page.draft.try_get_untracked().filter(|draft| *draft != Draft::Changed) else { return };
    let Some(form) = unkept(page) else { return };
    let id = form.id.clone();
    page.kept.set_value(form.clone());
    let seen = if draft == Draft::Overwrite { None } else { page.version.try_get_value() };
    match keep_draft(form, seen).await {
        Ok(version) => {
            page.version.try_set_value(version);
            page.draft.try_set(Draft::Ours);
            page.status.try_set("下書きを保存しました".to_owned());
            name_draft(&id);
        }
        Err(error) => {
            page.kept.try_set_value(InquiryForm::default());
            if !matches!(error, AppError::Fault(Fault::Refused(_))) {
                restart(page.retry, DRAFT_AGAIN, move || spawn_local(keep(page)));
            }
            let text = match error {
                AppError::Fault(Fault::Refused(Refusal::DraftChanged)) => {
                    page.draft.try_set(Draft::Changed);
                    "別の画面でこの下書きが更新されました"
                }
                AppError::Fault(Fault::SignInRequired) => "下書きを保存できません（ログインの期限切れ）",
                AppError::Fault(Fault::Refused(_)) => "この受付は保存済みです",
                _ => "下書きを保存できません（接続を確認中）",
            };
            page.status.try_set(text.to_owned());
        }
    }
}

/// The address names the draft from now on, so that a reload comes back to it.
fn name_draft(id: &str) {
    if let Ok(history) = window().history()
        && window().location().pathname().is_ok_and(|p| p == "/inquiries/new")
    {
        let _ = history.replace_state_with_url(&history.state().unwrap_or_default(), "", Some(&format!("/inquiries/new?draft={id}")));
    }
}

fn submitted(event: &web_sys::Event, page: Page) {
    event.prevent_default();
    let looking = event.unchecked_ref::<web_sys::SubmitEvent>().submitter().is_some_and(|b| matches!(b.id().as_str(), "look-up" | "keep"));
    if looking {
        spawn_local(async move {
            page.asked.set_value(MatchQuery::default());
            find(page).await;
            keep(page).await;
        });
    } else if !page.saving.get_untracked() {
        page.saving.set(true);
        spawn_local(save(page));
    }
}

/// Records the form; whatever goes wrong, nothing typed leaves the screen.
async fn save(page: Page) {
    let Some(form) = read() else { return };
    // The draft keeps a copy should the answer get lost; saving is answered by the server alone.
    page.typed.error.set(None);
    match record_inquiry(form.clone()).await {
        Ok(recorded) => {
            page.recorded.set_value(true);
            let _ = window().location().set_href(&format!("/inquiries/{}?done=record", recorded.id));
        }
        Err(error) => {
            page.typed.refuse(error);
            page.saving.set(false);
            request_animation_frame(|| {
                if let Ok(Some(summary)) = document().query_selector(".error-summary")
                    && let Ok(summary) = summary.dyn_into::<web_sys::HtmlElement>()
                {
                    let _ = summary.focus();
                }
            });
            page.asked.set_value(MatchQuery::default());
            find(page).await;
            page.kept.set_value(InquiryForm::default());
            keep(page).await;
        }
    }
}
