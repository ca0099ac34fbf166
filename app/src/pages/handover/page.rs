//! 引継ぎ: the lines of one desk and day, and the form for the next one.

use super::lines::list;
use super::tabs;
use crate::api::handover::{AddNote, handover};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::ui::{Typed, done_notice, error_notice, failure, field, title, use_kept};
use chrono::{Days, NaiveDate};
use domain::account::Desk;
use domain::calendar::{show_date, show_wareki};
use domain::handover::{HandoverPage as Found, HandoverQuery, NoteForm, UNREAD_DAYS};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

fn read(map: &ParamsMap) -> HandoverQuery {
    let get = |name: &str| map.get(name).unwrap_or_default();
    HandoverQuery { desk: get("desk"), date: get("date"), unread: get("unread") }
}

/// The handover.
#[component]
pub fn HandoverPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(read));
    let data = Resource::new_blocking(move || query.get(), handover);
    let kept = use_kept();
    view! {
        {title("引継ぎ")}
        <Suspense fallback=|| view! { <p class="skeleton">"引継ぎを読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => page(found, kept.as_ref()).into_any(),
                    Err(error) if error.flaws().is_some() => refused(&query.get_untracked(), error).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

/// The address names no day: what was typed is shown again with what is wrong.
fn refused(query: &HandoverQuery, error: AppError) -> impl IntoView + use<> {
    #[cfg(feature = "ssr")]
    crate::context::set_status(&error);
    let typed = Typed::address(query, Some(error));
    view! { <div class="page__head"><h1>"引継ぎ"</h1></div>{tabs("/handover")}{error_notice(typed)}{chooser(typed, vec![])} }
}

/// 拠点・日付
fn chooser(typed: Typed, desks: Vec<(String, String)>) -> impl IntoView {
    let desk = (desks.len() > 1).then(|| field("desk", "拠点").choices(desks, "").view(typed));
    view! {
        <form class="form no-print" method="get" action="/handover" id="day">
            <div class="form__row form__row--button">
                {desk}
                {field("date", "日付").hint("例：11/22、R8.11.22").class("field--short").view(typed)}
                <button class="btn" type="submit">"表示する"</button>
            </div>
        </form>
    }
}

fn address(desk: &Desk, date: Option<NaiveDate>) -> String {
    date.map_or_else(|| format!("/handover?desk={}", desk.id), |date| format!("/handover?desk={}&date={date}", desk.id))
}

fn page(found: Found, kept: Option<&Kept>) -> impl IntoView {
    let unread_link = (found.unread > 0).then(|| {
        view! { <p class="notice notice--info no-print"><a href="/handover?unread=1">{format!("まだ確認していない引継ぎが{}件あります", found.unread)}</a>{format!("（この{UNREAD_DAYS}日間、所属するすべての拠点）")}</p> }
    });
    match found.place.clone() {
        None => {
            let body = if found.notes.is_empty() {
                view! { <div class="empty"><p>"確認していない引継ぎはありません。"</p><a class="btn" href="/handover">"今日の引継ぎを見る"</a></div> }.into_any()
            } else {
                list(found.notes, true, kept).into_any()
            };
            view! {
                <div class="page__head"><h1>"引継ぎ"</h1><p class="page__sub">{format!("まだ確認していないもの {}件", found.unread)}</p></div>
                {tabs("/handover")}
                {done_notice()}
                <p class="no-print"><a href="/handover">"今日の引継ぎへ"</a></p>
                {body}
            }
            .into_any()
        }
        Some((desk, date)) => {
            let choices = found.desks.iter().map(|d| (d.id.to_string(), d.name.clone())).collect();
            let shown = HandoverQuery { desk: desk.id.to_string(), date: date.to_string(), unread: String::new() };
            let typed = Typed::address(&shown, None);
            let open = date >= found.today - Days::new(1) && date <= found.today + Days::new(31);
            let form = open.then(|| note_form(&found, &desk, date, kept));
            let none = found.notes.is_empty().then(|| view! { <p class="quiet">"この日の引継ぎはまだありません。"</p> });
            view! {
                <div class="page__head"><h1>"引継ぎ"</h1><p class="page__sub">{format!("{}　{}（{}）", desk.name, show_date(date), show_wareki(date))}</p></div>
                {tabs("/handover")}
                {done_notice()}
                {unread_link}
                {chooser(typed, choices)}
                {days(&desk, date, found.today)}
                <div class="stack">
                    {form}
                    <section class="panel"><h2 class="panel__title">{format!("{}の引継ぎ", show_date(date))}</h2>{none}{list(found.notes, false, kept)}</section>
                </div>
            }
            .into_any()
        }
    }
}

/// The days before and after.
fn days(desk: &Desk, date: NaiveDate, today: NaiveDate) -> impl IntoView + use<> {
    let link = |date: Option<NaiveDate>, label: &'static str, rel: &'static str| {
        date.map(|d| view! { <a class="btn btn--small btn--quiet" rel=rel href=address(desk, Some(d))>{label}</a> })
    };
    let back = (date != today).then(|| view! { <a class="btn btn--small btn--quiet" href=address(desk, None)>"今日"</a> });
    view! {
        <nav class="cluster no-print" aria-label="日付を移る">
            {link(date.checked_sub_days(Days::new(1)), "前の日", "prev")}
            {back}
            {link(date.checked_add_days(Days::new(1)), "次の日", "next")}
            <span class="quiet small">"この画面はブラウザーの印刷（Ctrl + P）で印刷できます。"</span>
        </nav>
    }
}

/// A new line. Its id comes with the page, so that a repeated post is the same line.
fn note_form(found: &Found, desk: &Desk, date: NaiveDate, kept: Option<&Kept>) -> impl IntoView + use<> {
    let fresh = NoteForm { id: found.next_note.to_string(), desk_id: desk.id.to_string(), date: date.to_string(), ..NoteForm::default() };
    let typed = Typed::posted("note", AddNote::url(), &fresh, kept);
    let important = typed.value("important") == "1";
    view! {
        <section class="panel no-print"><h2 class="panel__title">"引継ぎを書く"</h2>
            <form class="form" method="post" action=AddNote::url() novalidate=true id="note">
                {error_notice(typed)}
                <input type="hidden" name="form[id]" value=typed.value("id")/>
                <input type="hidden" name="form[desk_id]" value=typed.value("desk_id")/>
                <input type="hidden" name="form[date]" value=typed.value("date")/>
                {field("note", "引継ぎの内容").required().area(3).view(typed)}
                <div class="form__row">
                    {field("about", "関連するケース番号").hint("あれば。例：R8-000123").class("field--short").view(typed)}
                    <label class="check"><input type="checkbox" name="form[important]" value="1" checked=important/>"重要"</label>
                </div>
                <p><button class="btn btn--primary" type="submit">"引継ぎを記録する"</button></p>
            </form>
        </section>
    }
}
