//! Saying whom a case is about, after it was opened.

use crate::api::cases::{SetPatient, case_patient};
use crate::api::inquiry::Intake;
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::pages::inquiry::{Aside, Linked, patient_section};
use crate::pages::param;
use crate::ui::{Typed, error_notice, failure, title, use_kept};
use domain::error::Fault;
use domain::inquiry::InquiryForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page.
#[component]
pub fn CasePatientPage() -> impl IntoView {
    let id = param("id");
    let search = crate::pages::query("find");
    let data = Resource::new_blocking(move || (id(), search()), |(id, find)| case_patient(id, find));
    let kept = use_kept();
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok((intake, version)) => page(intake, version, untrack(id), kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

/// The version that the form builds on: after a flaw the one it was typed against, or a colleague's save in between would go
/// unnoticed; after a refusal because of that save, the present one, which is now on the screen.
fn version(present: i32, kept: Option<&Kept>) -> String {
    kept.filter(|k| !matches!(k.error, AppError::Fault(Fault::Conflict(_) | Fault::Refused(_))))
        .and_then(|k| k.value(SetPatient::url(), "version"))
        .map_or_else(|| present.to_string(), str::to_owned)
}

fn page(intake: Intake, present: i32, case: String, kept: Option<&Kept>) -> impl IntoView + use<> {
    let version = version(present, kept);
    let form: InquiryForm = intake.form;
    let typed = Typed::of("", &form, intake.error);
    let linked = Linked::new(&form, &intake.blank, SetPatient::url());
    let aside = Aside::new(intake.matches);
    // The same words as on the button that led here.
    let heading = if intake.blank.form.patient_id.is_empty() { "対象者を紐付ける" } else { "対象者を変更" };
    let number = intake.blank.case.as_ref().map(|c| c.number.clone()).unwrap_or_default();
    view! {
        {title(heading)}
        <div class="page__crumbs"><a href=format!("/cases/{case}")>{format!("ケース {number}")}</a></div>
        <div class="page__head"><h1>{heading}</h1></div>
        <form class="form panel" method="get" action=format!("/cases/{case}/patient") role="search" aria-label="対象者を検索">
            <div class="field"><label class="field__label" for="find">"対象者を検索"</label><div class="cluster"><input class="input field--medium" id="find" name="find" value=form.patient_search.clone() maxlength="200" aria-describedby="find-hint"/><button class="btn" type="submit">"探す"</button></div><p class="field__hint" id="find-hint">"氏名・ふりがな・電話番号"</p></div>
        </form>
        <div class="split">
            <form class="form" id="intake" method="post" action=SetPatient::url() autocomplete="off" novalidate=true>
                {error_notice(typed)}
                <input type="hidden" name="id" value=case.clone()/>
                <input type="hidden" name="version" value=version/>
                {patient_section(typed, linked, aside)}
                <div class="form__actions"><button class="btn btn--primary" type="submit">"保存する"</button><a class="btn btn--quiet" href=format!("/cases/{case}")>"やめる"</a></div>
            </form>
            {aside.view(linked)}
        </div>
    }
}
