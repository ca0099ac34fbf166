//! Recording an organization and correcting it.

use super::{hidden, posted};
use crate::api::directory::{AddOrganization, EditOrganization, NewOrganization, blank_organization, organization_to_edit};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::pages::{param, query};
use crate::ui::{Typed, checks, conflict_view, error_notice, failure, field, title, use_kept};
use crate::words;
use domain::code::List;
use domain::directory::{OrganizationLine, OrganizationView, PUBLISHABLE};
use domain::district::Places;
use domain::error::Fault;
use domain::id::DistrictId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page for a new organization.
#[component]
pub fn NewPage() -> impl IntoView {
    let (name, caller) = (query("name"), query("caller_type"));
    let data = Resource::new_blocking(move || (name(), caller()), |(name, caller)| blank_organization(name, caller));
    let kept = use_kept();
    view! {
        {title("機関の登録")}
        <Suspense fallback=|| view! { <p class="skeleton">"登録画面を用意しています"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(blank) => new(&blank, kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn new(blank: &NewOrganization, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::posted("", AddOrganization::url(), &blank.form, kept);
    view! {
        <div class="page__crumbs"><a href="/directory">"機関一覧"</a></div>
        <div class="page__head"><h1>"機関の登録"</h1></div>
        <form class="form" method="post" action=AddOrganization::url() novalidate=true>
            {error_notice(typed)}
            {hidden("form[id]", typed.value("id"))}
            {fields(typed, &blank.places, &blank.similar, None)}
            <div class="form__actions">
                <button class="btn btn--primary" type="submit">"登録する"</button>
                <a class="btn btn--quiet" href="/directory">"やめる"</a>
            </div>
        </form>
    }
}

/// The correction page.
#[component]
pub fn EditPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), organization_to_edit);
    let kept = use_kept();
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"機関を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok((found, similar)) => edit(&found, &similar, kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn edit(found: &OrganizationView, similar: &[OrganizationLine], kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::posted("", EditOrganization::url(), &found.form, kept);
    let id = found.id.to_string();
    let head = view! {
        {title("機関の編集")}
        <div class="page__crumbs"><a href="/directory">"機関一覧"</a>" › "<a href=format!("/directory/{id}")>{found.form.organization_name.clone()}</a></div>
        <div class="page__head"><h1>"機関の編集"</h1></div>
    };
    if let Some(AppError::Fault(Fault::Conflict(conflict))) = typed.error.get_untracked() {
        let places = found.places.clone();
        let names = move |field: &str, value: &str| match value.parse::<DistrictId>() {
            Ok(id) if field == "district_id" => places.district_name(id).to_owned(),
            _ => String::new(),
        };
        return view! { {head}{conflict_view(*conflict, EditOrganization::url(), kept, vec![("id", id)], names)} }.into_any();
    }
    // A refused try keeps the version it was based on, or a colleague's save in between would go unnoticed.
    let version = posted(kept, EditOrganization::url(), "version").unwrap_or_else(|| found.version.to_string());
    view! {
        {head}
        <form class="form" method="post" action=EditOrganization::url() novalidate=true>
            {error_notice(typed)}
            {hidden("id", id.clone())}
            {hidden("version", version)}
            {fields(typed, &found.places, similar, found.form.district_id.parse().ok())}
            <div class="form__actions">
                <button class="btn btn--primary" type="submit">"保存する"</button>
                <a class="btn btn--quiet" href=format!("/directory/{id}")>"やめる"</a>
            </div>
        </form>
    }
    .into_any()
}

fn fields(typed: Typed, places: &Places, similar: &[OrganizationLine], district: Option<DistrictId>) -> impl IntoView + use<> {
    let districts = places.offered(district).map(|d| (d.id.to_string(), d.name.clone())).collect();
    view! {
        {doubles(typed, similar)}
        <fieldset class="fieldset"><legend>"機関"</legend>
            <div class="form__row">
                {field("organization_name", "名称").required().view(typed)}
                {field("organization_kana", "ふりがな").view(typed)}
                {field("organization_kind", "種別").required().codes(List::OrganizationKind, "選んでください").class("field--short").view(typed)}
            </div>
            <div class="form__row">
                {field("institution_code", "医療機関コード").hint("10桁（都道府県2桁＋点数表1桁＋7桁）").input("text", "numeric", "off").class("field--short").view(typed)}
                {field("care_class", "在支診・在支病の区分").codes(List::CareClass, "未入力").class("field--short").view(typed)}
                {field("person_in_charge", "窓口担当者").view(typed)}
            </div>
        </fieldset>
        <fieldset class="fieldset"><legend>"所在地と連絡先"</legend>
            <div class="form__row">
                {field("postal_code", "郵便番号").input("text", "numeric", "off").class("field--short").view(typed)}
                {field("address", "住所").view(typed)}
                {field("district_id", "圏域").hint("空のままなら住所から判定").choices(districts, "住所から判定").class("field--short").view(typed)}
            </div>
            <div class="form__row">
                {field("telephone", "電話番号").input("text", "tel", "off").view(typed)}
                {field("fax", "FAX").input("text", "tel", "off").view(typed)}
                {field("email", "メール").input("text", "email", "off").view(typed)}
                {field("web", "ホームページ").input("text", "url", "off").view(typed)}
            </div>
        </fieldset>
        {hours(typed)}
        <fieldset class="fieldset"><legend>"できること"</legend>
            {checks(typed, "capabilities", "対応できる医療処置", words::codes().groups(List::Procedure).into_iter().flat_map(|(_, items)| items).collect())}
            {field("services", "提供サービス").hint("訪問診療、往診、24時間対応など").area(3).view(typed)}
        </fieldset>
        <fieldset class="fieldset"><legend>"公開と備考"</legend>
            {checks(typed, "public", "公開してよい項目", PUBLISHABLE.iter().map(|p| ((*p).to_owned(), words::field_label(p).to_owned())).collect())}
            {field("organization_note", "備考").hint("公開されません").area(3).view(typed)}
        </fieldset>
    }
}

fn hours(typed: Typed) -> impl IntoView {
    view! {
        <fieldset class="fieldset"><legend>"診療・営業時間"</legend>
            <p class="field__hint">"例：9:00-12:00、14:00-18:00。休みの日は「休み」、一日中は「24時間」と入力します。"</p>
            <div class="form__row">
                {field("hours_mon", "月曜").view(typed)}{field("hours_tue", "火曜").view(typed)}{field("hours_wed", "水曜").view(typed)}{field("hours_thu", "木曜").view(typed)}
            </div>
            <div class="form__row">
                {field("hours_fri", "金曜").view(typed)}{field("hours_sat", "土曜").view(typed)}{field("hours_sun", "日曜").view(typed)}{field("hours_holiday", "祝日").view(typed)}
            </div>
            {field("hours_note", "時間の補足").hint("例：第3水曜は休診、往診は随時").view(typed)}
        </fieldset>
    }
}

/// Organizations that may be the same, and the box that says they are not.
fn doubles(typed: Typed, similar: &[OrganizationLine]) -> impl IntoView + use<> {
    let flaw = typed.flaws.with_untracked(|f| f.of("distinct").map(|flaw| words::flaw_text("distinct", flaw)));
    let ticked = typed.value("distinct") == "1";
    let items = similar
        .iter()
        .map(|o| {
            let closed = o.closed.then(|| view! { " "<span class="badge badge--voided">"廃止"</span> });
            let facts = [words::label(List::OrganizationKind, o.kind.as_str(), None), o.address.clone(), o.telephone.clone(), o.code.clone()];
            let facts = facts.into_iter().filter(|f| !f.is_empty()).collect::<Vec<_>>().join("　");
            view! { <li class="match match--duplicate"><span class="match__name"><a href=format!("/directory/{}", o.id) target="_blank" rel="external noopener">{o.name.clone()}</a>{closed}</span><p class="match__meta">{facts}</p></li> }
        })
        .collect_view();
    (flaw.is_some() || ticked).then(|| {
        let invalid = flaw.is_some().then_some("true");
        view! {
            <section class="notice notice--warn stack stack--tight">
                <h2>"同じ機関かもしれません"</h2>
                <ul class="matches">{items}</ul>
                <div class="field">
                    <label class="check"><input type="checkbox" id="distinct" name="form[distinct]" value="1" checked=ticked aria-invalid=invalid aria-describedby=flaw.is_some().then_some("distinct-error")/>"別の機関として登録する"</label>
                    {flaw.map(|text| view! { <p class="field__error" id="distinct-error">{text}</p> })}
                </div>
            </section>
        }
    })
}
