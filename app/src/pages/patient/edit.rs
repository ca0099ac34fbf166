//! Recording a patient, and correcting what is known.

use super::form::{groups, question};
use super::posted;
use crate::address::back_to;
use crate::api::patient::{CreatePatient, EditPatient, NewPatient, patient_to_edit, patient_to_record};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::pages::{param, query};
use crate::ui::{Typed, conflict_view, error_notice, failure, field, title, use_kept};
use crate::words;
use domain::error::Fault;
use domain::patient::{Patient, PatientForm, Suspect};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page for somebody new.
#[component]
pub fn NewPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| patient_to_record());
    let kept = use_kept();
    view! {
        {title("対象者の登録")}
        <Suspense fallback=|| view! { <p class="skeleton">"読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(blank) => fresh(blank, kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn fresh(blank: NewPatient, kept: Option<&Kept>) -> impl IntoView + use<> {
    let path = CreatePatient::url();
    let typed = Typed::posted("", path, &PatientForm::default(), kept);
    let id = posted(kept, path, "id").unwrap_or_else(|| blank.id.to_string());
    let first = blank.desks.first().map(|d| d.id.to_string()).unwrap_or_default();
    let desk = posted(kept, path, "desk").unwrap_or(first);
    let desks: Vec<_> = blank.desks.iter().map(|d| (d.id.to_string(), d.name.clone())).collect();
    let bare = typed.as_bare();
    let desk = if desks.len() > 1 {
        view! { <div class="form__row">{field("desk", "拠点").choices(desks, "").value(desk).view(bare)}</div> }.into_any()
    } else {
        view! { <input type="hidden" name="desk" value=desk/> }.into_any()
    };
    view! {
        <div class="page__crumbs"><a href="/patients">"対象者"</a></div>
        <div class="page__head"><h1>"対象者の登録"</h1></div>
        <form class="form" method="post" action=path novalidate=true autocomplete="off">
            {error_notice(typed)}
            <input type="hidden" name="id" value=id/>
            {question(typed, blank.suspects, blank.today)}
            {desk}
            {groups(typed)}
            <div class="form__actions"><button class="btn btn--primary" type="submit">"登録する"</button><a class="btn btn--quiet" href="/patients">"やめる"</a></div>
        </form>
    }
}

/// The correction page.
#[component]
pub fn EditPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), patient_to_edit);
    let kept = use_kept();
    let back = query("back");
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"対象者を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok((found, suspects)) => known(&found, suspects, kept.as_ref(), &untrack(back)).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn known(found: &Patient, suspects: Vec<Suspect>, kept: Option<&Kept>, back: &str) -> impl IntoView + use<> {
    let path = EditPatient::url();
    let typed = Typed::posted("", path, &PatientForm::of(found), kept);
    let id = found.id.to_string();
    let back = posted(kept, path, "back").unwrap_or_else(|| back.to_owned());
    let head = view! {
        {title("対象者の編集")}
        <div class="page__crumbs"><a href="/patients">"対象者"</a>" › "<a href=format!("/patients/{id}")>{found.name.clone()}</a></div>
        <div class="page__head"><h1>{format!("対象者の編集　{}", found.name)}</h1></div>
    };
    if let Some(AppError::Fault(Fault::Conflict(conflict))) = typed.error.get_untracked() {
        return view! { {head}{conflict_view(*conflict, path, kept, vec![("id", id), ("back", back)], |_, _| String::new())} }.into_any();
    }
    // A refused try keeps the version it was based on, or a colleague's save in between would go unnoticed.
    let version = posted(kept, path, "version").and_then(|v| v.parse().ok()).unwrap_or(found.version);
    let away = if back.is_empty() { format!("/patients/{id}") } else { back_to(&back) };
    let today = words::codes().today();
    view! {
        {head}
        <form class="form" method="post" action=path novalidate=true autocomplete="off">
            {error_notice(typed)}
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version/>
            <input type="hidden" name="back" value=back/>
            {question(typed, suspects, today)}
            {groups(typed)}
            <div class="form__actions"><button class="btn btn--primary" type="submit">"保存する"</button><a class="btn btn--quiet" href=away>"やめる"</a></div>
        </form>
    }
    .into_any()
}
