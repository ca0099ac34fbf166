//! 担当者の引継ぎ: chosen cases, or all that are shown, go to somebody else.

use super::tabs;
use crate::api::handover::{Reassign, reassignable};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::ui::{Typed, done_notice, error_notice, failure, field, form_of_pairs, status_badge, title, use_kept};
use crate::words;
use domain::calendar::show_short;
use domain::code::List;
use domain::handover::{MOST_CASES, OpenCase, ReassignForm, ReassignPage as Found, ReassignQuery};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

fn read(map: &ParamsMap) -> ReassignQuery {
    let get = |name: &str| map.get(name).unwrap_or_default();
    ReassignQuery { desk: get("desk"), staff: get("staff") }
}

/// The page.
#[component]
pub fn ReassignPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(read));
    let data = Resource::new_blocking(move || query.get(), reassignable);
    let kept = use_kept();
    view! {
        {title("担当者の引継ぎ")}
        <Suspense fallback=|| view! { <p class="skeleton">"ケースを読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => page(&found, kept.as_ref()).into_any(),
                    Err(error) if error.flaws().is_some() => refused(&error).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn refused(error: &AppError) -> impl IntoView + use<> {
    #[cfg(feature = "ssr")]
    crate::context::set_status(error);
    let text = words::error_text(error);
    view! { <div class="page__head"><h1>"担当者の引継ぎ"</h1></div>{tabs("/handover/reassign")}<div class="empty"><p>{text}</p><a class="btn" href="/handover/reassign">"自分の担当を表示する"</a></div> }
}

fn page(found: &Found, kept: Option<&Kept>) -> impl IntoView + use<> {
    let shown = ReassignQuery { desk: found.desk.to_string(), staff: found.whose.map_or_else(|| "none".to_owned(), |w| w.to_string()) };
    let typed = Typed::address(&shown, None);
    let mut staff: Vec<(String, String)> = found.staff.iter().map(|s| (s.id.to_string(), if s.id == found.me { format!("{}（自分）", s.name) } else { s.name.clone() })).collect();
    staff.push(("none".to_owned(), "未定".to_owned()));
    let desks: Vec<(String, String)> = found.desks.iter().map(|d| (d.id.to_string(), d.name.clone())).collect();
    let desk = (desks.len() > 1).then(|| field("desk", "拠点").choices(desks, "").view(typed));
    let more = found.more.then(|| view! { <p class="notice notice--info">{format!("{MOST_CASES}件までを表示しています。残りは、これらを引き継いだ後に表示されます。")}</p> });
    let body = if found.cases.is_empty() {
        view! { <div class="empty"><p>"終結していないケースはありません。"</p></div> }.into_any()
    } else {
        form(found, &shown, kept).into_any()
    };
    view! {
        <div class="page__head"><h1>"担当者の引継ぎ"</h1><p class="page__sub" role="status">{format!("終結していないケース {}件", found.cases.len())}</p></div>
        {tabs("/handover/reassign")}
        {done_notice()}
        <form class="form" method="get" action="/handover/reassign" id="whose">
            <div class="form__row form__row--button">
                {desk}
                {field("staff", "いまの担当者").choices(staff, "").view(typed)}
                <button class="btn" type="submit">"表示する"</button>
            </div>
        </form>
        {more}
        {body}
    }
}

fn form(found: &Found, shown: &ReassignQuery, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::posted("hand", Reassign::url(), &ReassignForm::default(), kept);
    let ticked: ReassignForm = kept.filter(|k| k.path == Reassign::url()).map(|k| form_of_pairs(&k.pairs)).unwrap_or_default();
    let rows = found.cases.iter().map(|case| row(case, found, &ticked)).collect_view();
    let staff = found.staff.iter().filter(|s| Some(s.id) != found.whose).map(|s| (s.id.to_string(), s.name.clone())).collect();
    let message = typed.flaws.with_untracked(|f| f.of("cases").map(|flaw| words::flaw_text("cases", flaw)));
    let error = message.map(|text| view! { <p class="field__error" id="hand-cases-error">{text}</p> });
    let count = found.cases.len();
    view! {
        <form class="form" method="post" action=Reassign::url() novalidate=true id="hand">
            {error_notice(typed)}
            <input type="hidden" name="desk" value=shown.desk.clone()/>
            <input type="hidden" name="staff" value=shown.staff.clone()/>
            <fieldset class="fieldset" id="hand-cases" tabindex="-1">
                <legend>"引き継ぐケース"</legend>
                {error}
                <div class="table__wrap" tabindex="0" role="region" aria-label="終結していないケース">
                    <table class="table">
                        <caption class="visually-hidden">"終結していないケース"</caption>
                        <thead><tr><th scope="col">"選ぶ"</th><th scope="col">"ケース"</th><th scope="col">"対象者"</th><th scope="col">"相談内容"</th><th scope="col">"状態"</th><th scope="col">"次回対応"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </fieldset>
            <div class="form__row">
                {field("new_owner", "新しい担当者").required().choices(staff, "選んでください").view(typed)}
            </div>
            {field("memo", "引継ぎメモ").hint("各ケースの経過に記録します。空でもかまいません").area(2).view(typed)}
            <p class="cluster">
                <button class="btn btn--primary" type="submit">"選んだケースを引き継ぐ"</button>
                <button class="btn" type="submit" name="form[all]" value="1">{format!("表示中の{count}件をすべて引き継ぐ")}</button>
            </p>
        </form>
    }
}

fn row(open: &OpenCase, found: &Found, ticked: &ReassignForm) -> impl IntoView + use<> {
    let case = &open.case;
    let value = format!("{}:{}", case.id, open.version);
    let id = case.id.to_string();
    let checked = ticked.cases.iter().any(|c| c.split(':').next() == Some(id.as_str()));
    let who = if open.patient.is_empty() { "対象者なし".to_owned() } else { open.patient.clone() };
    let overdue = case.is_overdue(found.today).then(|| view! { " "<span class="badge badge--overdue">"期限超過"</span> });
    let next = case.next_date.map(show_short).unwrap_or_default();
    let label = format!("ケース {} を選ぶ", case.number);
    view! {
        <tr>
            <td data-label="選ぶ"><input type="hidden" name="form[shown][]" value=value.clone()/><input type="checkbox" name="form[cases][]" value=value aria-label=label checked=checked/></td>
            <td data-label="ケース"><a class="num" href=format!("/cases/{id}")>{case.number.clone()}</a></td>
            <td data-label="対象者">{who}</td>
            <td data-label="相談内容">{words::label(List::Category, case.main_category.as_str(), None)}</td>
            <td data-label="状態">{status_badge(case.status)}</td>
            <td data-label="次回対応">{next}{overdue}</td>
        </tr>
    }
}
