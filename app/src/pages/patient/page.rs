//! One patient: what is known in groups, cases, inquiries, and the history of every field.

use super::GROUPS;
use super::form::suspect_text;
use super::tenure::physicians;
use crate::api::patient::{RevivePatient, one_patient};
use crate::api::shell::Kept;
use crate::api::tenure::physicians_of_patient;
use crate::pages::param;
use crate::ui::{Typed, done_notice, error_notice, failure, history_list, patient_head, status_badge, title, use_kept, when};
use crate::words::{self, field_label, value_text};
use domain::assignment::PatientPhysicians;
use domain::audit::Change;
use domain::calendar::{jst_date, show_date, show_short};
use domain::cases::CaseBrief;
use domain::code::List;
use domain::inquiry::InquiryLine;
use domain::merge::Fields;
use domain::patient::{Ended, PatientView, Suspect};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page.
#[component]
pub fn PatientPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), one_patient);
    let doctors = Resource::new_blocking(param("id"), physicians_of_patient);
    let kept = use_kept();
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"対象者を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => page(found, doctors.await.ok().as_ref(), kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: PatientView, doctors: Option<&PatientPhysicians>, kept: Option<&Kept>) -> impl IntoView + use<> {
    let id = found.patient.id.to_string();
    let more = view! {
        <a class="btn btn--small btn--quiet" href=format!("/patients/{id}/merge")>"ほかの記録と統合"</a>
        <a class="btn btn--small btn--quiet" href=format!("/patients/{id}/end")>"死亡・転出を記録"</a>
    };
    let facts = domain::patient::PatientForm::of(&found.patient).fields();
    let groups = GROUPS.into_iter().map(|(title, names)| group(title, names, &facts, found.today)).collect_view();
    let (open, rest): (Vec<CaseBrief>, Vec<CaseBrief>) = found.cases.iter().cloned().partition(|c| c.status.is_open());
    let consent = consent_history(&found.history);
    let doctors = doctors.map(|d| physicians(found.patient.id, d, &open, found.patient.ended.is_none(), kept));
    view! {
        {title(&format!("対象者 {}", found.patient.name))}
        <div class="page__crumbs"><a href="/patients">"対象者"</a></div>
        <div class="page__head"><h1>{format!("対象者　{}", found.patient.name)}</h1><p class="page__sub">{found.desk.name.clone()}</p></div>
        {done_notice()}
        {patient_head(&found.patient, found.today, Some(format!("/patients/{id}")), Some(more.into_any()))}
        {found.patient.ended.as_ref().map(|e| ended(e, &id, found.patient.version, kept))}
        {suspects(&found.suspects, &id, found.today)}
        {doctors}
        <div class="split">
            <div class="stack">
                {groups}
                {consent.map(|history| view! { <section class="panel"><h2 class="panel__title">"本人同意の記録"</h2>{history_list(history)}</section> })}
                <section class="panel"><h2 class="panel__title">"変更の記録"</h2>{history_list(found.history.clone())}</section>
            </div>
            <aside class="split__aside split__aside--flow stack" aria-label="ケースと相談">
                <section class="panel"><h2 class="panel__title">"対応中のケース"</h2>{cases(open, "対応中のケースはありません。")}</section>
                <section class="panel"><h2 class="panel__title">"終結したケース"</h2>{cases(rest, "終結したケースはありません。")}</section>
                <section class="panel"><h2 class="panel__title">"相談"</h2>{inquiries(found.inquiries.clone())}</section>
                {merges(&found)}
            </aside>
        </div>
    }
}

