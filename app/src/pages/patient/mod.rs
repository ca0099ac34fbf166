//! Correcting what is known of a patient.

use crate::address::back_to;
use crate::api::patient::{EditPatient, patient_view};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::pages::{param, query};
use crate::ui::{Typed, conflict_view, done_notice, error_notice, failure, field, history_list, title, use_kept};
use domain::code::List;
use domain::error::Fault;
use domain::patient::{Patient, PatientForm};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The correction page.
#[component]
pub fn EditPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), patient_view);
    let kept = use_kept();
    let back = query("back");
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"対象者を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok((found, history)) => view! {
                        {page(&found, kept.as_ref(), &untrack(back))}
                        <section class="panel"><h2 class="panel__title">"変更の記録"</h2>{history_list(history)}</section>
                    }
                    .into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: &Patient, kept: Option<&Kept>, back: &str) -> impl IntoView + use<> {
    let typed = Typed::posted("", EditPatient::url(), &PatientForm::of(found), kept);
    let id = found.id.to_string();
    let back = kept.and_then(|k| k.value(EditPatient::url(), "back")).unwrap_or(back).to_owned();
    let head = view! { {title("対象者の編集")}<div class="page__head"><h1>{format!("対象者の編集　{}", found.name)}</h1></div>{done_notice()} };
    if let Some(AppError::Fault(Fault::Conflict(conflict))) = typed.error.get_untracked() {
        return view! { {head}{conflict_view(*conflict, EditPatient::url(), kept, vec![("id", id), ("back", back)], |_, _| String::new())} }.into_any();
    }
    let version = kept.and_then(|k| k.value(EditPatient::url(), "version")).map_or_else(|| found.version.to_string(), str::to_owned);
    view! {
        {head}
        <form class="form" method="post" action=EditPatient::url() novalidate=true>
            {error_notice(typed)}
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version/>
            <input type="hidden" name="back" value=back.clone()/>
            <div class="form__row">
                {field("patient_name", "氏名").required().view(typed)}
                {field("patient_kana", "ふりがな").view(typed)}
                {field("patient_birth", "生年月日").hint("例：S15.3.2、1940-03-02、84歳くらい").view(typed)}
            </div>
            <div class="form__row">
                {field("patient_sex", "性別").codes(List::Sex, "未入力").class("field--short").view(typed)}
                {field("patient_care_level", "要介護度").codes(List::CareLevel, "未入力").class("field--short").view(typed)}
                {field("patient_telephone", "電話番号").input("text", "tel", "off").view(typed)}
                {field("patient_address", "住所").view(typed)}
            </div>
            <div class="form__actions">
                <button class="btn btn--primary" type="submit">"保存する"</button>
                <a class="btn btn--quiet" href=back_to(&back)>"やめる"</a>
            </div>
        </form>
    }
    .into_any()
}
