//! Correcting the contact's own fields; two people at once are brought together.

use super::form::{caller_fields, category_fields, content_fields, time_fields};
use crate::api::inquiry::{EditInquiry, inquiry};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::pages::param;
use crate::ui::{Typed, conflict_view, error_notice, failure, field, title, use_kept};
use domain::error::Fault;
use domain::inquiry::InquiryView;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The correction page.
#[component]
pub fn EditPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), inquiry);
    let kept = use_kept();
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"相談を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => page(&found, kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: &InquiryView, kept: Option<&Kept>) -> impl IntoView + use<> {
    if found.voided.is_some() {
        // The record's own page tells that it was voided, and why.
        #[cfg(feature = "ssr")]
        crate::context::go(&format!("/inquiries/{}", found.id));
        return ().into_any();
    }
    let typed = Typed::posted("", EditInquiry::url(), &found.form, kept);
    let id = found.id.to_string();
    let head = view! {
        {title(&format!("相談 {} の編集", found.number))}
        <div class="page__crumbs"><a href=format!("/inquiries/{id}")>{format!("受付番号 {}", found.number)}</a></div>
        <div class="page__head"><h1>"相談の編集"</h1></div>
    };
    if let Some(AppError::Fault(Fault::Conflict(conflict))) = typed.error.get_untracked() {
        return view! { {head}{conflict_view(*conflict, EditInquiry::url(), kept, vec![("id", id)], |_, _| String::new())} }.into_any();
    }
    // A refused try keeps the version it was based on, or a colleague's save in between would go unnoticed.
    let version = kept.and_then(|k| k.value(EditInquiry::url(), "version")).map_or_else(|| found.version.to_string(), str::to_owned);
    view! {
        {head}
        <form class="form" method="post" action=EditInquiry::url() novalidate=true>
            {error_notice(typed)}
            <input type="hidden" name="id" value=id.clone()/>
            <input type="hidden" name="version" value=version/>
            <fieldset class="fieldset"><legend>"相談者"</legend>{caller_fields(typed, false, None)}</fieldset>
            <fieldset class="fieldset"><legend>"相談の内容"</legend>{category_fields(typed)}{content_fields(typed)}</fieldset>
            <fieldset class="fieldset"><legend>"受付"</legend>
                {time_fields(typed)}
                {field("minutes", "所要時間").hint("分").input("text", "numeric", "off").class("field--short").view(typed)}
            </fieldset>
            <div class="form__actions">
                <button class="btn btn--primary" type="submit">"保存する"</button>
                <a class="btn btn--quiet" href=format!("/inquiries/{id}")>"やめる"</a>
            </div>
        </form>
    }
    .into_any()
}
