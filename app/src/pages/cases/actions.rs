//! The forms of a case: each posts by itself and works without JavaScript.

use crate::api::cases::{AddEntry, CloseCase, EditCase, LinkCase, ReopenCase, VoidCase};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::ui::{Typed, error_notice, field};
use crate::words;
use domain::cases::{CaseBrief, CaseView, CloseForm, EntryForm};
use domain::code::List;
use domain::error::{Fault, Refusal};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

fn hidden(name: &'static str, value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}

fn refused(typed: Typed) -> bool {
    typed.error.with_untracked(Option::is_some)
}

/// The version that a form builds on: the refused form's own, or the one shown.
fn version(found: &CaseView, kept: Option<&Kept>, path: &str) -> String {
    kept.and_then(|k| k.value(path, "version")).map_or_else(|| found.version.to_string(), str::to_owned)
}

fn was_closed(typed: Typed) -> bool {
    typed.error.with_untracked(|e| matches!(e, Some(AppError::Fault(Fault::Refused(Refusal::CaseClosed)))))
}

/// What was refused because the case was closed is asked for again once it is open.
fn welcome_back(typed: Typed) -> Option<impl IntoView> {
    was_closed(typed).then(|| {
        typed.error.set(None);
        view! { <p class="notice notice--info" role="status">"記録できなかった内容が残っています。確かめて、もう一度送信してください。"</p> }
    })
}

/// Whether a form of this case was refused that cannot be sent while the case is closed.
pub fn is_waiting(case: &str, kept: Option<&Kept>, path: &str) -> bool {
    kept.and_then(|k| k.value(path, "id")).is_some_and(|id| id == case)
}

/// 経過を記録. The entry's id comes with the page, so that a repeated post is the same entry.
///
/// On a closed case the form is there only to keep what was typed before a colleague closed it.
pub fn entry_form(found: &CaseView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let (case, next, open) = (found.brief.id.to_string(), found.next_entry, found.brief.status.is_open());
    let fresh = EntryForm { id: next.to_string(), ..Default::default() };
    let typed = Typed::posted("entry", AddEntry::url(), &fresh, kept);
    let id = typed.value("id");
    let again = open.then(|| welcome_back(typed)).flatten();
    let repeated = typed.error.with_untracked(|e| matches!(e, Some(AppError::Fault(Fault::Refused(Refusal::SameEntry)))));
    let repeated = repeated.then(|| view! { <label class="check"><input type="checkbox" name="form[again]" value="1"/>"別の対応としてもう一度記録する"</label> });
    view! {
        <section class="panel"><h2 class="panel__title">"経過を記録"</h2>
            <form class="form" method="post" action=AddEntry::url() novalidate=true id="entry">
                {again}
                {error_notice(typed)}
                {hidden("id", case)}
                {hidden("form[id]", id)}
                <div class="form__row">
                    {field("means", "方法").required().codes(List::Means, "選んでください").class("field--short").view(typed)}
                    {field("counterpart", "相手").view(typed)}
                    {field("occurred_at", "日時").hint("空のままなら現在").input("datetime-local", "", "off").class("field--short").view(typed)}
                </div>
                {field("text", "内容").required().area(3).view(typed)}
                {field("next_step", "次の予定").view(typed)}
                {repeated}
                <p><button class="btn btn--primary" type="submit">"経過を記録する"</button></p>
            </form>
        </section>
    }
}

/// What somebody set on a case that a colleague closed meanwhile: not lost, to be set again after reopening.
pub fn state_lost(typed: Typed, found: &CaseView) -> impl IntoView + use<> {
    let owner = typed.value("owner_id");
    let owner = found.staff.iter().find(|s| s.id.to_string() == owner).map_or_else(|| "未定".to_owned(), words::notice::colleague);
    view! {
        <section class="panel"><h2 class="panel__title">"保存できなかった変更"</h2>
            {error_notice(typed)}
            <dl class="facts facts--one">
                <div><dt>"状態"</dt><dd>{words::value_text("status", &typed.value("status"), None)}</dd></div>
                <div><dt>"担当者"</dt><dd>{owner}</dd></div>
                <div><dt>"次回対応予定日"</dt><dd>{words::value_text("next_date", &typed.value("next_date"), None)}</dd></div>
            </dl>
        </section>
    }
}

/// 状態・担当者・次回対応予定日
pub fn state_form(typed: Typed, found: &CaseView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let choices = found.brief.status.choices().into_iter().map(|s| (s.code().to_owned(), words::status(s).to_owned())).collect();
    // Somebody who left stays a choice as long as they are in charge.
    let gone = found.brief.owner.iter().filter(|o| !found.staff.iter().any(|s| s.id == o.id));
    let staff = found.staff.iter().chain(gone).map(|s| (s.id.to_string(), words::notice::colleague(s))).collect();
    let again = welcome_back(typed);
    view! {
        <section class="panel"><h2 class="panel__title">"状態を変える"</h2>
            <form class="form" method="post" action=EditCase::url() novalidate=true id="state">
                {again}
                {error_notice(typed)}
                {hidden("id", found.brief.id.to_string())}
                {hidden("version", version(found, kept, EditCase::url()))}
                {field("status", "状態").choices(choices, "").view(typed)}
                {field("owner_id", "担当者").choices(staff, "未定").view(typed)}
                {field("next_date", "次回対応予定日").hint("例：明日、11/30、R8.11.30").view(typed)}
                <button class="btn" type="submit">"変更を保存する"</button>
            </form>
        </section>
    }
}

/// 終結
pub fn close_form(found: &CaseView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::posted("close", CloseCase::url(), &CloseForm::default(), kept);
    view! {
        <details class="fold" open=refused(typed)>
            <summary>"終結する"</summary>
            <form class="form" method="post" action=CloseCase::url() novalidate=true>
                {error_notice(typed)}
                {hidden("id", found.brief.id.to_string())}
                {hidden("version", found.version.to_string())}
                {field("outcome", "転帰").required().codes(List::Outcome, "選んでください").view(typed)}
                {field("remark", "終結時のメモ").area(2).view(typed)}
                <button class="btn btn--primary" type="submit">"ケースを終結する"</button>
            </form>
        </details>
    }
}

/// 再開
pub fn reopen_form(found: &CaseView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::plain("reopen", ReopenCase::url(), kept);
    let case = found.brief.id.to_string();
    let refused_here = [AddEntry::url(), EditCase::url()].iter().any(|path| is_waiting(&case, kept, path));
    // The kept form is named again after reopening, so that nobody types it a second time.
    let waiting = if refused_here { untrack(crate::pages::query("kept")) } else { typed.value("waiting") };
    view! {
        <section class="panel" id="reopen"><h2 class="panel__title">"再開する"</h2>
            <form class="form" method="post" action=ReopenCase::url() novalidate=true>
                {error_notice(typed)}
                {hidden("id", found.brief.id.to_string())}
                {hidden("version", found.version.to_string())}
                {hidden("waiting", waiting)}
                {field("reason", "再開の理由").required().view(typed)}
                <button class="btn btn--primary" type="submit">"ケースを再開する"</button>
            </form>
        </section>
    }
}

/// 取消
pub fn void_form(found: &CaseView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::plain("void", VoidCase::url(), kept);
    view! {
        <details class="fold" open=refused(typed)>
            <summary>"取消にする（誤って登録したとき）"</summary>
            <form class="form" method="post" action=VoidCase::url() novalidate=true>
                {error_notice(typed)}
                {hidden("id", found.brief.id.to_string())}
                {hidden("version", found.version.to_string())}
                {field("reason", "取消の理由").required().hint("記録は消えず、理由とともに残ります").view(typed)}
                <button class="btn btn--danger" type="submit">"ケースを取消にする"</button>
            </form>
        </details>
    }
}

/// 関連付け
pub fn link_form(brief: &CaseBrief, others: Vec<CaseBrief>, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::plain("link", LinkCase::url(), kept);
    let choices = others
        .into_iter()
        .map(|o| {
            (
                o.id.to_string(),
                format!("ケース {}（{}・{}）", o.number, words::status(o.status), words::label(List::Category, o.main_category.as_str(), domain::calendar::jst_date(o.opened_at))),
            )
        })
        .collect();
    view! {
        <form class="form" method="post" action=LinkCase::url() novalidate=true>
            {error_notice(typed)}
            {hidden("id", brief.id.to_string())}
            {field("other", "関連付けるケース").choices(choices, "選んでください").view(typed)}
            <button class="btn" type="submit">"関連付ける"</button>
        </form>
    }
}
