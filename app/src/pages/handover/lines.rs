//! Lines of the handover, in full and in short.

use crate::api::handover::{ConfirmNote, VoidNote};
use crate::api::shell::Kept;
use crate::ui::{Typed, error_notice, when};
use domain::calendar::{show_date, show_datetime, show_short};
use domain::handover::{HandoverBrief, Note};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The lines, each with what can be done about it. `unread`: they are of several days and desks.
pub fn list(notes: Vec<Note>, unread: bool, kept: Option<&Kept>) -> impl IntoView + use<> {
    let items = notes.into_iter().map(|note| item(note, unread, kept)).collect_view();
    view! { <ol class="timeline">{items}</ol> }
}

fn item(note: Note, unread: bool, kept: Option<&Kept>) -> impl IntoView + use<> {
    let important = (note.important && note.voided.is_none()).then(|| view! { <span class="badge badge--due">"重要"</span>" " });
    let place = unread.then(
        || view! { <p class="quiet small"><a href=format!("/handover?desk={}&date={}", note.desk.id, note.date)>{format!("{}　{}", note.desk.name, show_date(note.date))}</a></p> },
    );
    let case = note.case.as_ref().map(|(id, number)| view! { <p><a href=format!("/cases/{id}")>{format!("ケース {number}")}</a></p> });
    let voided = note.voided.as_ref().map(|v| view! { <p><span class="badge badge--voided">"取消"</span>{format!("　{}　理由：{}", show_datetime(v.at), v.reason)}</p> });
    let readers = if note.readers.is_empty() {
        view! { <p class="quiet small">"まだ誰も確認していません。"</p> }.into_any()
    } else {
        let names = note.readers.iter().map(|(name, at)| format!("{name}（{}）", show_datetime(*at))).collect::<Vec<_>>().join("、");
        view! { <p class="quiet small">{format!("確認済み：{names}")}</p> }.into_any()
    };
    let living = note.voided.is_none();
    let confirm = (living && !note.mine && !note.confirmed).then(|| confirm_form(&note, unread));
    let void = (living && note.mine).then(|| void_form(&note, kept));
    view! {
        <li class="timeline__item" class:is-voided=!living>
            <div class="timeline__head"><span class="timeline__when">{when(note.at)}</span><span class="timeline__who">{important}{note.author.clone()}</span></div>
            <div class="timeline__body">
                {place}
                <p class="prose">{note.text.clone()}</p>
                {case}
                {voided}
                {readers}
                {confirm}
                {void}
            </div>
        </li>
    }
}

fn confirm_form(note: &Note, unread: bool) -> impl IntoView + use<> {
    let unread = unread.then(|| view! { <input type="hidden" name="unread" value="1"/> });
    view! {
        <form class="no-print" method="post" action=ConfirmNote::url()>
            <input type="hidden" name="id" value=note.id.to_string()/>
            {unread}
            <button class="btn btn--small" type="submit">"確認済みにする"</button>
        </form>
    }
}

fn void_form(note: &Note, kept: Option<&Kept>) -> impl IntoView + use<> {
    let id = note.id.to_string();
    let kept = kept.filter(|k| k.pairs.iter().any(|(name, value)| name == "id" && *value == id));
    let typed = Typed::plain("void", VoidNote::url(), kept);
    let open = typed.error.with_untracked(Option::is_some);
    // The ids of several such forms on one page must differ.
    let control = format!("reason-{id}");
    let message = typed.flaws.with_untracked(|f| f.of("reason").map(|flaw| crate::words::flaw_text("reason", flaw)));
    let invalid = message.is_some().then_some("true");
    let described = message.is_some().then(|| format!("{control}-error"));
    let error = message.map(|text| view! { <p class="field__error" id=format!("reason-{id}-error")>{text}</p> });
    let notice = (open && error.is_none()).then(|| error_notice(typed));
    view! {
        <details class="fold no-print" open=open>
            <summary>"取消にする"</summary>
            <form class="form" method="post" action=VoidNote::url() novalidate=true>
                {notice}
                <input type="hidden" name="id" value=id.clone()/>
                <div class="field">
                    <label class="field__label" for=control.clone()>"取消の理由"</label><span class="required">"必須"</span>
                    {error}
                    <input class="input" id=control name="reason" type="text" value=typed.value("reason") aria-required="true" aria-invalid=invalid aria-describedby=described autocomplete="off"/>
                </div>
                <button class="btn btn--danger btn--small" type="submit">"引継ぎを取消にする"</button>
            </form>
        </details>
    }
}

/// What 今日 shows: how many wait, and the latest lines.
pub fn short_list(brief: HandoverBrief) -> impl IntoView {
    let waiting = (brief.unread > 0).then(|| view! { <p><a class="badge badge--due" href="/handover?unread=1">{format!("未確認 {}件", brief.unread)}</a></p> });
    if brief.latest.is_empty() {
        return view! { {waiting}<p class="quiet">"この7日間の引継ぎはありません。"</p> }.into_any();
    }
    let items = brief
        .latest
        .into_iter()
        .map(|note| {
            let href = format!("/handover?desk={}&date={}", note.desk.id, note.date);
            let important = note.important.then(|| view! { <span class="badge badge--due">"重要"</span>" " });
            let unread = (!note.mine && !note.confirmed).then(|| view! { <span class="badge badge--missing">"未確認"</span> });
            view! {
                <li>
                    <div class="rows__title">{important}<a href=href>{format!("{}の引継ぎ", show_short(note.date))}</a></div>
                    <div class="rows__meta"><span>{note.author}</span><span>{when(note.at)}</span>{unread}</div>
                    <p class="clamp small">{note.text}</p>
                </li>
            }
        })
        .collect_view();
    view! { {waiting}<ul class="rows">{items}</ul> }.into_any()
}
