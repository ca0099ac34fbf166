//! 次にすること: what the desk has to do now, with the way to do it.

use super::candidates::{rank_form, ranking_of};
use super::{anchor, hidden, named, refused};
use crate::api::assignment::{ConfirmRequest, StartVisits};
use crate::api::shell::Kept;
use crate::ui::{Typed, field};
use crate::words::{self, assignment as text};
use domain::assignment::{EndWhy, Matching, NextStep, RequestState, RequestView, Role};
use domain::calendar::{jst_date, show_datetime};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The box above everything else.
pub(super) fn next_box(found: &RequestView, matching: &Matching, kept: Option<&Kept>) -> AnyView {
    if found.request.state.is_ended() {
        return ended(found).into_any();
    }
    let what = match &found.next {
        NextStep::Call { physician, role, .. } => format!("{}に電話で確かめる（{}）", named(found, *physician), text::role(*role)),
        other => text::next_step(other),
    };
    let action = match &found.next {
        NextStep::Screen => screen(found, matching),
        NextStep::Answer { offer, .. } => view! { <p><a class="btn btn--primary" href=format!("#offer-{offer}") rel="external">"質問を見て答える"</a></p> }.into_any(),
        NextStep::Choose { role } | NextStep::ProposeNext { role } => choose(found, *role),
        NextStep::Decide { role } => to(anchor(*role), "決定を記録する"),
        NextStep::Call { physician, role, .. } => {
            view! { <div class="cluster"><a class="btn btn--primary" href=format!("/physicians/{physician}")>"医師の連絡先を開く"</a><a class="btn" href=format!("#{}", anchor(*role)) rel="external">"打診と候補を見る"</a></div> }.into_any()
        }
        NextStep::Wait { .. } => waiting(matching),
        NextStep::Confirm => confirm(found, matching).into_any(),
        NextStep::Start { .. } => start(found, kept).into_any(),
        NextStep::Nothing => ().into_any(),
    };
    view! {
        <section class="next" aria-labelledby="next" id="next-step">
            <h2 id="next"><small>"次にすること"</small>{what}</h2>
            <p>{text::next_hint(&found.next)}</p>
            {action}
        </section>
    }
    .into_any()
}

/// A way down the page.
fn to(anchor: &'static str, label: &'static str) -> AnyView {
    view! { <p><a class="btn btn--primary" href=format!("#{anchor}") rel="external">{label}</a></p> }.into_any()
}

fn screen(found: &RequestView, matching: &Matching) -> AnyView {
    let role = matching.request.needs.wanted.roles().next().unwrap_or(Role::Primary);
    if matching.request.mode.asks() { rank_form(found, role, "候補を並べる", true).into_any() } else { to(anchor(role), "決定を記録する") }
}

fn choose(found: &RequestView, role: Role) -> AnyView {
    match ranking_of(found, role) {
        None => rank_form(found, role, "候補を並べる", true).into_any(),
        Some(ranking) if !ranking.is_current => rank_form(found, role, "候補を並べ直す", true).into_any(),
        Some(_) => to(anchor(role), "候補を見て選ぶ"),
    }
}

fn waiting(matching: &Matching) -> AnyView {
    let role = Role::ALL.into_iter().find(|role| matching.out(*role).next().is_some()).unwrap_or(Role::Primary);
    view! { <p><a class="btn" href=format!("#{}", anchor(role)) rel="external">"打診の状況を見る"</a></p> }.into_any()
}

