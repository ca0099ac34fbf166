//! 新規受付: opens from anywhere, starts the clock, keeps a draft, records once.

use super::affiliation::Affiliation;
use super::beside::{Aside, Linked, patient_section};
use super::form::{caller_fields, category_fields, content_fields, time_fields};
use crate::api::inquiry::{DiscardDraft, Intake, LookUp, RecordInquiry, intake_page};
use crate::pages::query;
use crate::ui::{Typed, done_notice, error_notice, failure, field, title};
use crate::words;
use domain::calendar::show_datetime;
use domain::code::List;
use domain::inquiry::DraftLine;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The intake page.
#[component]
pub fn IntakePage() -> impl IntoView {
    let (draft, case) = (query("draft"), query("case"));
    let data = Resource::new_blocking(move || (draft(), case()), |(draft, case)| intake_page(draft, case));
    view! {
        {title("新規受付")}
        <Suspense fallback=|| view! { <p class="skeleton">"受付画面を用意しています"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(intake) => {
                        let drafts = drafts(intake.blank.drafts.clone(), &intake.form.id);
                        view! {
                            <div class="page__head"><h1>"新規受付"</h1><span class="timer" role="timer"><span id="timer">"0:00"</span>" "<small>"受付からの時間"</small></span></div>
                            {done_notice()}
                            {drafts}
                            <IntakeForm intake/>
                        }
                        .into_any()
                    }
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

/// The form with what stands beside it: the part of the page that answers to each key.
#[island]
pub fn IntakeForm(
    /// Everything it shows.
    intake: Intake,
) -> impl IntoView {
    let Intake { blank, form, error, matches, codes } = intake;
    provide_context(codes);
    let typed = Typed::of("", &form, error);
    let linked = Linked::new(&form, &blank, LookUp::url());
    let aside = Aside::new(matches);
    let affiliation = Affiliation::new();
    let status = RwSignal::new(String::new());
    let saving = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    super::script::start(&blank, typed, linked, (aside, affiliation), status, saving);
    let desks = blank.desks.iter().map(|d| (d.id.to_string(), d.name.clone())).collect::<Vec<_>>();
    let desk = if desks.len() > 1 {
        field("desk_id", "拠点").choices(desks, "選んでください").class("field--short").view(typed)
    } else {
        view! { <input type="hidden" name="form[desk_id]" value=form.desk_id.clone()/> }.into_any()
    };
    let staff = blank.staff.iter().map(|s| (s.id.to_string(), s.name.clone())).collect::<Vec<_>>();
    view! {
        <div class="split">
            <form class="form" id="intake" method="post" action=RecordInquiry::url() autocomplete="off" novalidate=true>
                {error_notice(typed)}
                <input type="hidden" name="form[id]" value=form.id.clone()/>
                <input type="hidden" name="form[opened_at]" value=form.opened_at.clone()/>
                <fieldset class="fieldset"><legend>"相談者"</legend>{caller_fields(typed, Some(affiliation))}</fieldset>
                <fieldset class="fieldset"><legend>"相談の内容"</legend>{category_fields(typed)}{content_fields(typed)}</fieldset>
                {patient_section(typed, linked, aside)}
                <fieldset class="fieldset"><legend>"この後の対応"</legend>
                    <div class="form__row">
                        {field("next_date", "次回対応予定日").hint("例：明日、11/30、R8.11.30").class("field--short").view(typed)}
                        {field("staff_id", "担当者").choices(staff, "未定").class("field--short").view(typed)}
                        {field("minutes", "所要時間").hint("分（空なら自動）").input("text", "numeric", "off").class("field--short").view(typed)}
                        {field("outcome", "転帰").hint("これで終わるときだけ選ぶ").codes(List::Outcome, "続ける").class("field--short").view(typed)}
                    </div>
                    {time_fields(typed)}
                    {desk}
                </fieldset>
                <div class="form__actions">
                    <button class="btn btn--primary" type="submit" disabled=move || saving.get()>{move || if saving.get() { "保存しています…" } else { "保存する" }}" "<kbd aria-hidden="true">"Ctrl+Enter"</kbd></button>
                                        <span class="draft-state" role="status">{move || status.get()}</span>
                    {move || aside.count().map(|n| view! { <a class="btn btn--small btn--quiet narrow-only" href="#beside-title">{format!("候補 {n}件")}</a> })}
                </div>
            </form>
            {aside.view(linked)}
        </div>
    }
}

/// One's own unfinished forms, offered again.
fn drafts(drafts: Vec<DraftLine>, current: &str) -> impl IntoView + use<> {
    let others: Vec<DraftLine> = drafts.into_iter().filter(|d| d.id.to_string() != current).collect();
    (!others.is_empty()).then(|| {
        let items = others
            .into_iter()
            .map(|d| {
                let id = d.id.to_string();
                view! {
                    <li class="cluster">
                        <a href=format!("/inquiries/new?draft={id}") rel="external">{format!("{}　{}", show_datetime(d.updated_at), d.excerpt)}</a>
                        <a class="btn btn--small" href=format!("/inquiries/new?draft={id}") rel="external" aria-hidden="true" tabindex="-1">"続きを入力する"</a>
                        <form method="post" action=DiscardDraft::url()>
                            <input type="hidden" name="id" value=id.clone()/>
                            <button class="btn btn--quiet btn--small" type="submit">"破棄する"</button>
                        </form>
                    </li>
                }
            })
            .collect_view();
        view! { <section class="notice notice--info" aria-label="下書き"><p>"書きかけの下書きがあります。"</p><ul>{items}</ul></section> }
    })
}

/// The label of a field that a record lacks.
pub(super) fn missing_badge(field: &str) -> impl IntoView + use<> {
    view! { <span class="badge badge--missing">{format!("未入力：{}", words::field_label(field))}</span> }
}
