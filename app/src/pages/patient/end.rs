//! 死亡・転出: shows what is open, and ends it with one confirmation.

use super::page::cases;
use super::posted;
use crate::api::patient::{EndPatient, end_page};
use crate::api::shell::Kept;
use crate::pages::param;
use crate::ui::{Typed, error_notice, failure, field, patient_head, title, use_kept};
use crate::words;
use domain::code::List;
use domain::patient::{EndForm, EndKind, EndView};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page.
#[component]
pub fn EndPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), end_page);
    let kept = use_kept();
    view! {
        {title("死亡・転出の記録")}
        <Suspense fallback=|| view! { <p class="skeleton">"読み込んでいます"</p> }>
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

/// What the form says at first: what is recorded already.
fn form_of(found: &EndView) -> EndForm {
    found.patient.ended.as_ref().map_or_else(EndForm::default, |e| EndForm {
        end_kind: e.kind.code().to_owned(),
        end_on: e.on.map(|d| d.to_string()).unwrap_or_default(),
        end_place: e.place.clone(),
        end_note: e.note.clone(),
        ..EndForm::default()
    })
}

fn page(found: &EndView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let path = EndPatient::url();
    let typed = Typed::posted("", path, &form_of(found), kept);
    let id = found.patient.id.to_string();
    // A form refused for its own flaws ends what it showed; one refused because something changed shows what is there now.
    let flawed = kept.filter(|k| k.path == path && k.error.flaws().is_some());
    let shown = flawed.map_or_else(|| found.shown(), |k| k.pairs.iter().filter(|(n, _)| n == "form[cases][]").map(|(_, v)| v.clone()).collect());
    let version = posted(flawed, path, "version").and_then(|v| v.parse().ok()).unwrap_or(found.patient.version);
    let hidden = shown.iter().map(|case| view! { <input type="hidden" name="form[cases][]" value=case.clone()/> }).collect_view();
    let kinds = EndKind::ALL.map(|k| (k.code().to_owned(), words::end(k).to_owned())).to_vec();
    let open: Vec<_> = found.open.iter().map(|(case, _)| case.clone()).collect();
    let count = open.len();
    let button = if count == 0 { "記録する".to_owned() } else { format!("記録して、対応中のケース{count}件を終結する") };
    let outcome = (count > 0).then(|| field("outcome", "転出のときの転帰").hint("死亡のときは自動で入ります").codes(List::Outcome, "選んでください").view(typed));
    let elsewhere = (found.elsewhere > 0)
        .then(|| view! { <p class="notice notice--info">{format!("ほかの拠点に対応中のケースが{}件あります。その拠点で終結してください。", found.elsewhere)}</p> });
    view! {
        <div class="page__crumbs"><a href="/patients">"対象者"</a>" › "<a href=format!("/patients/{id}")>{found.patient.name.clone()}</a></div>
        <div class="page__head"><h1>"死亡・転出の記録"</h1></div>
        {patient_head(&found.patient, found.today, None, None)}
        <section class="panel"><h2 class="panel__title">"終結になる対応中のケース"</h2>{cases(open, "対応中のケースはありません。")}{elsewhere}
            <p class="notice notice--info">"主治医・副主治医の担当と、進行中の主治医調整・打診も終わります。関係する医師にお知らせします。"</p>
        </section>
        <form class="form" method="post" action=path novalidate=true>
            {error_notice(typed)}
            <input type="hidden" name="id" value=id.clone()/>
            <input type="hidden" name="version" value=version/>
            {hidden}
            <div class="form__row">
                {field("end_kind", "死亡・転出").required().choices(kinds, "選んでください").class("field--short").view(typed)}
                {field("end_on", "死亡・転出の日").hint("例：R8.11.20。分からないときは「不明」").class("field--short").view(typed)}
                {field("end_place", "場所・転出先").view(typed)}
                {outcome}
            </div>
            {field("end_note", "メモ").area(2).view(typed)}
            <div class="form__actions"><button class="btn btn--primary" type="submit">{button}</button><a class="btn btn--quiet" href=format!("/patients/{id}")>"やめる"</a></div>
        </form>
    }
}
