//! The form of a physician's profile, folded away on the page until it is wanted.

use super::detail::named;
use super::{hidden, posted};
use crate::api::physician::SavePhysician;
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::ui::{Typed, checks, conflict_view, error_notice, field};
use crate::words;
use domain::code::List;
use domain::error::Fault;
use domain::physician::PhysicianView;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The form; open when the address asks for it, when it was refused, and when there is no profile yet.
pub(super) fn editor(found: &PhysicianView, kept: Option<&Kept>, edit: bool) -> AnyView {
    let url = SavePhysician::url();
    let typed = Typed::posted("", url, &found.form, kept);
    let id = found.id.to_string();
    if let Some(AppError::Fault(Fault::Conflict(conflict))) = typed.error.get_untracked() {
        let page = found.clone();
        let names = move |field: &str, value: &str| match field {
            "visit_districts" | "partners" | "physician_login" if !value.is_empty() => value.split(',').map(|id| named(&page, field, id)).collect::<Vec<_>>().join("、"),
            _ => String::new(),
        };
        return conflict_view(*conflict, url, kept, vec![("id", id)], names);
    }
    let known = found.version > 0;
    // A refused try keeps the version it was based on, or a colleague's save in between would go unnoticed.
    let version = posted(kept, url, "version").unwrap_or_else(|| found.version.to_string());
    let open = edit || !known || typed.error.with_untracked(Option::is_some);
    let (summary, button) = if known { ("登録内容を編集", "保存する") } else { ("医師として登録", "医師として登録する") };
    let leave = if known { format!("/physicians/{id}") } else { format!("/directory/{}#people", found.organization.id) };
    view! {
        <details class="fold" open=open id="edit">
            <summary>{summary}</summary>
            <form class="form form--static" method="post" action=url novalidate=true>
                {error_notice(typed)}
                {hidden("id", id)}{hidden("version", version)}
                {practice(typed, found)}
                {taking(typed)}
                {standing_in(typed, found)}
                <p class="cluster"><button class="btn btn--primary" type="submit">{button}</button><a class="btn btn--quiet" href=leave>"やめる"</a></p>
            </form>
        </details>
    }
    .into_any()
}

fn items(list: List) -> Vec<(String, String)> {
    words::codes().groups(list).into_iter().flat_map(|(_, items)| items).collect()
}

/// One box to tick.
fn tick(typed: Typed, name: &'static str, text: &'static str) -> impl IntoView {
    let checked = typed.value(name) == "1";
    view! { <label class="check"><input type="checkbox" id=typed.id(name) name=typed.name(name) value="1" checked=checked/>{text}</label> }
}

fn practice(typed: Typed, found: &PhysicianView) -> impl IntoView + use<> {
    // What the record holds is offered too, even when the table does not offer it any more.
    let held = |id: &str| found.form.visit_districts.iter().any(|d| d == id);
    let districts = found.places.districts.iter().map(|d| (d.id.to_string(), d)).filter(|(id, d)| !d.retired || held(id));
    let districts = districts.map(|(id, d)| (id, if d.retired { format!("{}（廃止）", d.name) } else { d.name.clone() })).collect();
    view! {
        <fieldset class="fieldset"><legend>"診療と訪問"</legend>
            {checks(typed, "specialties", "診療科", items(List::Specialty))}
            {checks(typed, "visit_districts", "訪問できる圏域", districts)}
            <div class="form__row">
                {field("visit_radius", "訪問できる範囲（km）").hint("医療機関からの直線距離。空のままなら制限なし").input("text", "numeric", "off").class("field--short").view(typed)}
                {field("physician_sex", "性別").codes(List::Sex, "未入力").class("field--short").view(typed)}
            </div>
            {checks(typed, "physician_procedures", "対応できる医療処置", items(List::Procedure))}
            <div class="checks">{tick(typed, "physician_eol", "看取りに対応する")}{tick(typed, "physician_night", "夜間・休日の往診に対応する")}</div>
            {checks(typed, "physician_languages", "対応言語（日本語以外）", items(List::Language))}
        </fieldset>
    }
}

fn taking(typed: Typed) -> impl IntoView {
    let choices = ["yes", "no"].map(|v| (v.to_owned(), words::value_text("accepting", v, None))).to_vec();
    view! {
        <fieldset class="fieldset"><legend>"新規の受入れ"</legend>
            <div class="form__row">
                {field("accepting", "新規の受入れ").required().choices(choices, "選んでください").class("field--short").view(typed)}
                {field("capacity", "受け持てる人数").hint("主治医として受け持つ上限").input("text", "numeric", "off").class("field--short").view(typed)}
                {field("accepting_from", "受入れの初日").hint("空のままなら今から").class("field--short").view(typed)}
                {field("accepting_until", "受入れの末日").hint("空のままなら期限なし").class("field--short").view(typed)}
            </div>
        </fieldset>
    }
}

fn standing_in(typed: Typed, found: &PhysicianView) -> impl IntoView + use<> {
    let others: Vec<(String, String)> = found.others.iter().map(|o| (o.id.to_string(), format!("{}（{}）", o.name, o.organization))).collect();
    let users = found.users.iter().map(|u| (u.id.to_string(), u.name.clone())).collect();
    let partners = (!others.is_empty()).then(|| checks(typed, "partners", "優先して代診する医師", others));
    view! {
        <fieldset class="fieldset"><legend>"代診とログイン"</legend>
            <div class="checks">{tick(typed, "acts_secondary", "副主治医を引き受ける")}</div>
            {partners}
            {field("physician_login", "ログインする利用者").hint("役割が「医師」の利用者。打診と自分の患者を見られるようになります").choices(users, "なし").view(typed)}
            {field("physician_note", "備考").area(3).view(typed)}
        </fieldset>
    }
}
