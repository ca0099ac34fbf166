//! When a physician is away: entered and withdrawn on their page.

use super::{hidden, posted};
use crate::api::physician::{AddAbsence, WithdrawAbsence};
use crate::api::shell::Kept;
use crate::ui::{Typed, error_notice, field};
use crate::words;
use chrono::{DateTime, Utc};
use domain::code::List;
use domain::error::Flaw;
use domain::id::AbsenceId;
use domain::physician::{Absence, AbsenceForm, PhysicianView};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The section 不在.
pub(super) fn absences(found: &PhysicianView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let list = if found.absences.is_empty() {
        view! { <p class="empty__text">"不在の登録はありません。"</p> }.into_any()
    } else {
        absence_table(&found.absences, found.now, found.may_write.then(WithdrawAbsence::url)).into_any()
    };
    let withdrawing = Typed::plain("withdraw", WithdrawAbsence::url(), kept);
    let form = found.may_write.then(|| editor(found, kept));
    view! {
        <section class="panel stack stack--tight" id="absences">
            <h2 class="panel__title">"不在"</h2>
            {error_notice(withdrawing)}
            {list}
            {form}
        </section>
    }
}

/// Absences as a table; `withdraw` is where they are withdrawn, by whoever may.
pub(crate) fn absence_table(absences: &[Absence], now: DateTime<Utc>, withdraw: Option<&'static str>) -> impl IntoView + use<> {
    let rows = absences.iter().map(|a| row(a, now, withdraw)).collect_view();
    let heads = ["期間", "種別", "備考", "状態"].map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    view! {
        <div class="table__wrap" tabindex="0" role="region" aria-label="不在の一覧">
            <table class="table">
                <caption class="visually-hidden">"不在の一覧"</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// How an absence stands, as kind of badge and text.
const fn standing(absence: &Absence, begun: bool, over: bool) -> (&'static str, &'static str) {
    match (absence.withdrawn_at.is_some(), begun, over) {
        (true, ..) => ("voided", "取消"),
        (_, _, true) => ("closed", "終了"),
        (_, true, _) => ("urgent", "不在中"),
        _ => ("open", "予定"),
    }
}

fn row(absence: &Absence, now: DateTime<Utc>, withdraw: Option<&'static str>) -> impl IntoView + use<> {
    let over = absence.until <= now;
    let (kind, text) = standing(absence, absence.from <= now, over);
    let period = format!("{}～{}", words::physician::since(absence.from), words::physician::until(absence.until));
    let withdrawn = absence.withdrawn_at.is_some();
    let named = format!("（{period}）");
    let withdraw = withdraw.filter(|_| !withdrawn).map(|url| {
        view! {
            <form method="post" action=url>
                {hidden("absence", absence.id.to_string())}{hidden("version", absence.version.to_string())}
                <button class="btn btn--small" type="submit">"取り消す"<span class="visually-hidden">{named}</span></button>
            </form>
        }
    });
    view! {
        <tr class:is-voided=withdrawn>
            <td data-label="期間">{period}</td>
            <td data-label="種別">{words::label(List::AbsenceKind, absence.kind.as_str(), None)}</td>
            <td data-label="備考">{absence.note.clone()}</td>
            <td data-label="状態"><div class="cluster"><span class=format!("badge badge--{kind}")>{text}</span>{withdraw}</div></td>
        </tr>
    }
}

fn editor(found: &PhysicianView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let url = AddAbsence::url();
    let typed = Typed::posted("absence", url, &AbsenceForm::default(), kept);
    let open = typed.error.with_untracked(Option::is_some);
    let absence = absence_id(typed, kept, url, found.next_absence);
    view! {
        <details class="fold" open=open id="absence">
            <summary>"不在を登録"</summary>
            <form class="form form--static" method="post" action=url novalidate=true>
                {error_notice(typed)}
                {hidden("physician", found.id.to_string())}{hidden("absence", absence)}
                {absence_fields(typed)}
                <p><button class="btn btn--primary" type="submit">"不在を登録する"</button></p>
            </form>
        </details>
    }
}

/// The id of the absence that a form enters: made with the form, so that a form sent twice is one absence; one that was entered already
/// leaves its id behind.
pub(crate) fn absence_id(typed: Typed, kept: Option<&Kept>, url: &str, next: AbsenceId) -> String {
    let used = typed.flaws.with_untracked(|f| f.of("absence_from") == Some(&Flaw::Repeated));
    posted(kept, url, "absence").filter(|_| !used).unwrap_or_else(|| next.to_string())
}

/// The fields of an absence.
pub(crate) fn absence_fields(typed: Typed) -> impl IntoView {
    view! {
        <p class="field__hint">"時刻が空のままなら、初日の始まりから末日の終わりまで（終日）の不在です。"</p>
        <div class="form__row">
            {field("absence_from", "不在の初日").required().hint("例：12/1").class("field--short").view(typed)}
            {field("absence_from_time", "不在になる時刻").hint("例：13:00").class("field--short").view(typed)}
            {field("absence_until", "不在の末日").required().hint("この日まで不在").class("field--short").view(typed)}
            {field("absence_until_time", "戻る時刻").class("field--short").view(typed)}
        </div>
        <div class="form__row">
            {field("absence_kind", "不在の種別").required().codes(List::AbsenceKind, "選んでください").class("field--short").view(typed)}
            {field("absence_note", "備考").view(typed)}
        </div>
    }
}
