//! 調整依頼の作成: a new search of a case.

use super::{called, hidden, patient_line, posted};
use crate::api::assignment::{OpenRequest, new_request};
use crate::api::shell::Kept;
use crate::pages::param;
use crate::ui::{Typed, error_notice, failure, title, use_kept};
use domain::assignment::MatchNew;
use domain::cases::CaseStatus;
use domain::patient::PatientBrief;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page.
#[component]
pub fn NewPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), new_request);
    let kept = use_kept();
    view! {
        {title("調整依頼の作成")}
        <Suspense fallback=|| view! { <p class="skeleton">"読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(new) => page(&new, kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(new: &MatchNew, kept: Option<&Kept>) -> impl IntoView + use<> {
    let case = new.case.id;
    let body = match (&new.patient, new.open) {
        (_, Some(open)) => instead("このケースには、進行中の調整依頼があります。", format!("/matching/{open}"), "進行中の調整依頼を開く").into_any(),
        _ if new.case.status == CaseStatus::Voided => instead("取消済みのケースです。調整依頼は作成できません。", format!("/cases/{case}"), "ケースへ戻る").into_any(),
        _ if !new.case.status.is_open() => {
            instead("終結したケースです。調整依頼を作成するときは、先にケースを再開してください。", format!("/cases/{case}#reopen"), "ケースを再開する").into_any()
        }
        (None, _) => instead("対象者が決まっていないケースです。先に対象者を紐付けてください。", format!("/cases/{case}/patient"), "対象者を紐付ける").into_any(),
        (Some(patient), _) if patient.ended.is_some() => {
            instead("対象者に死亡・転出の記録があります。調整依頼は作成できません。", format!("/patients/{}", patient.id), "対象者の記録を確かめる").into_any()
        }
        (Some(patient), None) => form(new, patient, kept).into_any(),
    };
    view! {
        <div class="page__crumbs"><a href="/matching">"主治医調整"</a>" › "<a href=format!("/cases/{case}")>{format!("ケース {}", new.case.number)}</a></div>
        <div class="page__head"><h1>"調整依頼の作成"</h1></div>
        {body}
    }
}

/// What to do in place of the form.
fn instead(text: &'static str, href: String, button: &'static str) -> impl IntoView {
    view! { <div class="empty"><p>{text}</p><a class="btn btn--primary" href=href>{button}</a></div> }
}

/// What is known, or not, of where the patient lives.
fn place(new: &MatchNew, patient: &PatientBrief) -> Option<AnyView> {
    let edit = format!("/patients/{}/edit?back=/cases/{}/matching/new", patient.id, new.case.id);
    let text = match (new.outside, new.district.is_empty()) {
        (true, _) => "住所が市外です。訪問できる圏域の医師を優先できません。住所が正しいか確かめてください。",
        (false, true) => "住所から圏域が分かりません。住所を町丁まで入力すると、圏域と距離で候補を並べられます。",
        _ => return None,
    };
    Some(view! { <div class="notice notice--warn"><p>{text}</p><p><a href=edit>"対象者の住所を確かめる"</a></p></div> }.into_any())
}

fn form(new: &MatchNew, patient: &PatientBrief, kept: Option<&Kept>) -> impl IntoView + use<> {
    let url = OpenRequest::url();
    let typed = Typed::posted("", url, &new.form, kept);
    // The id is made with the form, so that a form sent twice is one search.
    let id = posted(kept, url, "id").unwrap_or_else(|| new.id.to_string());
    let existing = new.existing.as_ref().map(|p| {
        view! { <div class="notice notice--info"><p>{format!("現在の主治医：{}", called(&p.name, &p.organization))}</p><p>"現在の主治医を優先候補にします。"</p></div> }
    });
    view! {
        {patient_line(patient, &new.district, new.outside, new.today)}
        {place(new, patient)}
        {existing}
        <form class="form" method="post" action=url autocomplete="off" novalidate=true>
            {error_notice(typed)}
            {hidden("id", id)}{hidden("case", new.case.id.to_string())}
            <p class="field__hint">"対象者の記録から分かる内容は、あらかじめ入れてあります。"</p>
            {super::needs::fields(typed)}
            <div class="form__actions">
                <button class="btn btn--primary" type="submit">"調整依頼を作成する"</button>
                <a class="btn btn--quiet" href=format!("/cases/{}", new.case.id)>"やめる"</a>
            </div>
        </form>
    }
}
