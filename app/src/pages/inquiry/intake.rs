//! 新規受付: opens from anywhere, starts the clock, keeps a draft, records once.

use super::affiliation::Affiliation;
use super::beside::{Aside, Linked, patient_section};
use super::form::{caller_fields, category_fields, content_fields, time_fields};
use crate::api::inquiry::{DiscardDraft, Intake, LookUp, RecordInquiry, intake_page};
use crate::api::shell::Kept;
use crate::pages::query;
use crate::ui::{Typed, done_notice, error_notice, failure, field, title, use_kept};
use crate::words;
use domain::calendar::show_datetime;
use domain::code::List;
use domain::inquiry::{Blank, DraftLine};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Drafts that are offered above the form; further ones are folded away.
const DRAFTS_SHOWN: usize = 3;

/// The intake page.
#[component]
pub fn IntakePage() -> impl IntoView {
    let (draft, case) = (query("draft"), query("case"));
    let data = Resource::new_blocking(move || (draft(), case()), |(draft, case)| intake_page(draft, case));
    let kept = use_kept();
    view! {
        {title("新規受付")}
        <Suspense fallback=|| view! { <p class="skeleton">"受付画面を用意しています"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    // Whoever belongs to no desk could fill in the form, and never save it.
                    Ok(intake) if intake.blank.desks.is_empty() => view! {
                        <div class="page__head"><h1>"新規受付"</h1></div>
                        <p class="notice notice--warn">"所属する拠点が登録されていないため、受付を記録できません。システム管理者に、拠点への登録を依頼してください。"</p>
                    }
                    .into_any(),
                    Ok(intake) => {
                        let drafts = drafts(intake.blank.drafts.clone(), &intake.form.id, kept.as_ref());
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

/// Whether the draft that is kept is this page's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    /// It is, or there is none yet.
    Ours,
    /// Another page of the same person kept another state of it.
    Changed,
    /// The person wants this page's text.
    Overwrite,
}

/// The form with what stands beside it: the part of the page that answers to each key.
#[island]
pub fn IntakeForm(
    /// Everything it shows.
    intake: Intake,
) -> impl IntoView {
    let Intake { blank, form, error, matches, codes } = intake;
    provide_context(codes);
    // What was refused begins at the list of what is wrong.
    let fresh = error.is_none();
    let typed = Typed::of("", &form, error);
    let linked = Linked::new(&form, &blank, LookUp::url());
    let aside = Aside::new(matches);
    let affiliation = Affiliation::new();
    let status = RwSignal::new(String::new());
    let saving = RwSignal::new(false);
    let draft = RwSignal::new(Draft::Ours);
    #[cfg(feature = "hydrate")]
    super::script::start(&blank, typed, linked, (aside, affiliation), status, saving, draft);
    let desk = desk_field(&blank, &form.desk_id, typed);
    let latest = format!("/inquiries/new?draft={}", form.id);
    let notices = notices(&blank);
    let staff = blank.staff.iter().map(|s| (s.id.to_string(), crate::words::notice::colleague(s))).collect::<Vec<_>>();
    view! {
        <div class="split">
            <form class="form" id="intake" data-keeps-itself="true" method="post" action=RecordInquiry::url() autocomplete="off" novalidate=true>
                {error_notice(typed)}
                {notices}
                <input type="hidden" name="form[id]" value=form.id.clone()/>
                <input type="hidden" name="draft_version" value=blank.draft_version/>
                <input type="hidden" name="form[opened_at]" value=form.opened_at.clone()/>
                <fieldset class="fieldset"><legend>"相談者"</legend>{caller_fields(typed, fresh, Some(affiliation))}</fieldset>
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
                    {move || (draft.get() == Draft::Changed).then(|| view! {
                        <a class="btn btn--small" href=latest.clone() rel="external">"最新を開く"</a>
                        <button class="btn btn--small" type="button" on:click=move |_| draft.set(Draft::Overwrite)>"この内容で上書きする"</button>
                    })}
                    {move || aside.count(linked).map(|n| view! { <a class="btn btn--small btn--quiet narrow-only" href="#beside-title">{format!("候補 {n}件")}</a> })}
                </div>
            </form>
            {aside.view(linked)}
        </div>
    }
}

/// 拠点, which only somebody of several desks chooses.
fn desk_field(blank: &Blank, desk: &str, typed: Typed) -> AnyView {
    let desks = blank.desks.iter().map(|d| (d.id.to_string(), d.name.clone())).collect::<Vec<_>>();
    if desks.len() > 1 {
        field("desk_id", "拠点").choices(desks, "選んでください").class("field--short").view(typed)
    } else {
        view! { <input type="hidden" name="form[desk_id]" value=desk.to_owned()/> }.into_any()
    }
}

/// What is to be known before typing: the draft is gone, or the case is closed.
fn notices(blank: &Blank) -> impl IntoView + use<> {
    let lost = blank.lost.then(|| view! { <p class="notice notice--info">"この下書きはありません（破棄されたか、別の人の下書きです）。新しい受付として入力できます。"</p> });
    let closed = blank.case.as_ref().filter(|c| !c.status.is_open()).map(|c| (c.id.to_string(), c.number.clone()));
    let closed = closed.map(|(id, number)| view! { <p class="notice notice--warn">{format!("ケース {number} は終結しています。続きとして記録するときは、先に")}<a href=format!("/cases/{id}#reopen") rel="external">"ケースを再開"</a>"してください。"</p> });
    view! { {lost}{closed} }
}

/// One's own unfinished forms, offered again.
fn drafts(drafts: Vec<DraftLine>, current: &str, kept: Option<&Kept>) -> impl IntoView + use<> {
    let others: Vec<DraftLine> = drafts.into_iter().filter(|d| d.id.to_string() != current).collect();
    let discarding = Typed::plain("discard", DiscardDraft::url(), kept);
    let refused = discarding.error.with_untracked(Option::is_some);
    (refused || !others.is_empty()).then(|| {
        let others_left = !others.is_empty();
        let hidden = others.len().saturating_sub(DRAFTS_SHOWN);
        let mut items: Vec<AnyView> = others.into_iter().map(draft_item).collect();
        let rest = items.split_off(items.len() - hidden);
        // Many of them would push the form off the screen.
        let rest = (hidden > 0).then(|| view! { <details><summary>{format!("ほか{hidden}件の下書き")}</summary><ul>{rest}</ul></details> });
        let text = if others_left { "書きかけの下書きがあります。" } else { "書きかけの下書きはありません。" };
        view! { <section class="notice notice--info" aria-label="下書き">{error_notice(discarding)}<p>{text}</p><ul>{items}</ul>{rest}</section> }
    })
}

fn draft_item(draft: DraftLine) -> AnyView {
    let id = draft.id.to_string();
    view! {
        <li class="cluster">
            <a href=format!("/inquiries/new?draft={id}") rel="external">{format!("{}　{}", show_datetime(draft.updated_at), draft.excerpt)}</a>
            <a class="btn btn--small" href=format!("/inquiries/new?draft={id}") rel="external" aria-hidden="true" tabindex="-1">"続きを入力する"</a>
            <form method="post" action=DiscardDraft::url()>
                <input type="hidden" name="id" value=id.clone()/>
                <button class="btn btn--quiet btn--small" type="submit">"破棄する"</button>
            </form>
        </li>
    }
    .into_any()
}

/// The label of a field that a record lacks.
pub(super) fn missing_badge(field: &str) -> impl IntoView + use<> {
    view! { <span class="badge badge--missing">{format!("未入力：{}", words::field_label(field))}</span> }
}
