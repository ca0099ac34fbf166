//! The case page.

use super::actions::{close_form, entry_form, is_waiting, link_form, reopen_form, state_form, state_lost, void_form};
use super::files::files;
use super::thread::thread;
use crate::api::attachment::attachments;
use crate::api::cases::{AddEntry, CaseChanges, EditCase, case};
use crate::api::shell::Kept;
use crate::api::tenure::physicians_of_case;
use crate::error::AppError;
use crate::pages::assignment::case_matching;
use crate::pages::param;
use crate::pages::patient::acting_line;
use crate::ui::{Newer, Typed, conflict_view, done_notice, failure, history_list, patient_head, status_badge, title, use_kept};
use crate::words;
use chrono::NaiveDate;
use domain::assignment::PatientPhysicians;
use domain::attachment::CaseFiles;
use domain::calendar::{jst_date, show_date, show_datetime};
use domain::cases::{CaseBrief, CaseForm, CaseStatus, CaseView};
use domain::code::List;
use domain::error::Fault;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The case page.
#[component]
pub fn CasePage() -> impl IntoView {
    let id = param("id");
    let data = Resource::new_blocking(id, case);
    let attached = Resource::new_blocking(id, attachments);
    let doctors = Resource::new_blocking(id, physicians_of_case);
    let kept = use_kept();
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"ケースを読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => page(&found, attached.await.ok(), doctors.await.ok().flatten().as_ref(), kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

/// How the case stands, as its form shows it.
fn form_of(brief: &CaseBrief) -> CaseForm {
    CaseForm {
        status: brief.status.code().to_owned(),
        owner_id: brief.owner.as_ref().map(|o| o.id.to_string()).unwrap_or_default(),
        next_date: brief.next_date.map(|d| d.format("%Y-%m-%d").to_string()).unwrap_or_default(),
    }
}

fn page(found: &CaseView, attached: Option<CaseFiles>, doctors: Option<&PatientPhysicians>, kept: Option<&Kept>) -> impl IntoView + use<> {
    let today = jst_date(found.now);
    let typed = Typed::posted("state", EditCase::url(), &form_of(&found.brief), kept);
    if let Some(AppError::Fault(Fault::Conflict(conflict))) = typed.error.get_untracked() {
        let people = found.people.clone();
        let names = move |field: &str, value: &str| {
            if field == "owner_id" { people.iter().find(|s| s.id.to_string() == value).map(|s| s.name.clone()).unwrap_or_default() } else { String::new() }
        };
        return view! { {head(found, today)}{conflict_view(*conflict, EditCase::url(), kept, vec![("id", found.brief.id.to_string())], names)} }.into_any();
    }
    let open = found.brief.status.is_open();
    let voided = found.voided.clone();
    let voided_notice = voided
        .as_ref()
        .map(|v| view! { <div class="notice notice--warn"><p>{format!("取消済みのケースです（{}　{}）。理由：{}", show_datetime(v.at), v.by_name, v.reason)}</p></div> });
    let moved = (found.inquiries.is_empty() && found.entries.is_empty()).then(|| view! { <p>"このケースの相談は、ほかのケースへ移されています。"</p> });
    let id = found.brief.id.to_string();
    view! {
        {head(found, today)}
        <Newer ask=CaseChanges::url().to_owned() id=id.clone() shown=found.changes.to_string() page=format!("/cases/{id}") says="ほかの人がこのケースを更新しました。".to_owned()/>
        {done_notice()}
        {voided_notice}
        {patient_part(found, today)}
        {found.patient.as_ref().zip(doctors).map(|(p, doctors)| acting_line(p.id, doctors))}
        <div class="split">
            <div class="stack">
                {(open || is_waiting(&id, kept, AddEntry::url())).then(|| entry_form(found, kept))}
                <section class="panel"><h2 class="panel__title">"相談と経過"</h2>{moved}{thread(found)}</section>
                {attached.map(|a| files(&id, a, kept))}
                <section class="panel"><h2 class="panel__title">"変更の記録"</h2>{history_list(named(found))}</section>
            </div>
            <aside class="split__aside split__aside--flow stack" aria-label="ケースの状態">
                {standing(found, today)}
                {voided.is_none().then(|| case_matching(found.brief.id, found.patient.is_some(), doctors, open))}
                {open.then(|| state_form(typed, found, kept))}
                {(!open && is_waiting(&id, kept, EditCase::url())).then(|| state_lost(typed, found))}
                {open.then(|| close_form(found, kept))}
                {(found.brief.status == CaseStatus::Closed).then(|| reopen_form(found, kept))}
                {links(found, kept)}
                {voided.is_none().then(|| void_form(found, kept))}
            </aside>
        </div>
    }
    .into_any()
}

/// The history with people's names where records keep their ids.
fn named(found: &CaseView) -> Vec<domain::audit::Change> {
    let name = |id: &str| found.people.iter().find(|s| s.id.to_string() == id).map_or_else(|| id.to_owned(), |s| s.name.clone());
    let mut history = found.history.clone();
    for field in history.iter_mut().flat_map(|c| c.fields.iter_mut()).filter(|f| f.field == "owner_id") {
        field.before = name(&field.before);
        field.after = name(&field.after);
    }
    history
}

fn head(found: &CaseView, today: NaiveDate) -> impl IntoView + use<> {
    let brief = &found.brief;
    let overdue = brief.is_overdue(today).then(|| view! { <span class="badge badge--overdue">"期限超過"</span> });
    // A closed case takes no further inquiry before somebody reopens it.
    let further = match brief.status {
        CaseStatus::Voided => None,
        CaseStatus::Closed => Some(view! { <a class="btn btn--primary" href="#reopen" rel="external">"このケースを再開する"</a> }.into_any()),
        _ => Some(view! { <a class="btn btn--primary" href=format!("/inquiries/new?case={}", brief.id) rel="external">"このケースの相談を受付"</a> }.into_any()),
    };
    view! {
        {title(&format!("ケース {}", brief.number))}
        <div class="page__crumbs"><a href="/inquiries">"相談一覧"</a></div>
        <div class="page__head">
            <h1>{format!("ケース {}", brief.number)}</h1>
            <p class="cluster">{status_badge(brief.status)}{overdue}<span>{words::label(List::Category, brief.main_category.as_str(), jst_date(brief.opened_at))}</span></p>
            <div class="page__actions"><a class="btn btn--quiet" href=format!("/cases/{}/print", brief.id)>"ケース概要を印刷"</a><a class="btn btn--quiet" href=format!("/cases/{}/fax", brief.id)>"FAX送付状"</a>{further}</div>
        </div>
    }
}

fn patient_part(found: &CaseView, today: NaiveDate) -> impl IntoView + use<> {
    let id = found.brief.id;
    let change = found.voided.is_none().then(|| {
        let text = if found.patient.is_some() { "対象者を変更" } else { "対象者を紐付ける" };
        view! { <a class="btn btn--small btn--quiet" href=format!("/cases/{id}/patient")>{text}</a> }
    });
    match &found.patient {
        Some(p) => patient_head(p, today, Some(format!("/cases/{id}")), change.map(IntoAny::into_any)).into_any(),
        None => view! { <section class="patient-head" aria-label="対象者"><div class="patient-head__name"><span class="missing">"対象者なし"</span></div><div class="patient-head__actions">{change}</div></section> }.into_any(),
    }
}

fn standing(found: &CaseView, today: NaiveDate) -> impl IntoView + use<> {
    let brief = &found.brief;
    let next = brief.next_date.map_or_else(|| "予定なし".to_owned(), show_date);
    let outcome = brief.outcome.as_ref().map(|o| view! { <div><dt>"転帰"</dt><dd>{words::label(List::Outcome, o.as_str(), found.closed_at.map(jst_date))}</dd></div> });
    let closed = found.closed_at.map(|at| view! { <div><dt>"終結"</dt><dd>{show_datetime(at)}</dd></div> });
    let overdue = brief.is_overdue(today).then(|| view! { " "<span class="badge badge--overdue">"期限超過"</span> });
    view! {
        <section class="panel"><h2 class="panel__title">"現在の状態"</h2>
            <dl class="facts facts--one">
                <div><dt>"状態"</dt><dd>{status_badge(brief.status)}</dd></div>
                <div><dt>"担当者"</dt><dd>{brief.owner.as_ref().map_or_else(|| "未定".to_owned(), |o| o.name.clone())}</dd></div>
                <div><dt>"次回対応予定日"</dt><dd>{next}{overdue}</dd></div>
                {outcome}
                {closed}
                <div><dt>"開始"</dt><dd>{show_datetime(brief.opened_at)}</dd></div>
                <div><dt>"拠点"</dt><dd>{found.desk.name.clone()}</dd></div>
            </dl>
        </section>
    }
}

fn links(found: &CaseView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let item = |c: &CaseBrief| view! { <li><a href=format!("/cases/{}", c.id)>{format!("ケース {}", c.number)}</a>" "{status_badge(c.status)}" "{words::label(List::Category, c.main_category.as_str(), jst_date(c.opened_at))}</li> };
    let linked = found.linked.iter().map(item).collect_view();
    let others: Vec<CaseBrief> = found.others.iter().filter(|o| !found.linked.iter().any(|l| l.id == o.id)).cloned().collect();
    let form = (!others.is_empty() && found.voided.is_none()).then(|| link_form(&found.brief, others, kept));
    let ends = (!found.linked.is_empty() && found.voided.is_none()).then(|| view! { <p class="field__hint">"対象者を変更すると、関連付けは外れます。"</p> });
    (!found.linked.is_empty() || form.is_some())
        .then(|| view! { <section class="panel"><h2 class="panel__title">"同じ対象者のケース"</h2><ul class="stack">{linked}</ul>{ends}{form}</section> })
}
