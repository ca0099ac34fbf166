//! 機関一覧: filters and search stand in the address.

use super::telephone_link;
use crate::api::directory::directory;
use crate::error::AppError;
use crate::ui::{Typed, district_badge, done_notice, error_notice, export_links, failure, field, title};
use crate::words;
use chrono::{Days, NaiveDate};
use domain::calendar::show_date;
use domain::code::List;
use domain::directory::{CONFIRM_AFTER_DAYS, DirectoryPage, DirectoryQuery, OrganizationLine};
use domain::district::Places;
use domain::inquiry::PAGE_SIZE;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

fn read(map: &ParamsMap) -> DirectoryQuery {
    let get = |name: &str| map.get(name).unwrap_or_default();
    DirectoryQuery {
        q: get("q"),
        organization_kind: get("organization_kind"),
        district: get("district"),
        care_class: get("care_class"),
        capability: get("capability"),
        stale: get("stale"),
        closed: get("closed"),
        page: get("page"),
    }
}

/// The list page.
#[component]
pub fn ListPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(read));
    let data = Resource::new_blocking(move || query.get(), directory);
    view! {
        {title("機関一覧")}
        <Suspense fallback=|| view! { <p class="skeleton">"一覧を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let answer = data.await;
                let query = query.get_untracked();
                match answer {
                    Ok(page) => found(&query, page).into_any(),
                    Err(error) if error.flaws().is_some() => refused(&query, error).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

/// The address of the same list with `changes` made; an empty value drops the parameter.
fn address(query: &DirectoryQuery, changes: &[(&str, &str)]) -> String {
    let mut map = ParamsMap::new();
    for (name, value) in query.pairs() {
        if !changes.iter().any(|(changed, _)| *changed == name) {
            map.insert(name.to_owned(), value.to_owned());
        }
    }
    for (name, value) in changes.iter().filter(|(_, v)| !v.is_empty()) {
        map.insert((*name).to_owned(), (*value).to_owned());
    }
    format!("/directory{}", map.to_query_string())
}

fn refused(query: &DirectoryQuery, error: AppError) -> impl IntoView + use<> {
    #[cfg(feature = "ssr")]
    crate::context::set_status(&error);
    let typed = Typed::address(query, Some(error));
    view! {
        <div class="page__head"><h1>"機関一覧"</h1></div>
        {error_notice(typed)}
        {filters(typed, &Places::default(), true)}
    }
}

fn found(query: &DirectoryQuery, page: DirectoryPage) -> impl IntoView + use<> {
    let typed = Typed::address(query, None);
    let number: i64 = query.page.trim().parse().unwrap_or(1);
    let pages = page.total.max(1).unsigned_abs().div_ceil(u64::from(PAGE_SIZE));
    let open = query.pairs().iter().any(|(name, _)| *name != "q");
    let new = page.may_write.then(|| view! { <a class="btn btn--primary" href="/directory/new">"機関を登録"</a> });
    let body = if page.rows.is_empty() { empty(query).into_any() } else { table(page.rows, &page.places, page.today).into_any() };
    view! {
        <div class="page__head"><h1>"機関一覧"</h1><p class="page__sub" role="status" id="total">{format!("全{}件", page.total)}</p>
            <div class="page__actions">{export_links("organizations", &address(query, &[]))}<a class="btn btn--quiet" href="/physicians">"医師"</a><a class="btn btn--quiet" href="/directory/districts">"圏域・町丁"</a>{new}</div>
        </div>
        {done_notice()}
        {filters(typed, &page.places, open)}
        {chips(query, &page.places)}
        {body}
        {pager(query, number, pages)}
    }
}

fn filters(typed: Typed, places: &Places, open: bool) -> impl IntoView + use<> {
    let mut districts: Vec<(String, String)> = places.districts.iter().map(|d| (d.id.to_string(), d.name.clone())).collect();
    districts.extend([("outside", "市外"), ("none", "圏域不明")].map(|(v, t)| (v.to_owned(), t.to_owned())));
    let flag = |name: &'static str, label: &'static str| {
        let checked = typed.value(name) == "1";
        view! { <label class="check"><input type="checkbox" name=name value="1" checked=checked/>{label}</label> }
    };
    view! {
        <form class="filters" method="get" action="/directory" id="filters" role="search" aria-label="機関を探す">
            <div class="filters__body">
                {field("q", "検索の言葉").hint("名称・かな・電話・コード・住所").class("field--wide").view(typed)}
            </div>
            <details open=open>
                <summary>"条件で絞り込む"</summary>
                <div class="filters__body">
                    {field("organization_kind", "種別").codes(List::OrganizationKind, "すべて").view(typed)}
                    {field("district", "圏域").choices(districts, "すべて").view(typed)}
                    {field("care_class", "在支診・在支病の区分").codes(List::CareClass, "すべて").view(typed)}
                    {field("capability", "対応できる医療処置").codes(List::Procedure, "すべて").view(typed)}
                    <div class="checks">{flag("stale", "要確認（1年以上未確認）")}{flag("closed", "廃止した機関")}</div>
                </div>
            </details>
            <div class="filters__body"><div class="filters__actions">
                <button class="btn btn--primary" type="submit">"絞り込む"</button>
                <a class="btn btn--quiet" href="/directory">"条件を消す"</a>
            </div></div>
        </form>
    }
}

fn chips(query: &DirectoryQuery, places: &Places) -> impl IntoView + use<> {
    let one = |(name, value): (&'static str, &str)| {
        let text = match (name, value) {
            ("district", "outside") => "市外".to_owned(),
            ("district", "none") => "不明".to_owned(),
            ("district", id) => id.parse().map_or_else(|_| id.to_owned(), |id| places.district_name(id).to_owned()),
            ("stale" | "closed", _) => "あり".to_owned(),
            _ => words::value_text(name, value, None),
        };
        let label = format!("{}：{text}", words::field_label(name));
        view! { <li><a class="chip" href=address(query, &[(name, "")])>{label}<span class="visually-hidden">"を外す"</span></a></li> }
    };
    let chips = query.pairs().into_iter().map(one).collect_view();
    (!query.pairs().is_empty()).then(|| view! { <ul class="chips" aria-label="いまの条件">{chips}</ul> })
}

/// Whether what is known should be confirmed again.
pub(super) fn is_stale(confirmed_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    let days = u64::try_from(CONFIRM_AFTER_DAYS).unwrap_or(365);
    confirmed_on.is_none_or(|day| day.checked_add_days(Days::new(days)).is_some_and(|due| due < today))
}

fn table(rows: Vec<OrganizationLine>, places: &Places, today: NaiveDate) -> impl IntoView + use<> {
    let rows = rows.into_iter().map(|row| one(row, places, today)).collect_view();
    let heads = ["名称", "種別", "住所", "電話番号", "最終確認日"].map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    view! {
        <div class="table__wrap" tabindex="0" role="region" aria-label="機関の一覧">
            <table class="table">
                <caption class="visually-hidden">"機関の一覧"</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn one(row: OrganizationLine, places: &Places, today: NaiveDate) -> impl IntoView + use<> {
    let badge = district_badge(row.district.map_or("", |d| places.district_name(d)), row.outside);
    let class = row.care_class.as_ref().filter(|c| c.as_str() != "none").map(|c| view! { <span class="sub">{words::label(List::CareClass, c.as_str(), None)}</span> });
    let closed = row.closed.then(|| view! { " "<span class="badge badge--voided">"廃止"</span> });
    let stale = (!row.closed && is_stale(row.confirmed_on, today)).then(|| view! { " "<span class="badge badge--missing">"要確認"</span> });
    let confirmed = row.confirmed_on.map_or_else(|| view! { <span class="quiet">"未確認"</span> }.into_any(), |day| show_date(day).into_any());
    let address = if row.address.is_empty() { view! { <span class="missing">"未入力"</span> }.into_any() } else { row.address.into_any() };
    let telephone = if row.telephone.is_empty() { view! { <span class="missing">"未入力"</span> }.into_any() } else { telephone_link(&row.telephone) };
    view! {
        <tr class:is-voided=row.closed>
            <td data-label="名称"><a href=format!("/directory/{}", row.id)>{row.name}</a>{closed}<span class="sub">{row.kana}</span></td>
            <td data-label="種別">{words::label(List::OrganizationKind, row.kind.as_str(), None)}{class}</td>
            <td data-label="住所">{address}" "{badge}</td>
            <td data-label="電話番号" class="nowrap">{telephone}</td>
            <td data-label="最終確認日"><span class="nowrap">{confirmed}</span>{stale}</td>
        </tr>
    }
}

fn pager(query: &DirectoryQuery, number: i64, pages: u64) -> impl IntoView + use<> {
    let pages = i64::try_from(pages).unwrap_or(i64::MAX);
    let link = |to: i64, label: &'static str, rel: &'static str| {
        let page = if to == 1 { String::new() } else { to.to_string() };
        view! { <a class="btn btn--quiet" rel=rel href=address(query, &[("page", page.as_str())])>{label}</a> }
    };
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

fn empty(query: &DirectoryQuery) -> impl IntoView + use<> {
    if query.pairs().is_empty() {
        return view! { <div class="empty"><p>"機関はまだ登録されていません。"</p></div> }.into_any();
    }
    view! { <div class="empty"><p>"条件に合う機関はありません。言葉を短くするか、条件を外してください。"</p><a class="btn" href="/directory">"すべての機関を表示"</a></div> }
        .into_any()
}
