//! What is looked for: the fields of its form, how it is shown, and its change.

use super::{hidden, posted};
use crate::api::assignment::ChangeNeeds;
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::ui::{Typed, checks, conflict_view, field};
use crate::words::{self, assignment as text};
use domain::assignment::{Mode, NeedsForm, RequestView, Urgency};
use domain::code::List;
use domain::error::Fault;
use domain::patient::{NOTHING_CODE, UNKNOWN_CODE};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// 在宅看取り has a field of its own.
const END_OF_LIFE: &str = "eol";

/// The order in which what is looked for is shown.
const SHOWN: [&str; 12] = [
    "start_on",
    "want_primary",
    "want_secondary",
    "match_urgency",
    "match_mode",
    "procedures",
    "end_of_life",
    "night",
    "wish_sex",
    "wish_language",
    "wish_specialty",
    "match_note",
];

/// The choices of a list that say something.
fn items(list: List) -> Vec<(String, String)> {
    let said = |(code, _): &(String, String)| ![END_OF_LIFE, NOTHING_CODE, UNKNOWN_CODE].contains(&code.as_str());
    words::codes().groups(list).into_iter().flat_map(|(_, items)| items).filter(said).collect()
}

fn tick(typed: Typed, name: &'static str, text: &'static str) -> impl IntoView {
    let checked = typed.value(name) == "1";
    view! { <label class="check"><input type="checkbox" id=typed.id(name) name=typed.name(name) value="1" checked=checked/>{text}</label> }
}

/// A few choices below one another, each with a line that explains it.
fn radios(typed: Typed, name: &'static str, legend: &'static str, choices: Vec<(&'static str, &'static str, &'static str)>) -> impl IntoView {
    let value = typed.value(name);
    let (first, error) = (typed.id(name), flaw(typed, name));
    let choices = choices
        .into_iter()
        .enumerate()
        .map(|(at, (code, label, hint))| {
            let id = (at == 0).then(|| first.clone());
            let hint = (!hint.is_empty()).then(|| view! { <br/><small class="quiet">{hint}</small> });
            view! { <label class="check"><input type="radio" id=id name=typed.name(name) value=code checked=value == code/><span>{label}{hint}</span></label> }
        })
        .collect_view();
    view! { <fieldset class="field"><legend class="field__label">{legend}</legend><div>{choices}</div>{error}</fieldset> }
}

fn flaw(typed: Typed, name: &'static str) -> Option<impl IntoView + use<>> {
    let message = typed.flaws.with_untracked(|f| f.of(name).map(|flaw| words::flaw_text(name, flaw)));
    message.map(|text| view! { <p class="field__error">{text}</p> })
}

/// Every field of the form.
pub(super) fn fields(typed: Typed) -> impl IntoView {
    let urgencies = Urgency::ALL.map(|u| (u.code(), text::urgency(u), "")).to_vec();
    let modes = Mode::ALL.map(|m| (m.code(), text::mode(m), text::mode_hint(m))).to_vec();
    view! {
        <fieldset class="fieldset"><legend>"依頼"</legend>
            {field("start_on", "開始希望日").required().hint("最初の訪問の日。例：12/1、明後日").class("field--short").view(typed)}
            <fieldset class="field"><legend class="field__label">"探す役割"</legend>
                <div class="checks">{tick(typed, "want_primary", "主治医")}{tick(typed, "want_secondary", "副主治医（主治医の不在時に代わる医師）")}</div>
                {flaw(typed, "want_primary")}
            </fieldset>
            {radios(typed, "match_urgency", "回答の急ぎ", urgencies)}
            {radios(typed, "match_mode", "進め方", modes)}
        </fieldset>
        <fieldset class="fieldset"><legend>"医師に求めること"</legend>
            {checks(typed, "procedures", "医療処置", items(List::Procedure))}
            <div class="checks">{tick(typed, "end_of_life", "看取りまで対応する")}{tick(typed, "night", "夜間・休日の往診に対応する")}</div>
            <div class="form__row">
                {field("wish_sex", "医師の性別の希望").choices(items(List::Sex), "希望なし").class("field--short").view(typed)}
                {field("wish_language", "対応言語の希望").codes(List::Language, "希望なし").class("field--short").view(typed)}
                {field("wish_specialty", "診療科の希望").hint("合う医師を優先します").codes(List::Specialty, "希望なし").class("field--short").view(typed)}
            </div>
        </fieldset>
        {field("match_note", "内部メモ").hint("窓口の中だけで見るメモです。医師には伝わりません").area(3).view(typed)}
    }
}

/// A value of the needs as people read it.
fn shown(name: &str, value: &str) -> String {
    match text::unticked(name) {
        Some(none) if value.is_empty() => none.to_owned(),
        _ => words::value_text(name, value, None),
    }
}

/// What is looked for, and the form that changes it.
pub(super) fn panel(found: &RequestView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let request = &found.request;
    let values = NeedsForm::of(&request.needs, request.mode, &found.note).fields();
    let facts = SHOWN
        .into_iter()
        .map(|name| {
            let value = shown(name, values.get(name).map(String::as_str).unwrap_or_default());
            view! { <div><dt>{words::field_label(name)}</dt><dd><span class="prose">{value}</span></dd></div> }
        })
        .collect_view();
    let edit = (!request.state.is_ended()).then(|| editor(found, kept));
    view! { <section class="panel stack stack--tight" id="needs"><h2 class="panel__title">"依頼の内容"</h2><dl class="facts facts--one">{facts}</dl>{edit}</section> }
}

fn form_of(found: &RequestView) -> NeedsForm {
    NeedsForm::of(&found.request.needs, found.request.mode, &found.note)
}

/// Two people changed the same: both versions, to choose.
pub(super) fn conflict(found: &RequestView, kept: Option<&Kept>) -> Option<AnyView> {
    let typed = Typed::posted("needs", ChangeNeeds::url(), &form_of(found), kept);
    let Some(AppError::Fault(Fault::Conflict(conflict))) = typed.error.get_untracked() else { return None };
    Some(conflict_view(*conflict, ChangeNeeds::url(), kept, vec![("id", found.request.id.to_string())], shown))
}

fn editor(found: &RequestView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let url = ChangeNeeds::url();
    let typed = Typed::posted("needs", url, &form_of(found), kept);
    // A refused try keeps the version it was based on, or a colleague's save in between would go unnoticed.
    let version = posted(kept, url, "version").unwrap_or_else(|| found.version.to_string());
    let open = typed.error.with_untracked(Option::is_some);
    let out = found.offers.iter().any(|line| !line.offer.state.is_ended());
    let warning = out.then(|| {
        view! { <p class="notice notice--warn">"打診中か受諾済みの医師がいます。開始希望日や医療処置などの条件を加えると、その医師に改めて回答をお願いします。"</p> }
    });
    view! {
        <details class="fold" open=open>
            <summary>"依頼の内容を変更"</summary>
            <form class="form form--static" method="post" action=url novalidate=true>
                {warning}
                {hidden("id", found.request.id.to_string())}{hidden("version", version)}
                {fields(typed)}
                <p><button class="btn btn--primary" type="submit">"変更を保存する"</button></p>
            </form>
        </details>
    }
}
