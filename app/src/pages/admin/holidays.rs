//! 祝日: the table of a year, added to, renamed, and taken as working days.

use super::crumbs;
use crate::api::admin::{AddHoliday, RenameHoliday, UseHoliday, holidays};
use crate::api::shell::Kept;
use crate::pages::query;
use crate::ui::{Typed, done_notice, error_notice, failure, field, title, use_kept};
use domain::admin::{Holiday, HolidayForm, HolidayPage};
use domain::calendar::show_date;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The holiday table.
#[component]
pub fn HolidaysPage() -> impl IntoView {
    let data = Resource::new_blocking(query("year"), holidays);
    let edit = query("edit");
    let kept = use_kept();
    view! {
        {title("祝日")}
        <Suspense fallback=|| view! { <p class="skeleton">"祝日を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => page(found, &untrack(edit), kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: HolidayPage, edit: &str, kept: Option<&Kept>) -> impl IntoView + use<> {
    let HolidayPage { year, years, days, .. } = found;
    let edited = days.iter().find(|d| d.id.to_string() == edit).map(|day| rename(day, kept));
    let link = |to: i32, text: String| view! { <a class="btn btn--quiet" href=format!("/admin/holidays?year={to}")>{text}</a> };
    let pager = view! {
        <nav class="pager" aria-label="年">
            {(year > years.0).then(|| link(year - 1, format!("{}年", year - 1)))}
            <span>{format!("{year}年")}</span>
            {(year < years.1).then(|| link(year + 1, format!("{}年", year + 1)))}
        </nav>
    };
    view! {
        {crumbs(vec![])}
        <div class="page__head"><h1>{format!("祝日　{year}年")}</h1><p class="page__sub">"拠点だけの休みは、拠点の休業日に登録します。"</p></div>
        {done_notice()}
        {edited}
        {pager}
        {table(year, days)}
        {add(kept)}
    }
}

fn table(year: i32, days: Vec<Holiday>) -> impl IntoView {
    let rows = days
        .into_iter()
        .map(|day| {
            let date = show_date(day.date);
            let (badge, button) =
                if day.retired { (Some(view! { " "<span class="badge badge--closed">"平日扱い"</span> }), "祝日に戻す") } else { (None, "平日にする") };
            let (rename, change) = (format!("{date}の名称を変更"), format!("{date}を{button}"));
            view! {
                <tr>
                    <th scope="row" class="nowrap">{date}</th>
                    <td>{day.name}{badge}</td>
                    <td><div class="cluster">
                        <a class="btn btn--small" href=format!("/admin/holidays?year={year}&edit={}", day.id) aria-label=rename>"名称を変更"</a>
                        <form method="post" action=UseHoliday::url()>
                            <input type="hidden" name="id" value=day.id.to_string()/><input type="hidden" name="used" value=day.retired.to_string()/>
                            <button class="btn btn--small btn--quiet" type="submit" aria-label=change>{button}</button>
                        </form>
                    </div></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table__wrap" tabindex="0" role="region" aria-label="祝日の表">
            <table class="table">
                <caption class="visually-hidden">{format!("{year}年の祝日")}</caption>
                <thead><tr><th scope="col">"日付"</th><th scope="col">"名称"</th><th scope="col">"変更"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn rename(day: &Holiday, kept: Option<&Kept>) -> impl IntoView + use<> {
    let form = HolidayForm { holiday_date: String::new(), holiday_name: day.name.clone() };
    let typed = Typed::posted("rename", RenameHoliday::url(), &form, kept);
    let date = show_date(day.date);
    view! {
        <form class="form form--static panel" method="post" action=RenameHoliday::url() novalidate=true>
            <h2 class="panel__title">{format!("{date}の名称")}</h2>
            {error_notice(typed)}
            <input type="hidden" name="id" value=day.id.to_string()/>
            <input type="hidden" name="version" value=day.version/>
            {field("holiday_name", "祝日の名称").required().view(typed)}
            <p><button class="btn btn--primary" type="submit">"名称を保存する"</button></p>
        </form>
    }
}

fn add(kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::posted("", AddHoliday::url(), &HolidayForm::default(), kept);
    view! {
        <form class="form form--static panel" method="post" action=AddHoliday::url() novalidate=true>
            <h2 class="panel__title">"祝日の追加"</h2>
            {error_notice(typed)}
            <div class="form__row">
                {field("holiday_date", "日付").required().hint("例：R9.7.24、2027-07-24").view(typed)}
                {field("holiday_name", "祝日の名称").required().view(typed)}
            </div>
            <p><button class="btn" type="submit">"祝日を追加する"</button></p>
        </form>
    }
}
