//! 相談票 for A4 paper.

use crate::api::inquiry::inquiry_sheet;
use crate::pages::param;
use crate::ui::{failure, patient_text, title};
use crate::words;
use domain::calendar::{jst_date, show_time, show_wareki};
use domain::code::List;
use domain::inquiry::InquiryView;
use leptos::prelude::*;

/// The sheet.
#[component]
pub fn SheetPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), inquiry_sheet);
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"相談票を用意しています"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(found) => sheet(&found).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn cell(label: &'static str, value: String) -> impl IntoView {
    view! { <th scope="row">{label}</th><td class="prose">{value}</td> }
}

fn wide(label: &'static str, value: String) -> impl IntoView {
    view! { <tr><th scope="row">{label}</th><td class="prose" colspan="3">{value}</td></tr> }
}

fn sheet(found: &InquiryView) -> impl IntoView + use<> {
    let day = jst_date(found.received_at);
    let form = &found.form;
    let case = &found.case;
    let others = form.other_categories.iter().map(|c| words::label(List::Category, c, day)).collect::<Vec<_>>().join("、");
    let patient = found.patient.as_ref();
    let who = patient.map(|p| patient_text(p.birth, p.sex.as_ref(), found.today)).unwrap_or_default();
    let voided = found.voided.as_ref().map(|v| view! { <p class="sheet__voided">{format!("取消：{}", v.reason)}</p> });
    let id = found.id.to_string();
    view! {
        {title(&format!("相談票 {}", found.number))}
        <p class="no-print cluster"><a class="btn btn--quiet" href=format!("/inquiries/{id}")>"相談へ戻る"</a><span>"ブラウザーの印刷（Ctrl + P）でA4に印刷できます。"</span></p>
        <article class="sheet">
            <header class="sheet__head"><div><h1>"相談票"</h1><p class="sheet__number">{format!("受付番号 {}", found.number)}</p></div><table class="sheet__stamps"><tbody><tr><th scope="col">"所長"</th><th scope="col">"担当"</th></tr><tr><td></td><td></td></tr></tbody></table></header>
            {voided}
            <table class="sheet__table"><tbody>
                <tr>{cell("受付日時", format!("{} {}", show_wareki(day), show_time(found.received_at)))}{cell("拠点・受付者", format!("{}　{}", found.desk.name, found.recorded_by))}</tr>
                <tr>{cell("受付方法", words::label(List::Channel, &form.channel, day))}{cell("緊急度", words::label(List::Urgency, &form.urgency, day))}</tr>
                <tr>{cell("相談者", format!("{}　{}", words::label(List::CallerType, &form.caller_type, day), form.caller_name))}{cell("ふりがな", form.caller_kana.clone())}</tr>
                <tr>{cell("所属機関", form.affiliation.clone())}{cell("電話番号", form.telephone.clone())}</tr>
                <tr>{cell("対象者", patient.map(|p| p.name.clone()).unwrap_or_default())}{cell("ふりがな", patient.map(|p| p.kana.clone()).unwrap_or_default())}</tr>
                <tr>{cell("生年月日・性別", who)}{cell("要介護度", patient.and_then(|p| p.care_level.as_ref()).map(|c| words::label(List::CareLevel, c.as_str(), None)).unwrap_or_default())}</tr>
                {wide("住所", patient.map(|p| p.address.clone()).unwrap_or_default())}
                {wide("主な相談内容", words::label(List::Category, &form.main_category, day))}
                {wide("その他の相談内容", others)}
                <tr>{cell("所要時間", if form.minutes.is_empty() { String::new() } else { format!("{}分", form.minutes) })}{cell("新規・継続", if found.continued { "継続" } else { "新規" }.to_owned())}</tr>
                <tr>{cell("担当者", case.owner.as_ref().map(|o| o.name.clone()).unwrap_or_default())}{cell("次回対応予定日", case.next_date.map(show_wareki).unwrap_or_default())}</tr>
                <tr>{cell("状態", words::status(case.status).to_owned())}{cell("転帰", case.outcome.as_ref().map(|o| words::label(List::Outcome, o.as_str(), None)).unwrap_or_default())}</tr>
            </tbody></table>
            <h2>"相談内容"</h2>
            <div class="sheet__box sheet__box--tall prose">{form.content.clone()}</div>
            <h2>"対応内容"</h2>
            <div class="sheet__box prose">{form.response.clone()}</div>
            <footer class="sheet__foot"><span>"取扱注意：個人情報を含みます"</span><span>{found.desk.name.clone()}</span></footer>
        </article>
    }
}