fn group(title: &'static str, names: &'static [&'static str], facts: &Fields, today: chrono::NaiveDate) -> impl IntoView + use<> {
    let items = names
        .iter()
        .map(|name| {
            let value = facts.get(*name).cloned().unwrap_or_default();
            let value = match (*name, value.as_str()) {
                (_, "") => view! { <span class="missing">"未入力"</span> }.into_any(),
                ("patient_birth", text) => {
                    let birth = text.parse().map_or_else(|_| text.to_owned(), domain::calendar::show_birth);
                    view! { {birth} }.into_any()
                }
                (name, text) => view! { <span class="prose">{value_text(name, text, today)}</span> }.into_any(),
            };
            view! { <div><dt>{field_label(name)}</dt><dd>{value}</dd></div> }
        })
        .collect_view();
    view! { <section class="panel"><h2 class="panel__title">{title}</h2><dl class="facts">{items}</dl></section> }
}

fn ended(ended: &Ended, id: &str, version: i32, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::plain("revive", RevivePatient::url(), kept);
    let day = ended.on.map_or_else(|| "日付不明".to_owned(), show_date);
    let place = if ended.place.is_empty() { String::new() } else { format!("　{}", ended.place) };
    let note = (!ended.note.is_empty()).then(|| view! { <p class="prose">{ended.note.clone()}</p> });
    view! {
        <div class="notice notice--warn">
            <p><strong>{words::end(ended.kind)}</strong>{format!("　{day}{place}")}</p>
            {note}
            {error_notice(typed)}
            <form method="post" action=RevivePatient::url()>
                <input type="hidden" name="id" value=id.to_owned()/>
                <input type="hidden" name="version" value=version/>
                <button class="btn btn--small" type="submit">"死亡・転出の記録を取り消す"</button>
            </form>
        </div>
    }
}

fn suspects(suspects: &[Suspect], id: &str, today: chrono::NaiveDate) -> impl IntoView + use<> {
    let items = suspects
        .iter()
        .map(|s| {
            view! {
                <li class="match match--duplicate">
                    {suspect_text(s, today)}
                    <div class="match__actions"><a class="btn btn--small" href=format!("/patients/{id}/merge/{}", s.patient.id)>"並べて確かめる"</a></div>
                </li>
            }
        })
        .collect_view();
    (!suspects.is_empty())
        .then(|| view! { <section class="panel stack stack--tight"><h2 class="panel__title">"同じ人かもしれません"</h2><ul class="matches">{items}</ul></section> })
}

/// The steps of the history that changed the consent.
fn consent_history(history: &[Change]) -> Option<Vec<Change>> {
    let steps: Vec<Change> = history
        .iter()
        .filter_map(|change| {
            let fields: Vec<_> = change.fields.iter().filter(|f| f.field.starts_with("patient_consent")).cloned().collect();
            (!fields.is_empty()).then(|| Change { fields, ..change.clone() })
        })
        .collect();
    (!steps.is_empty()).then_some(steps)
}

/// Cases in one line each.
pub(super) fn cases(cases: Vec<CaseBrief>, none: &'static str) -> impl IntoView {
    if cases.is_empty() {
        return view! { <p class="quiet">{none}</p> }.into_any();
    }
    let items = cases
        .into_iter()
        .map(|case| {
            let owner = case.owner.as_ref().map_or_else(|| "担当 未定".to_owned(), |o| format!("担当 {}", o.name));
            let next = case.next_date.map(|d| view! { <span>{format!("次回 {}", show_short(d))}</span> });
            let outcome = case.outcome.as_ref().map(|o| view! { <span>{words::label(List::Outcome, o.as_str(), None)}</span> });
            view! {
                <li>
                    <div class="rows__title"><a href=format!("/cases/{}", case.id)>{format!("ケース {}　{}", case.number, words::label(List::Category, case.main_category.as_str(), jst_date(case.opened_at)))}</a></div>
                    <div class="rows__meta">{status_badge(case.status)}<span>{owner}</span>{next}{outcome}</div>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="rows">{items}</ul> }.into_any()
}

fn inquiries(lines: Vec<InquiryLine>) -> impl IntoView {
    if lines.is_empty() {
        return view! { <p class="quiet">"相談はまだありません。"</p> }.into_any();
    }
    let items = lines
        .into_iter()
        .map(|l| {
            let day = jst_date(l.received_at);
            view! {
                <li>
                    <div class="rows__title"><a href=format!("/inquiries/{}", l.id)>{format!("{} {}", l.number, words::label(List::Category, l.main_category.as_str(), day))}</a></div>
                    <div class="rows__meta"><span>{when(l.received_at)}</span><span>{words::label(List::CallerType, l.caller_type.as_str(), day)}</span></div>
                    <p class="clamp small quiet">{l.excerpt}</p>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="rows">{items}</ul> }.into_any()
}

fn merges(found: &PatientView) -> impl IntoView + use<> {
    let id = found.patient.id;
    let items = found
        .merges
        .iter()
        .enumerate()
        .map(|(i, m)| {
            let kana = if m.absorbed.kana.is_empty() { String::new() } else { format!("（{}）", m.absorbed.kana) };
            // The latest first: an earlier one is part of what the later one found.
            let back = if i == 0 {
                view! { <a href=format!("/patients/{id}/unmerge/{}", m.id)>"統合を取り消す"</a> }.into_any()
            } else {
                view! { <span class="quiet">"新しい統合を取り消すと、取り消せます"</span> }.into_any()
            };
            view! {
                <li>
                    <div class="rows__title">{format!("{}{kana}", m.absorbed.name)}</div>
                    <div class="rows__meta"><span>{when(m.at)}</span><span>{m.by_name.clone()}</span>{back}</div>
                </li>
            }
        })
        .collect_view();
    (!found.merges.is_empty()).then(|| view! { <section class="panel"><h2 class="panel__title">"統合した記録"</h2><ul class="rows">{items}</ul></section> })
}
