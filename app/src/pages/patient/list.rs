//! The list of patients: filters and search stand in the address.

use crate::api::patient::patient_list;
use crate::error::AppError;
use crate::ui::{Typed, done_notice, end_badge, error_notice, export_links, failure, field, patient_text, title};
use crate::words;
use chrono::NaiveDate;
use domain::calendar::{jst_date, show_date};
use domain::code::List;
use domain::inquiry::PAGE_SIZE;
use domain::patient::{CARE_WARNING_DAYS, PatientPage as Page, PatientQuery, PatientRow};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

fn read(map: &ParamsMap) -> PatientQuery {
    let get = |name: &str| map.get(name).unwrap_or_default();
    PatientQuery {
        q: get("q"),
        patient_care_level: get("patient_care_level"),
        patient_residence: get("patient_residence"),
        patient_consent: get("patient_consent"),
        validity: get("validity"),
        state: get("state"),
        sort: get("sort"),
        page: get("page"),
    }
}

/// The list page.
#[component]
pub fn ListPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(read));
    let data = Resource::new_blocking(move || query.get(), patient_list);
    view! {
        {title("対象者")}
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

fn refused(query: &PatientQuery, error: AppError) -> impl IntoView + use<> {
    #[cfg(feature = "ssr")]
    crate::context::set_status(&error);
    let typed = Typed::address(query, Some(error));
    view! { <div class="page__head"><h1>"対象者"</h1></div>{error_notice(typed)}{filters(typed, true)} }
}

fn found(query: PatientQuery, page: Page) -> impl IntoView {
    let typed = Typed::address(&query, None);
    let total = format!("全{}人{}", page.total, if page.more { "以上" } else { "" });
    let number: u32 = query.page.trim().parse().unwrap_or(1);
    let pages = u32::try_from(page.total).unwrap_or(u32::MAX).div_ceil(PAGE_SIZE).clamp(1, 200);
    let open = query.pairs().iter().any(|(name, _)| *name != "q");
    let body = if page.rows.is_empty() {
        view! { <div class="empty"><p>"条件に合う対象者はいません。"</p><a class="btn" href="/patients">"すべての対象者を表示"</a></div> }.into_any()
    } else {
        table(page.rows, page.today).into_any()
    };
    view! {
        <div class="page__head"><h1>"対象者"</h1><p class="page__sub" role="status" id="total">{total}</p>
            <div class="page__actions">
                {export_links("patients", &address(&query, ""))}
                <a class="btn btn--quiet" href="/patients/duplicates">"重複の確認"</a>
                <a class="btn btn--primary" href="/patients/new">"対象者を登録"</a>
            </div>
        </div>
        {done_notice()}
        {search(&query)}
        {filters(typed, open)}
        {body}
        {pager(&query, number, pages)}
    }
}

fn search(query: &PatientQuery) -> impl IntoView + use<> {
    let rest = query.pairs().into_iter().filter(|(name, _)| *name != "q").map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned()/> }).collect_view();
    view! {
        <form class="form" method="get" action="/patients" role="search" aria-label="対象者の検索">
            <div class="field"><label class="field__label" for="find">"対象者を検索"</label>
                <div class="cluster"><input class="input field--medium" id="find" name="q" value=query.q.clone() maxlength="200" aria-describedby="find-hint" autocomplete="off"/><button class="btn" type="submit">"探す"</button></div>
                <p class="field__hint" id="find-hint">"氏名・ふりがな・電話番号・被保険者番号"</p>
            </div>
            {rest}
        </form>
    }
}

