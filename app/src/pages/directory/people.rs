//! The people of an organization: who answers there, added and changed on its page.

use super::{hidden, posted, telephone_link};
use crate::api::directory::SaveContact;
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::ui::{Typed, conflict_view, error_notice, field};
use domain::calendar::show_date;
use domain::directory::{Contact, ContactForm, OrganizationView};
use domain::error::Fault;
use domain::id::ContactId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Kinds of organizations whose people may be physicians.
const PHYSICIANS_WORK_AT: [&str; 3] = ["hospital", "clinic", "clinic_bed"];

/// The section 担当者. `chosen` is the person whom the address says is being changed.
pub(super) fn people(found: &OrganizationView, kept: Option<&Kept>, chosen: &str) -> impl IntoView + use<> {
    let url = SaveContact::url();
    let refused = posted(kept, url, "contact");
    let chosen = refused.clone().unwrap_or_else(|| chosen.to_owned());
    let known = found.people.iter().find(|p| p.id.to_string() == chosen);
    let items = found.people.iter().map(|p| row(p, found)).collect_view();
    let list = if found.people.is_empty() {
        view! { <p class="empty__text">"担当者は登録されていません。"</p> }.into_any()
    } else {
        view! {
            <div class="table__wrap" tabindex="0" role="region" aria-label="担当者の一覧">
                <table class="table">
                    <caption class="visually-hidden">"担当者の一覧"</caption>
                    <thead><tr><th scope="col">"氏名"</th><th scope="col">"職種・役割"</th><th scope="col">"連絡先"</th><th scope="col">"備考"</th></tr></thead>
                    <tbody>{items}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    let form = found.may_write.then(|| editor(found, kept, known, refused));
    view! { <section class="panel stack stack--tight" id="people"><h2 class="panel__title">"担当者"</h2>{list}{form}</section> }
}

fn row(person: &Contact, found: &OrganizationView) -> impl IntoView + use<> {
    let data = person.data.clone();
    let left = data.left_on.map(|day| view! { " "<span class="badge badge--voided">{format!("{}まで", show_date(day))}</span> });
    let edit = found.may_write.then(|| view! { <span class="sub"><a href=format!("/directory/{}?person={}#person", found.id, person.id)>"変更する"<span class="visually-hidden">{format!("（{}）", data.name)}</span></a></span> });
    let profile = physician_link(person, found);
    let mail = (!data.email.is_empty()).then(|| view! { <span class="sub"><a href=format!("mailto:{}", data.email) rel="external">{data.email.clone()}</a></span> });
    view! {
        <tr class:is-voided=data.left_on.is_some()>
            <td data-label="氏名">{data.name.clone()}{left}<span class="sub">{data.kana}</span>{edit}{profile}</td>
            <td data-label="職種・役割">{data.role}</td>
            <td data-label="連絡先">{telephone_link(&data.telephone)}{mail}</td>
            <td data-label="備考">{data.note}</td>
        </tr>
    }
}

/// To what the person takes on as a physician: there already, or to be written down where physicians work.
fn physician_link(person: &Contact, found: &OrganizationView) -> Option<AnyView> {
    let known = found.physicians.iter().any(|id| id.0 == person.id.0);
    let may_become = found.may_write && person.data.left_on.is_none() && PHYSICIANS_WORK_AT.contains(&found.form.organization_kind.as_str());
    let text = if known { "医師の情報" } else { "医師の登録" };
    let name = format!("（{}）", person.data.name);
    (known || may_become).then(|| view! { <span class="sub"><a href=format!("/physicians/{}", person.id)>{text}<span class="visually-hidden">{name}</span></a></span> }.into_any())
}

fn editor(found: &OrganizationView, kept: Option<&Kept>, known: Option<&Contact>, refused: Option<String>) -> AnyView {
    let url = SaveContact::url();
    let shown = known.map(|p| ContactForm::of(&p.data)).unwrap_or_default();
    let typed = Typed::posted("person", url, &shown, kept);
    let organization = found.id.to_string();
    // The id of a new person is made with the form, so that a form sent twice is one person.
    let contact = refused.or_else(|| known.map(|p| p.id.to_string())).unwrap_or_else(|| ContactId::new().to_string());
    if let Some(AppError::Fault(Fault::Conflict(conflict))) = typed.error.get_untracked() {
        return conflict_view(*conflict, url, kept, vec![("id", organization), ("contact", contact)], |_, _| String::new());
    }
    let version = posted(kept, url, "version").unwrap_or_else(|| known.map_or(0, |p| p.version).to_string());
    let open = known.is_some() || typed.error.with_untracked(Option::is_some);
    let (summary, button) = if known.is_some() { ("担当者を変更", "担当者を保存する") } else { ("担当者を追加", "担当者を追加する") };
    let leave = known.is_some().then(|| view! { <a class="btn btn--quiet" href=format!("/directory/{organization}#people")>"やめる"</a> });
    view! {
        <details class="fold" open=open id="person">
            <summary>{summary}</summary>
            <form class="form form--static" method="post" action=url novalidate=true>
                {error_notice(typed)}
                {hidden("id", organization)}{hidden("contact", contact)}{hidden("version", version)}
                <div class="form__row">
                    {field("contact_name", "氏名").required().view(typed)}
                    {field("contact_kana", "ふりがな").view(typed)}
                    {field("contact_role", "職種・役割").hint("例：医療ソーシャルワーカー").view(typed)}
                </div>
                <div class="form__row">
                    {field("contact_telephone", "直通電話").input("text", "tel", "off").view(typed)}
                    {field("contact_email", "メール").input("text", "email", "off").view(typed)}
                    {field("left_on", "退職・異動日").hint("在籍中は空のまま").class("field--short").view(typed)}
                </div>
                {field("contact_note", "備考").view(typed)}
                <p class="cluster"><button class="btn btn--primary" type="submit">{button}</button>{leave}</p>
            </form>
        </details>
    }
    .into_any()
}
