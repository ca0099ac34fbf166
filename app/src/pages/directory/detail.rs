//! One organization: everything that is known, who works there, what changed.

use super::list::is_stale;
use super::people::people;
use super::{hidden, posted, telephone_link};
use crate::api::directory::{ConfirmOrganization, RestoreOrganization, RetireOrganization, organization};
use crate::api::shell::Kept;
use crate::pages::{param, query};
use crate::ui::{Typed, district_badge, done_notice, error_notice, failure, field, history_list, title, use_kept};
use crate::words;
use chrono::NaiveDate;
use domain::calendar::show_date;
use domain::code::List;
use domain::directory::{OrganizationForm, OrganizationView, PUBLISHABLE, RetireForm, check_digit_fits};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The organization page.
#[component]
pub fn OrganizationPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), organization);
    let kept = use_kept();
    let person = query("person");
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"機関を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => page(&found, kept.as_ref(), &untrack(person)).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: &OrganizationView, kept: Option<&Kept>, person: &str) -> impl IntoView + use<> {
    let form = &found.form;
    let id = found.id.to_string();
    let closed = found.closed_on.map(|day| {
        view! { <div class="notice notice--warn"><p>{format!("廃止した機関です（{}）。理由：{}", show_date(day), found.close_reason)}</p></div> }
    });
    let badge = district_badge(found.district.map_or("", |d| found.places.district_name(d)), found.outside);
    let edit = found.may_write.then(|| view! { <a class="btn btn--primary" href=format!("/directory/{id}/edit")>"編集する"</a> });
    let kana = (!form.organization_kana.is_empty()).then(|| view! { <p class="page__sub">{form.organization_kana.clone()}</p> });
    view! {
        {title(&form.organization_name)}
        <div class="page__crumbs"><a href="/directory">"機関一覧"</a></div>
        <div class="page__head">
            <h1>{form.organization_name.clone()}</h1>{kana}
            <p class="cluster"><span class="badge badge--open">{words::label(List::OrganizationKind, &form.organization_kind, None)}</span>{badge}</p>
            <div class="page__actions">{edit}</div>
        </div>
        {done_notice()}
        {closed}
        {confirmation(found, kept)}
        <div class="grid-2">
            {place_facts(found)}
            {ability_facts(form)}
        </div>
        {hours(form)}
        {people(found, kept, person)}
        <section class="panel"><h2 class="panel__title">"変更の記録"</h2>{history_list(found.history.clone())}</section>
        {found.may_write.then(|| manage(found, kept))}
    }
}

/// When somebody last said that all this is right, and the button that says it again.
fn confirmation(found: &OrganizationView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::plain("confirm", ConfirmOrganization::url(), kept);
    let stale = is_stale(found.confirmed_on, found.today);
    let text = match found.confirmed_on {
        Some(day) => format!("最終確認日 {}（{}）", show_date(day), found.confirmed_by),
        None => "登録内容はまだ確認されていません。".to_owned(),
    };
    let badge = stale.then(|| view! { <span class="badge badge--missing">"要確認"</span> });
    let button = (found.may_write && found.closed_on.is_none()).then(|| {
        view! {
            <form method="post" action=ConfirmOrganization::url()>
                {hidden("id", found.id.to_string())}{hidden("version", found.version.to_string())}
                <button class="btn btn--small" type="submit">"内容を確認しました"</button>
            </form>
        }
    });
    view! { {error_notice(typed)}<div class="cluster" id="confirmation"><span>{text}</span>{badge}{button}</div> }
}

/// Whether a field may be shown to the public; said only of fields that hold something.
fn openness(form: &OrganizationForm, name: &str) -> Option<AnyView> {
    if !PUBLISHABLE.contains(&name) {
        return None;
    }
    let text = if form.public.iter().any(|p| p == name) { "公開" } else { "非公開" };
    Some(view! { " "<span class="badge badge--info">{text}</span> }.into_any())
}

fn fact(form: &OrganizationForm, name: &'static str, value: AnyView, known: bool) -> AnyView {
    let label = words::field_label(name);
    let value = if known { view! { <span class="prose">{value}</span>{openness(form, name)} }.into_any() } else { view! { <span class="missing">"未入力"</span> }.into_any() };
    view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any()
}

fn text_fact(form: &OrganizationForm, name: &'static str, value: &str) -> AnyView {
    fact(form, name, value.to_owned().into_any(), !value.is_empty())
}

