//! ケース概要 for A4 paper: who, what, how it stands, and everything that was said and done, in its order.

use crate::api::paper::case_sheet;
use crate::pages::param;
use crate::ui::{failure, patient_text, title};
use crate::words;
use chrono::{DateTime, Utc};
use domain::calendar::{jst_date, show_datetime, show_time, show_wareki};
use domain::cases::{CaseView, Entry};
use domain::code::List;
use domain::inquiry::InquiryView;
use leptos::prelude::*;

/// The sheet.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), case_sheet);
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"ケース概要を用意しています"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(found) => sheet(&found).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

/// A moment as paper writes it: 令和8年11月22日 10時05分 would be longer than the column.
fn moment(at: DateTime<Utc>) -> String {
    format!("{} {}", show_wareki(jst_date(at)), show_time(at))
}

fn cell(label: &'static str, value: String) -> impl IntoView {
    view! { <th scope="row">{label}</th><td class="prose">{value}</td> }
}

fn wide(label: &'static str, value: String) -> impl IntoView {
    view! { <tr><th scope="row">{label}</th><td class="prose" colspan="3">{value}</td></tr> }
}

fn sheet(found: &CaseView) -> impl IntoView + use<> {
    let brief = &found.brief;
    let voided = found.voided.as_ref().map(|v| view! { <p class="sheet__voided">{format!("取消：{}", v.reason)}</p> });
    let mut items: Vec<(DateTime<Utc>, AnyView)> = found.inquiries.iter().map(|i| (i.received_at, inquiry_row(i))).collect();
    items.extend(found.entries.iter().map(|e| (e.occurred_at, entry_row(e))));
    items.sort_by_key(|(at, _)| *at);
    let rows = items.into_iter().map(|(_, row)| row).collect_view();
    let next_step = found.entries.iter().rev().find(|e| !e.next_step.is_empty()).map(|e| e.next_step.clone()).unwrap_or_default();
    view! {
        {title(&format!("ケース概要 {}", brief.number))}
        <p class="no-print cluster"><a class="btn btn--quiet" href=format!("/cases/{}", brief.id)>"ケースへ戻る"</a><span>"ブラウザーの印刷（Ctrl + P）でA4に印刷できます。この画面を開いたことは印刷として記録されます。"</span></p>
        <article class="sheet">
            <header class="sheet__head"><div><h1>"ケース概要"</h1><p class="sheet__number">{format!("ケース番号 {}", brief.number)}</p></div><p>{format!("{}　現在", moment(found.now))}</p></header>
            {voided}
            {summary(found)}
            {wide_next(&next_step)}
            <h2>"相談と経過"</h2>
            <table class="sheet__table sheet__table--log">
                <thead><tr><th scope="col">"日時"</th><th scope="col">"種別・相手"</th><th scope="col">"内容"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <footer class="sheet__foot"><span>"取扱注意：個人情報を含みます"</span><span>{found.desk.name.clone()}</span></footer>
        </article>
    }
}

fn summary(found: &CaseView) -> impl IntoView + use<> {
    let brief = &found.brief;
    let today = jst_date(found.now);
    let patient = found.patient.as_ref();
    let who = patient.map(|p| patient_text(p.birth, p.sex.as_ref(), today)).unwrap_or_default();
    let care = patient.and_then(|p| p.care_level.as_ref()).map(|c| words::label(List::CareLevel, c.as_str(), None)).unwrap_or_default();
    let text = |read: fn(&domain::patient::Patient) -> &String| patient.map(|p| read(p).clone()).unwrap_or_default();
    view! {
        <table class="sheet__table"><tbody>
            <tr>{cell("対象者", patient.map_or_else(|| "なし".to_owned(), |p| p.name.clone()))}{cell("ふりがな", text(|p| &p.kana))}</tr>
            <tr>{cell("生年月日・性別", who)}{cell("要介護度", care)}</tr>
            <tr>{cell("住所", text(|p| &p.address))}{cell("電話番号", text(|p| &p.telephone))}</tr>
            {wide("主な相談内容", words::label(List::Category, brief.main_category.as_str(), jst_date(brief.opened_at)))}
            <tr>{cell("状態", words::status(brief.status).to_owned())}{cell("担当者", brief.owner.as_ref().map_or_else(|| "未定".to_owned(), |o| o.name.clone()))}</tr>
            <tr>{cell("開始", moment(brief.opened_at))}{cell("次回対応予定日", brief.next_date.map(show_wareki).unwrap_or_default())}</tr>
            <tr>{cell("転帰", brief.outcome.as_ref().map(|o| words::label(List::Outcome, o.as_str(), found.closed_at.map(jst_date))).unwrap_or_default())}{cell("終結", found.closed_at.map(moment).unwrap_or_default())}</tr>
        </tbody></table>
    }
}

fn wide_next(next: &str) -> impl IntoView + use<> {
    (!next.is_empty()).then(|| view! { <table class="sheet__table"><tbody>{wide("次の予定", next.to_owned())}</tbody></table> })
}

fn inquiry_row(inquiry: &InquiryView) -> AnyView {
    let form = &inquiry.form;
    let day = jst_date(inquiry.received_at);
    let caller_type = words::label(List::CallerType, &form.caller_type, day);
    let caller = [caller_type.as_str(), form.caller_name.as_str(), form.affiliation.as_str()].iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>().join("　");
    let urgency = if form.urgency.is_empty() { String::new() } else { format!("　緊急度：{}", words::label(List::Urgency, &form.urgency, day)) };
    let response = (!form.response.is_empty()).then(|| view! { <p class="prose">{format!("対応：{}", form.response)}</p> });
    let voided = inquiry.voided.as_ref().map(|v| view! { <p>{format!("取消（{}）理由：{}", show_datetime(v.at), v.reason)}</p> });
    view! {
        <tr>
            <td>{moment(inquiry.received_at)}</td>
            <td><p><strong>{format!("相談 {}", inquiry.number)}</strong></p><p>{words::label(List::Channel, &form.channel, day)}</p><p>{caller}</p></td>
            <td><p><strong>{words::label(List::Category, &form.main_category, day)}</strong>{urgency}</p><p class="prose">{form.content.clone()}</p>{response}{voided}<p>{format!("受付者 {}", inquiry.recorded_by)}</p></td>
        </tr>
    }
    .into_any()
}

fn entry_row(entry: &Entry) -> AnyView {
    let next = (!entry.next_step.is_empty()).then(|| view! { <p>{format!("次の予定：{}", entry.next_step)}</p> });
    view! {
        <tr>
            <td>{moment(entry.occurred_at)}</td>
            <td><p><strong>"経過"</strong></p><p>{words::label(List::Means, entry.means.as_str(), jst_date(entry.occurred_at))}</p><p>{entry.counterpart.clone()}</p></td>
            <td><p class="prose">{entry.content.clone()}</p>{next}<p>{format!("記録 {}", entry.author)}</p></td>
        </tr>
    }
    .into_any()
}
