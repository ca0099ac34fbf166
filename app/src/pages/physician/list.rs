//! 医師一覧: filters and search stand in the address.

use super::{accepting_badge, away_badge};
use crate::api::physician::physicians;
use crate::error::AppError;
use crate::ui::{Typed, error_notice, failure, field, title};
use crate::words;
use domain::code::List;
use domain::district::Places;
use domain::inquiry::PAGE_SIZE;
use domain::physician::{PhysicianLine, PhysicianPage, PhysicianQuery};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

fn read(map: &ParamsMap) -> PhysicianQuery {
    let get = |name: &str| map.get(name).unwrap_or_default();
    PhysicianQuery {
        q: get("q"),
        specialty: get("specialty"),
        district: get("district"),
        procedure: get("procedure"),
        accepting: get("accepting"),
        eol: get("eol"),
        page: get("page"),
    }
}

/// The list page.
#[component]
pub fn ListPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(read));
    let data = Resource::new_blocking(move || query.get(), physicians);
    view! {
        {title("医師一覧")}
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
fn address(query: &PhysicianQuery, changes: &[(&str, &str)]) -> String {
    let mut map = ParamsMap::new();
    for (name, value) in query.pairs() {
        if !changes.iter().any(|(changed, _)| *changed == name) {
            map.insert(name.to_owned(), value.to_owned());
        }
    }
    for (name, value) in changes.iter().filter(|(_, v)| !v.is_empty()) {
        map.insert((*name).to_owned(), (*value).to_owned());
    }
    format!("/physicians{}", map.to_query_string())
}

fn refused(query: &PhysicianQuery, error: AppError) -> impl IntoView + use<> {
    #[cfg(feature = "ssr")]
    crate::context::set_status(&error);
    let typed = Typed::address(query, Some(error));
    view! {
        <div class="page__crumbs"><a href="/directory">"機関一覧"</a></div>
        <div class="page__head"><h1>"医師一覧"</h1></div>
        {error_notice(typed)}
        {filters(typed, &Places::default(), true)}
    }
}

fn found(query: &PhysicianQuery, page: PhysicianPage) -> impl IntoView + use<> {
    let typed = Typed::address(query, None);
    let number: i64 = query.page.trim().parse().unwrap_or(1);
    let pages = page.total.max(1).unsigned_abs().div_ceil(u64::from(PAGE_SIZE));
    let open = query.pairs().iter().any(|(name, _)| *name != "q");
    let body = if page.rows.is_empty() { empty(query, page.may_write).into_any() } else { table(page.rows, &page.places).into_any() };
    view! {
        <div class="page__crumbs"><a href="/directory">"機関一覧"</a></div>
        <div class="page__head"><h1>"医師一覧"</h1><p class="page__sub" role="status" id="total">{format!("全{}件", page.total)}</p></div>
        {filters(typed, &page.places, open)}
        {chips(query, &page.places)}
        {body}
        {pager(query, number, pages)}
    }
}

fn filters(typed: Typed, places: &Places, open: bool) -> impl IntoView + use<> {
    let districts: Vec<(String, String)> = places.districts.iter().map(|d| (d.id.to_string(), d.name.clone())).collect();
    let accepting = ["yes", "no"].map(|v| (v.to_owned(), words::value_text("accepting", v, None))).to_vec();
    let eol = typed.value("eol") == "1";
    view! {
        <form class="filters" method="get" action="/physicians" id="filters" role="search" aria-label="医師を探す">
            <div class="filters__body">
                {field("q", "検索の言葉").hint("氏名・かな・所属機関").class("field--wide").view(typed)}
            </div>
            <details open=open>
                <summary>"条件で絞り込む"</summary>
                <div class="filters__body">
                    {field("specialty", "診療科").codes(List::Specialty, "すべて").view(typed)}
                    {field("district", "訪問できる圏域").choices(districts, "すべて").view(typed)}
                    {field("procedure", "対応できる医療処置").codes(List::Procedure, "すべて").view(typed)}
                    {field("accepting", "新規の受入れ").choices(accepting, "すべて").view(typed)}
                    <div class="checks"><label class="check"><input type="checkbox" name="eol" value="1" checked=eol/>"看取りに対応する"</label></div>
                </div>
            </details>
            <div class="filters__body"><div class="filters__actions">
                <button class="btn btn--primary" type="submit">"絞り込む"</button>
                <a class="btn btn--quiet" href="/physicians">"条件を消す"</a>
            </div></div>
        </form>
    }
}

fn chips(query: &PhysicianQuery, places: &Places) -> impl IntoView + use<> {
    let one = |(name, value): (&'static str, &str)| {
        let text = match name {
            "district" => value.parse().map_or_else(|_| value.to_owned(), |id| places.district_name(id).to_owned()),
            _ => words::value_text(name, value, None),
        };
        let label = format!("{}：{text}", words::field_label(name));
        view! { <li><a class="chip" href=address(query, &[(name, "")])>{label}<span class="visually-hidden">"を外す"</span></a></li> }
    };
    let chips = query.pairs().into_iter().map(one).collect_view();
    (!query.pairs().is_empty()).then(|| view! { <ul class="chips" aria-label="いまの条件">{chips}</ul> })
}

fn table(rows: Vec<PhysicianLine>, places: &Places) -> impl IntoView + use<> {
    let rows = rows.into_iter().map(|row| one(row, places)).collect_view();
    let heads = ["氏名", "所属機関", "診療科", "訪問できる圏域", "受入れ", "受け持ち"].map(|column| view! { <th scope="col">{column}</th> }).collect_view();
    view! {
        <div class="table__wrap" tabindex="0" role="region" aria-label="医師の一覧">
            <table class="table">
                <caption class="visually-hidden">"医師の一覧"</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn one(row: PhysicianLine, places: &Places) -> impl IntoView + use<> {
    let full = row.is_full();
    let open = |text: String| if text.is_empty() { view! { <span class="missing">"未入力"</span> }.into_any() } else { text.into_any() };
    let specialties = row.specialties.iter().map(|c| words::label(List::Specialty, c.as_str(), None)).collect::<Vec<_>>().join("、");
    let districts = row.districts.iter().map(|d| places.district_name(*d).to_owned()).filter(|n| !n.is_empty()).collect::<Vec<_>>().join("、");
    let able = [(row.eol, "看取り"), (row.night, "夜間・休日"), (row.acts_secondary, "副主治医可")];
    let able = able.into_iter().filter(|(is, _)| *is).map(|(_, text)| view! { " "<span class="badge badge--info">{text}</span> }).collect_view();
    let load = row.capacity.map_or_else(|| format!("{}人", row.load), |most| format!("{}人／{most}人", row.load));
    view! {
        <tr>
            <td data-label="氏名"><a href=format!("/physicians/{}", row.id)>{row.name}</a>" "{away_badge(row.away_until)}<span class="sub">{row.kana}</span></td>
            <td data-label="所属機関"><a href=format!("/directory/{}", row.organization.id)>{row.organization.name}</a></td>
            <td data-label="診療科">{open(specialties)}{able}</td>
            <td data-label="訪問できる圏域">{open(districts)}</td>
            <td data-label="受入れ">{accepting_badge(row.accepting, full)}</td>
            <td data-label="受け持ち" class="nowrap">{load}</td>
        </tr>
    }
}

fn pager(query: &PhysicianQuery, number: i64, pages: u64) -> impl IntoView + use<> {
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

fn empty(query: &PhysicianQuery, may_write: bool) -> impl IntoView + use<> {
    if query.pairs().is_empty() {
        let how = may_write.then(|| view! { <p>"病院・診療所の画面で担当者を追加し、「医師の登録」を開くと登録できます。"</p> });
        return view! { <div class="empty"><p>"医師はまだ登録されていません。"</p>{how}<a class="btn" href="/directory">"機関一覧を開く"</a></div> }.into_any();
    }
    view! { <div class="empty"><p>"条件に合う医師はいません。言葉を短くするか、条件を外してください。"</p><a class="btn" href="/physicians">"すべての医師を表示"</a></div> }
        .into_any()
}