fn place_facts(found: &OrganizationView) -> impl IntoView + use<> {
    let form = &found.form;
    let odd =
        (!form.institution_code.is_empty() && !check_digit_fits(&form.institution_code)).then(|| view! { " "<span class="badge badge--missing">"検証番号が合いません"</span> });
    let code = view! { <span class="num">{form.institution_code.clone()}</span>{odd} }.into_any();
    let chosen = if form.district_id.is_empty() { "（住所から判定）" } else { "（手動で指定）" };
    let district = match (found.district, found.outside) {
        (Some(id), _) => format!("{}{chosen}", found.places.district_name(id)),
        (None, true) => "市外".to_owned(),
        (None, false) => String::new(),
    };
    let address = if form.postal_code.is_empty() { form.address.clone() } else { format!("〒{} {}", form.postal_code, form.address) };
    let mail = view! { <a href=format!("mailto:{}", form.email) rel="external">{form.email.clone()}</a> }.into_any();
    let web = view! { <a href=form.web.clone() target="_blank" rel="external noopener noreferrer">{form.web.clone()}</a> }.into_any();
    view! {
        <section class="panel"><h2 class="panel__title">"所在地と連絡先"</h2>
            <dl class="facts facts--one">
                {text_fact(form, "address", &address)}
                {text_fact(form, "district", &district)}
                {fact(form, "telephone", telephone_link(&form.telephone), !form.telephone.is_empty())}
                {text_fact(form, "fax", &form.fax)}
                {fact(form, "email", mail, !form.email.is_empty())}
                {fact(form, "web", web, !form.web.is_empty())}
                {text_fact(form, "person_in_charge", &form.person_in_charge)}
                {fact(form, "institution_code", code, !form.institution_code.is_empty())}
            </dl>
        </section>
    }
}

fn ability_facts(form: &OrganizationForm) -> impl IntoView + use<> {
    let class = if form.care_class.is_empty() { String::new() } else { words::label(List::CareClass, &form.care_class, None) };
    let procedures = form.capabilities.iter().map(|c| words::label(List::Procedure, c, None)).collect::<Vec<_>>().join("、");
    view! {
        <section class="panel"><h2 class="panel__title">"できること"</h2>
            <dl class="facts facts--one">
                {text_fact(form, "care_class", &class)}
                {text_fact(form, "capabilities", &procedures)}
                {text_fact(form, "services", &form.services)}
                {text_fact(form, "organization_note", &form.organization_note)}
            </dl>
        </section>
    }
}

fn hours(form: &OrganizationForm) -> impl IntoView + use<> {
    let typed = form.hours();
    let note = (!form.hours_note.is_empty()).then(|| view! { <p class="prose">{form.hours_note.clone()}</p> });
    if typed.iter().all(|t| t.is_empty()) {
        return view! { <section class="panel"><h2 class="panel__title">"診療・営業時間"</h2>{note}<p class="missing">"未入力"</p></section> }.into_any();
    }
    let open = openness(form, "hours");
    let rows = words::directory::DAYS
        .into_iter()
        .zip(typed)
        .map(|(day, text)| {
            let text = if text.is_empty() { "未入力".to_owned() } else { text.to_owned() };
            view! { <div><dt>{day}</dt><dd>{text}</dd></div> }
        })
        .collect_view();
    view! {
        <section class="panel"><h2 class="panel__title">"診療・営業時間"{open}</h2>
            <dl class="facts facts--days">{rows}</dl>
            {note}
        </section>
    }
    .into_any()
}

/// Taking out of use and back: rare, so folded away.
fn manage(found: &OrganizationView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let id = found.id.to_string();
    let version = |path: &str| posted(kept, path, "version").unwrap_or_else(|| found.version.to_string());
    if found.closed_on.is_some() {
        let typed = Typed::plain("restore", RestoreOrganization::url(), kept);
        return view! {
            <details class="fold" open=typed.error.with_untracked(Option::is_some)>
                <summary>"廃止を取り消す"</summary>
                <form class="form form--static" method="post" action=RestoreOrganization::url()>
                    {error_notice(typed)}{hidden("id", id)}{hidden("version", found.version.to_string())}
                    <p>"この機関を再び使えるようにします。"</p>
                    <p><button class="btn" type="submit">"廃止を取り消す"</button></p>
                </form>
            </details>
        }
        .into_any();
    }
    let typed = Typed::posted("retire", RetireOrganization::url(), &RetireForm::default(), kept);
    let today: NaiveDate = found.today;
    view! {
        <details class="fold" open=typed.error.with_untracked(Option::is_some)>
            <summary>"この機関を廃止にする"</summary>
            <form class="form form--static" method="post" action=RetireOrganization::url() novalidate=true>
                {error_notice(typed)}{hidden("id", id)}{hidden("version", version(RetireOrganization::url()))}
                <p class="field__hint">{format!("閉院・閉鎖・移転などで使わなくなった機関です。過去の相談の記録は残ります。廃止日が空のままなら今日（{}）です。", show_date(today))}</p>
                <div class="form__row">
                    {field("closed_on", "廃止日").class("field--short").view(typed)}
                    {field("reason", "理由").required().view(typed)}
                </div>
                <p><button class="btn btn--danger" type="submit">"廃止にする"</button></p>
            </form>
        </details>
    }
    .into_any()
}