fn filters(typed: Typed, open: bool) -> impl IntoView {
    let choices = |items: &[(&str, &str)]| items.iter().map(|(v, t)| ((*v).to_owned(), (*t).to_owned())).collect::<Vec<_>>();
    let mut consents = choices(&[("open", "未入力")]);
    consents.extend(words::codes().groups(List::Consent).into_iter().flat_map(|(_, items)| items));
    let validities = vec![("ending".to_owned(), format!("{CARE_WARNING_DAYS}日以内に終了")), ("ended".to_owned(), "終了".to_owned())];
    let states = choices(&[("died", "死亡"), ("moved", "転出"), ("all", "すべて")]);
    view! {
        <details class="filters" open=open>
            <summary>"条件で絞り込む"</summary>
            <form class="filters__body" method="get" action="/patients" id="filters">
                <input type="hidden" name="q" value=typed.value("q")/>
                <div class="form__row">
                    {field("patient_care_level", "要介護度").codes(List::CareLevel, "すべて").view(typed)}
                    {field("patient_residence", "居所").codes(List::Residence, "すべて").view(typed)}
                    {field("patient_consent", "本人同意").choices(consents, "すべて").view(typed)}
                    {field("validity", "認定有効期間").choices(validities, "すべて").view(typed)}
                    {field("state", "死亡・転出").choices(states, "除く").view(typed)}
                    {field("sort", "並び順").choices(choices(&[("kana", "ふりがな順")]), "登録の新しい順").view(typed)}
                </div>
                <div class="cluster"><button class="btn btn--primary" type="submit">"絞り込む"</button><a class="btn btn--quiet" href="/patients">"条件を消す"</a></div>
            </form>
        </details>
    }
}

fn table(rows: Vec<PatientRow>, today: NaiveDate) -> impl IntoView {
    let heads = ["対象者", "住所", "要介護度", "居所", "本人同意", "対応中", "最終の相談"].map(|h| view! { <th scope="col">{h}</th> }).collect_view();
    let rows = rows.into_iter().map(|r| row(r, today)).collect_view();
    view! {
        <div class="table__wrap" tabindex="0" role="region" aria-label="対象者の一覧">
            <table class="table"><caption class="visually-hidden">"対象者の一覧"</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
}

fn row(row: PatientRow, today: NaiveDate) -> impl IntoView {
    let code = |field: &str, code: Option<domain::code::Code>| match code {
        Some(code) => view! { {words::value_text(field, code.as_str(), today)} }.into_any(),
        None => view! { <span class="missing">"未入力"</span> }.into_any(),
    };
    let who = patient_text(row.patient.birth, row.patient.sex.as_ref(), today);
    let ended = row.patient.ended.map(end_badge);
    let due = row.care_to.filter(|_| row.patient.ended.is_none()).and_then(|to| match (to - today).num_days() {
        ..0 => Some(view! { " "<span class="badge badge--overdue">"期間終了"</span> }.into_any()),
        days @ 0..=CARE_WARNING_DAYS => Some(view! { " "<span class="badge badge--due">{format!("あと{days}日")}</span> }.into_any()),
        _ => None,
    });
    let open = (row.open > 0).then(|| view! { <span class="badge badge--open">{format!("{}件", row.open)}</span> });
    view! {
        <tr>
            <td data-label="対象者"><a href=format!("/patients/{}", row.patient.id)>{row.patient.name}</a>" "{ended}<span class="sub">{format!("{}　{who}", row.patient.kana)}</span></td>
            <td data-label="住所">{row.address}</td>
            <td data-label="要介護度">{code("patient_care_level", row.care_level)}{due}</td>
            <td data-label="居所">{code("patient_residence", row.residence)}</td>
            <td data-label="本人同意">{code("patient_consent", row.consent)}</td>
            <td data-label="対応中">{open}</td>
            <td class="day" data-label="最終の相談">{row.last.map(|t| show_date(jst_date(t)))}</td>
        </tr>
    }
}

/// The address of a page of the list.
fn address(query: &PatientQuery, page: &str) -> String {
    let mut map = ParamsMap::new();
    for (name, value) in query.pairs().into_iter().chain([("sort", query.sort.as_str()), ("page", page)]).filter(|(_, v)| !v.is_empty()) {
        map.insert(name.to_owned(), value.to_owned());
    }
    format!("/patients{}", map.to_query_string())
}

fn pager(query: &PatientQuery, number: u32, pages: u32) -> impl IntoView + use<> {
    let link = |to: u32, label: &'static str, rel: &'static str| view! { <a class="btn btn--quiet" rel=rel href=address(query, &to.to_string())>{label}</a> };
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