/// Who takes the roles, once more before it is told.
fn confirm(found: &RequestView, matching: &Matching) -> impl IntoView + use<> {
    let holders = Role::ALL
        .into_iter()
        .filter_map(|role| matching.holder(role).map(|offer| (role, offer.physician)))
        .map(|(role, physician)| view! { <div><dt>{text::role(role)}</dt><dd><strong>{named(found, physician)}</strong></dd></div> })
        .collect_view();
    let alone = found.request.waiver.as_ref().map(|reason| view! { <div><dt>"副主治医"</dt><dd>{format!("なし（{reason}）")}</dd></div> });
    let same = found.same_clinic.then(|| view! { <p class="notice notice--warn">"主治医と副主治医が同じ医療機関です。休診日や学会で、同時に不在になることがあります。"</p> });
    view! {
        <dl class="facts facts--one">{holders}{alone}</dl>
        {same}
        <form class="form form--static" method="post" action=ConfirmRequest::url() id="confirm">
            {hidden("id", found.request.id.to_string())}{hidden("version", found.version.to_string())}
            <p><button class="btn btn--primary" type="submit">"担当を確定する"</button></p>
        </form>
    }
}

/// Confirms without a secondary physician, with the reason.
pub(super) fn confirm_alone(found: &RequestView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::plain("confirm", ConfirmRequest::url(), kept);
    view! {
        <details class="fold" open=typed.error.with_untracked(Option::is_some)>
            <summary>"副主治医なしで確定する"</summary>
            <form class="form form--static" method="post" action=ConfirmRequest::url() novalidate=true>
                <p class="field__hint">"副主治医への打診は取り下げ、主治医だけで担当を確定します。"</p>
                {hidden("id", found.request.id.to_string())}{hidden("version", found.version.to_string())}
                {field("without_secondary", "副主治医なしで確定する理由").required().view(typed)}
                <p><button class="btn" type="submit">"副主治医なしで確定する"</button></p>
            </form>
        </details>
    }
}

fn start(found: &RequestView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let url = StartVisits::url();
    let id = found.request.id.to_string();
    let typed = Typed::plain("start", url, kept);
    let day = if refused(kept, url, "id", &id).is_some() { typed.value("assigned_from") } else { found.request.needs.start_on.min(jst_date(found.now)).to_string() };
    view! {
        <form class="form form--static" method="post" action=url novalidate=true id="start">
            {hidden("id", id)}
            {field("assigned_from", "訪問開始日").required().hint("訪問が始まった日。例：2026-12-01、今日").value(day).class("field--short").view(typed)}
            <p><button class="btn btn--primary" type="submit">"訪問の開始を記録する"</button></p>
        </form>
    }
}

/// How it ended, and where it goes on.
fn ended(found: &RequestView) -> impl IntoView + use<> {
    let why = found.request.ended.as_ref().map_or(EndWhy::Started, |end| end.why);
    let said = match why {
        EndWhy::Started => "訪問が始まりました。担当の変更や終了は、対象者の画面で行います。",
        EndWhy::NoProvider => "担当医が見つからないまま終わりました。改めて探すときは、新しい調整依頼を作成してください。",
        EndWhy::Withdrawn => "取り下げられました。改めて探すときは、新しい調整依頼を作成してください。",
        EndWhy::Died => "対象者の死亡により終わりました。",
    };
    let reason = found.request.ended.as_ref().map(|end| {
        let reason = if end.reason.is_empty() { String::new() } else { format!("　理由：{}", end.reason) };
        view! { <p>{format!("{}　{}{reason}", show_datetime(end.at), text::request_state(found.request.state))}</p> }
    });
    let again = matches!(found.request.state, RequestState::NoProvider | RequestState::Withdrawn) && why != EndWhy::Died && found.case.status.is_open();
    let again = again.then(|| view! { <a class="btn" href=format!("/cases/{}/matching/new", found.case.id)>"新しい調整依頼を作成"</a> });
    view! {
        <section class="notice" aria-label="調整の結果">
            <strong>{said}</strong>
            {reason}
            <div class="cluster"><a class="btn" href=format!("/patients/{}", found.patient.id)>"対象者の画面を開く"</a>{again}</div>
        </section>
    }
}

/// The note of a role that the desk does without.
pub(super) fn waived(found: &RequestView) -> Option<impl IntoView + use<>> {
    let reason = found.request.waiver.clone()?;
    Some(view! { <p>{format!("副主治医なしで進めています。{}：{reason}", words::field_label("reason"))}</p> })
}
