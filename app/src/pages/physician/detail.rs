//! One physician: what they take on, when they are away, what changed; for whoever may write, the forms.

use super::absence::absences;
use super::form::editor;
use super::{accepting_badge, away_badge};
use crate::api::physician::physician;
use crate::api::shell::{Kept, Me};
use crate::error::AppError;
use crate::pages::{param, query};
use crate::ui::{done_notice, failure, history_list, title, use_kept};
use crate::words;
use domain::account::Permission;
use domain::calendar::show_date;
use domain::physician::{PhysicianForm, PhysicianView};
use leptos::prelude::*;

/// The page of a physician, or of a person of the directory who may become one.
#[component]
pub fn PhysicianPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), physician);
    let kept = use_kept();
    let edit = query("edit");
    let who = expect_context::<Resource<Result<Option<Me>, AppError>>>();
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"医師を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                // Who leaves has patients, whom not everybody may see who looks after the directory.
                let sees_patients = who.await.ok().flatten().is_some_and(|me| me.may(Permission::InquiryWrite));
                match data.await {
                    Ok(found) => page(&found, kept.as_ref(), !untrack(edit).is_empty(), sees_patients).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: &PhysicianView, kept: Option<&Kept>, edit: bool, sees_patients: bool) -> impl IntoView + use<> {
    let name = found.contact.data.name.clone();
    let known = found.version > 0;
    let heading = if known { name.clone() } else { format!("{name}（医師の登録）") };
    let kana = (!found.contact.data.kana.is_empty()).then(|| view! { <p class="page__sub">{found.contact.data.kana.clone()}</p> });
    let badges = known.then(|| view! { {accepting_badge(found.accepting, is_full(found))}{away_badge(found.away_until)} });
    let change = (known && found.may_write).then(|| view! { <a class="btn btn--primary" href=format!("/physicians/{}?edit=1#edit", found.id)>"編集する"</a> });
    let leave = (known && found.may_write && sees_patients).then(|| view! { <a class="btn btn--quiet" href=format!("/physicians/{}/leave", found.id)>"退職・休止の手続き"</a> });
    let left =
        found.contact.data.left_on.map(|day| view! { <div class="notice notice--warn"><p>{format!("{}に退職・異動しました。一覧には表示されません。", show_date(day))}</p></div> });
    let body = known.then(|| {
        view! {
            <div class="grid-2">{abilities(found)}{conditions(found)}</div>
            {absences(found, kept)}
            <section class="panel"><h2 class="panel__title">"変更の記録"</h2>{history_list(found.history.clone())}</section>
        }
    });
    let none = (!known && !found.may_write).then(|| view! { <div class="empty"><p>"医師として登録されていません。"</p></div> });
    let form = found.may_write.then(|| editor(found, kept, edit));
    view! {
        {title(&heading)}
        <div class="page__crumbs"><a href="/physicians">"医師一覧"</a>" › "<a href=format!("/directory/{}#people", found.organization.id)>{found.organization.name.clone()}</a></div>
        <div class="page__head">
            <h1>{heading}</h1>{kana}
            <p class="cluster">{badges}</p>
            <div class="page__actions">{leave}{change}</div>
        </div>
        {done_notice()}
        {left}
        {form}
        {none}
        {body}
    }
}

/// They hold as many patients as they said to take, or more.
fn is_full(found: &PhysicianView) -> bool {
    found.form.capacity.parse::<i64>().is_ok_and(|most| found.load >= most)
}

fn fact(name: &'static str, value: String) -> AnyView {
    let label = words::field_label(name);
    let value = if value.is_empty() { view! { <span class="missing">"未入力"</span> }.into_any() } else { view! { <span class="prose">{value}</span> }.into_any() };
    view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any()
}

/// A field that may be left open, in words; an empty one is 未入力.
fn open(name: &'static str, value: &str) -> AnyView {
    fact(name, if value.is_empty() { String::new() } else { words::value_text(name, value, None) })
}

/// What is ticked, or not: both are answers.
fn ticked(name: &'static str, value: &str, no: &str) -> AnyView {
    fact(name, if value.is_empty() { no.to_owned() } else { words::value_text(name, value, None) })
}

/// The name of an id of this page; the id itself where there is none.
pub(super) fn named(found: &PhysicianView, field: &str, id: &str) -> String {
    let name = match field {
        "visit_districts" => id.parse().ok().map(|id| found.places.district_name(id).to_owned()),
        "partners" => found.others.iter().find(|o| o.id.to_string() == id).map(|o| format!("{}（{}）", o.name, o.organization)),
        "physician_login" => found.users.iter().find(|u| u.id.to_string() == id).map(|u| u.name.clone()),
        _ => None,
    };
    name.filter(|n| !n.is_empty()).unwrap_or_else(|| id.to_owned())
}

fn several(found: &PhysicianView, name: &'static str, ids: &[String]) -> AnyView {
    fact(name, ids.iter().map(|id| named(found, name, id)).collect::<Vec<_>>().join("、"))
}

fn abilities(found: &PhysicianView) -> impl IntoView + use<> {
    let form: &PhysicianForm = &found.form;
    view! {
        <section class="panel"><h2 class="panel__title">"診療と訪問"</h2>
            <dl class="facts facts--one">
                {open("specialties", &form.specialties.join(","))}
                {several(found, "visit_districts", &form.visit_districts)}
                {open("visit_radius", &form.visit_radius)}
                {open("physician_procedures", &form.physician_procedures.join(","))}
                {ticked("physician_eol", &form.physician_eol, "対応しない")}
                {ticked("physician_night", &form.physician_night, "対応しない")}
                {open("physician_languages", &form.physician_languages.join(","))}
                {open("physician_sex", &form.physician_sex)}
            </dl>
        </section>
    }
}

fn conditions(found: &PhysicianView) -> impl IntoView + use<> {
    let form: &PhysicianForm = &found.form;
    let days = match (form.accepting_from.as_str(), form.accepting_until.as_str()) {
        ("", "") => String::new(),
        (from, until) => format!("（{}～{}）", day(from), day(until)),
    };
    let login = if form.physician_login.is_empty() { String::new() } else { named(found, "physician_login", &form.physician_login) };
    view! {
        <section class="panel"><h2 class="panel__title">"受入れと代診"</h2>
            <dl class="facts facts--one">
                {fact("accepting", format!("{}{days}", words::value_text("accepting", &form.accepting, None)))}
                {fact("load", format!("{}人", found.load))}
                {open("capacity", &form.capacity)}
                {ticked("acts_secondary", &form.acts_secondary, "引き受けない")}
                {several(found, "partners", &form.partners)}
                {fact("physician_login", login)}
                {fact("physician_note", form.physician_note.clone())}
            </dl>
        </section>
    }
}

fn day(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), show_date)
}
