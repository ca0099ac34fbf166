//! 相談一覧: filters and search stand in the address, so a list can be linked, kept and gone back to.

use super::rows::{SortLink, row_table};
use crate::api::inquiry::list;
use crate::error::AppError;
use crate::ui::{Typed, done_notice, error_notice, export_links, failure, field, title};
use crate::words;
use domain::cases::CaseStatus;
use domain::code::List;
use domain::inquiry::{ListPage as Page, ListQuery, PAGE_SIZE};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

fn read(map: &ParamsMap) -> ListQuery {
    let get = |name: &str| map.get(name).unwrap_or_default();
    ListQuery {
        q: get("q"),
        from: get("from"),
        to: get("to"),
        desk: get("desk"),
        status: get("status"),
        staff: get("staff"),
        channel: get("channel"),
        caller_type: get("caller_type"),
        category: get("category"),
        urgency: get("urgency"),
        overdue: get("overdue"),
        today: get("today"),
        missing: get("missing"),
        view: get("view"),
        sort: get("sort"),
        page: get("page"),
        repeated: ListQuery::NAMES.into_iter().filter(|name| map.get_all(name).is_some_and(|all| all.len() > 1)).map(str::to_owned).collect(),
    }
}

/// The list page.
#[component]
pub fn ListPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(read));
    let data = Resource::new_blocking(move || query.get(), list);
    view! {
        {title("相談一覧")}
        <Transition fallback=|| view! { <p class="skeleton">"一覧を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let answer = data.await;
                let query = query.get_untracked();
                match answer {
                    Ok(page) => found(query, page).into_any(),
                    Err(error) if error.flaws().is_some() => refused(&query, error).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Transition>
    }
}

/// The address of the same list with `changes` made; an empty value drops the parameter.
fn address(query: &ListQuery, changes: &[(&str, &str)]) -> String {
    let mut map = ParamsMap::new();
    for (name, value) in query.pairs().into_iter().chain([("sort", query.sort.as_str())]) {
        if !value.is_empty() && !changes.iter().any(|(changed, _)| *changed == name) {
            map.insert(name.to_owned(), value.to_owned());
        }
    }
    for (name, value) in changes.iter().filter(|(_, v)| !v.is_empty()) {
        map.insert((*name).to_owned(), (*value).to_owned());
    }
    format!("/inquiries{}", map.to_query_string())
}

/// The list cannot be read off the address: what was typed is shown again with what is wrong.
fn refused(query: &ListQuery, error: AppError) -> impl IntoView + use<> {
    #[cfg(feature = "ssr")]
    crate::context::set_status(&error);
    let typed = Typed::address(query, Some(error));
    view! {
        <div class="page__head"><h1>"相談一覧"</h1></div>
        {error_notice(typed)}
        {filters(typed, vec![], vec![], true)}
    }
}

fn found(query: ListQuery, page: Page) -> impl IntoView {
    let typed = Typed::address(&query, None);
    let desks = page.desks.iter().map(|d| (d.id.to_string(), d.name.clone())).collect::<Vec<_>>();
    let mut staff = vec![("me".to_owned(), "自分".to_owned()), ("none".to_owned(), "未定".to_owned())];
    staff.extend(page.staff.iter().map(|s| (s.id.to_string(), s.name.clone())));
    let counted = if query.view == "cases" { "ケース（実数）" } else { "相談（延数）" };
    let total = format!("全{}件{}　{counted}", thousands(page.total), if page.more { "以上" } else { "" });
    let active = chips(&query, &desks, &staff);
    let number: u32 = query.page.trim().parse().unwrap_or(1);
    let pages = u32::try_from(page.total).unwrap_or(u32::MAX).div_ceil(PAGE_SIZE).clamp(1, 200);
    let more = page.more.then(|| view! { <p class="notice notice--info">"件数が多いため、途中までを数えています。期間や条件で絞り込んでください。"</p> });
    let body = if page.rows.is_empty() { empty(&query).into_any() } else { row_table(page.rows, page.today, "相談の一覧", sorts(&query)).into_any() };
    let hand_over = (query.view == "cases").then(|| view! { <a class="btn btn--quiet" href="/handover/reassign">"担当者をまとめて変更"</a> });
    let open = query.pairs().iter().any(|(name, _)| !matches!(*name, "q" | "view"));
    view! {
        <div class="page__head"><h1>"相談一覧"</h1><p class="page__sub" role="status" id="total">{total}</p>
            <div class="page__actions">
                {hand_over}
                {export_links("inquiries", &address(&query, &[("view", "")]))}
                <a class="btn btn--primary" href="/inquiries/new">"新規受付"</a>
            </div>
        </div>
        {done_notice()}
        {filters(typed, desks, staff, open)}
        {active}
        {views(&query)}
        {more}
        {body}
        {pager(&query, number, pages)}
    }
}

fn thousands(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text
}

fn filters(typed: Typed, desks: Vec<(String, String)>, staff: Vec<(String, String)>, open: bool) -> impl IntoView {
    let mut statuses = vec![("open".to_owned(), "終結していないもの".to_owned())];
    statuses.extend(CaseStatus::ALL.map(|s| (s.code().to_owned(), words::status(s).to_owned())));
    let category = |(code, label, subs): domain::code::MainCategory| {
        let subs = subs.into_iter().map(|(sub, name)| (sub, format!("{label} / {name}")));
        let all = std::iter::once((code, format!("{label}（すべて）"))).chain(subs).collect();
        (label.clone(), all)
    };
    let categories = words::codes().categories().into_iter().map(category).collect();
    let flag = |name: &'static str, label: &'static str| {
        let checked = typed.value(name) == "1";
        view! { <label class="check"><input type="checkbox" name=name value="1" checked=checked/>{label}</label> }
    };
    let desk = (desks.len() > 1).then(|| field("desk", "拠点").choices(desks, "すべて").view(typed));
    let view_value = typed.value("view");
    let view_input = (!view_value.is_empty()).then(|| view! { <input type="hidden" name="view" value=view_value/> });
    let orders =
        [("received_asc", "古い順"), ("number", "受付番号"), ("next_date", "次回対応の近い順"), ("urgency", "緊急度の高い順")].map(|(v, t)| (v.to_owned(), t.to_owned())).to_vec();
    view! {
        <details class="filters" open=open>
            <summary>"条件で絞り込む"</summary>
            <form class="filters__body" method="get" action="/inquiries" id="filters">
                {field("q", "検索の言葉").view(typed)}
                {field("from", "期間の初日").hint("例：R8.11.1").view(typed)}
                {field("to", "期間の末日").view(typed)}
                {desk}
                {field("status", "状態").choices(statuses, "すべて").view(typed)}
                {field("staff", "担当者").choices(staff, "すべて").view(typed)}
                {field("urgency", "緊急度").codes(List::Urgency, "すべて").view(typed)}
                {field("channel", "受付方法").codes(List::Channel, "すべて").view(typed)}
                {field("caller_type", "相談者区分").codes(List::CallerType, "すべて").view(typed)}
                {field("category", "主な相談内容").groups(categories, "すべて").view(typed)}
                {field("sort", "並び順").choices(orders, "新しい順").view(typed)}
                {view_input}
                <div class="filters__actions">
                    {flag("overdue", "期限超過")}{flag("today", "本日期限")}{flag("missing", "未入力あり")}
                    <button class="btn btn--primary" type="submit">"絞り込む"</button>
                    <a class="btn btn--quiet" href="/inquiries">"条件を消す"</a>
                </div>
            </form>
        </details>
    }
}

/// The filters that are set, each with a way to drop it.
fn chips(query: &ListQuery, desks: &[(String, String)], staff: &[(String, String)]) -> impl IntoView + use<> {
    let named = |choices: &[(String, String)], value: &str| choices.iter().find(|(v, _)| v == value).map_or_else(|| value.to_owned(), |(_, n)| n.clone());
    let chips = query
        .pairs()
        .into_iter()
        // The tabs say which of the two views it is.
        .filter(|(name, _)| *name != "view")
        .map(|(name, value)| {
            let text = match name {
                "desk" => named(desks, value),
                "staff" => named(staff, value),
                "status" if value == "open" => "終結していないもの".to_owned(),
                "overdue" | "today" | "missing" => "あり".to_owned(),
                "category" => words::value_text("main_category", value, None),
                _ => words::value_text(name, value, None),
            };
            let label = format!("{}：{text}", words::field_label(name));
            view! { <li><a class="chip" href=address(query, &[(name, "")])>{label}<span class="visually-hidden">"を外す"</span></a></li> }
        })
        .collect_view();
    (!query.pairs().is_empty()).then(|| view! { <ul class="chips" aria-label="いまの条件">{chips}</ul> })
}

/// The headings that sort the table: once more turns the order of the dates round.
fn sorts(query: &ListQuery) -> Vec<SortLink> {
    let now = if query.sort.is_empty() { "received" } else { query.sort.as_str() };
    let link = |column: &'static str, sort: &str, now: &'static str| SortLink { column, href: address(query, &[("sort", sort)]), now };
    vec![
        // Once more goes back to the newest first.
        if now == "number" { link("受付番号", "", "descending") } else { link("受付番号", "number", "none") },
        match now {
            "received" => link("受付日時", "received_asc", "descending"),
            "received_asc" => link("受付日時", "", "ascending"),
            _ => link("受付日時", "", "none"),
        },
        if now == "next_date" { link("次回対応", "", "ascending") } else { link("次回対応", "next_date", "none") },
    ]
}

/// Contacts or cases: 延数 or 実数.
fn views(query: &ListQuery) -> impl IntoView + use<> {
    let now = if query.view == "cases" { "cases" } else { "" };
    let links = [("", "相談ごと（延数）"), ("cases", "ケースごと（実数）")]
        .map(|(view, label)| {
            let current = (view == now).then_some("page");
            view! { <a href=address(query, &[("view", view)]) aria-current=current>{label}</a> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label="まとめ方">{links}</nav> }
}

fn pager(query: &ListQuery, number: u32, pages: u32) -> impl IntoView + use<> {
    let link = |to: u32, label: &'static str, rel: &'static str| view! { <a class="btn btn--quiet" rel=rel href=address(query, &[("page", if to == 1 { String::new() } else { to.to_string() }.as_str())])>{label}</a> };
    (pages > 1 || number > 1).then(|| {
        view! {
            <nav class="pager" aria-label="ページ">
                {(number > 1).then(|| link((number - 1).min(pages), "前のページ", "prev"))}
                <span>{format!("{number} / {pages} ページ")}</span>
                {(number < pages).then(|| link(number + 1, "次のページ", "next"))}
            </nav>
        }
    })
}

fn empty(query: &ListQuery) -> impl IntoView + use<> {
    let filtered = !query.pairs().is_empty();
    let (text, way) = if filtered {
        ("条件に合う相談はありません。言葉を短くするか、条件を外してください。", view! { <a class="btn" href="/inquiries">"すべての相談を表示"</a> }.into_any())
    } else {
        ("相談はまだありません。電話が鳴ったら、新規受付から記録を始めます（キー n）。", view! { <a class="btn btn--primary" href="/inquiries/new">"新規受付"</a> }.into_any())
    };
    view! { <div class="empty"><p>{text}</p>{way}</div> }
}
