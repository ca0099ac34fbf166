//! Inquiries as rows of a table; on a telephone each row becomes a card.

use crate::ui::{patient_text, status_badge, urgency_badge};
use chrono::NaiveDate;
use domain::calendar::{show_datetime, show_short};
use domain::code::{CALLER_TYPE, CHANNEL, category_label};
use domain::inquiry::InquiryRow;
use leptos::prelude::*;

/// The table of `rows`.
pub fn row_table(rows: Vec<InquiryRow>, today: NaiveDate, caption: &'static str) -> impl IntoView {
    let rows = rows.into_iter().map(|row| one(row, today)).collect_view();
    view! {
        <div class="table__wrap">
            <table class="table">
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"受付番号"</th>
                        <th scope="col">"受付日時"</th>
                        <th scope="col">"対象者"</th>
                        <th scope="col">"相談者"</th>
                        <th scope="col">"相談内容"</th>
                        <th scope="col">"状態"</th>
                        <th scope="col">"担当者"</th>
                        <th scope="col">"次回対応"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn one(row: InquiryRow, today: NaiveDate) -> impl IntoView {
    let overdue = row.case.is_overdue(today);
    let urgent = matches!(row.urgency.as_str(), "immediate" | "urgent") && row.case.status.is_open();
    let patient = match &row.patient {
        Some(p) => {
            let who = patient_text(p.birth, p.sex.as_ref(), today);
            view! { {p.name.clone()}<span class="sub">{format!("{}　{who}", p.kana)}</span> }.into_any()
        }
        None => view! { <span class="quiet">"対象者なし"</span> }.into_any(),
    };
    let caller = format!("{}　{}", CALLER_TYPE.label(row.caller_type.as_str()), row.caller_name);
    let next = match row.case.next_date {
        Some(date) => {
            let badge = if overdue {
                Some(view! { <span class="badge badge--overdue">"期限超過"</span> }.into_any())
            } else if date == today && row.case.status.is_open() {
                Some(view! { <span class="badge badge--due">"本日"</span> }.into_any())
            } else {
                None
            };
            view! { {show_short(date)}" "{badge} }.into_any()
        }
        None => ().into_any(),
    };
    let missing = (row.missing > 0).then(|| view! { <span class="badge badge--missing">"未入力"</span> });
    let voided = row.voided.then(|| view! { <span class="badge badge--voided">"取消"</span> });
    view! {
        <tr class:is-voided=row.voided class:is-urgent=urgent class:is-overdue=overdue>
            <td data-label="受付番号"><a class="num" href=format!("/inquiries/{}", row.id)>{row.number}</a></td>
            <td data-label="受付日時">{show_datetime(row.received_at)}<span class="sub">{CHANNEL.label(row.channel.as_str()).to_owned()}</span></td>
            <td data-label="対象者">{patient}</td>
            <td data-label="相談者">{caller}</td>
            <td data-label="相談内容">{urgency_badge(&row.urgency)}" "{category_label(row.main_category.as_str())}<span class="sub clamp">{row.excerpt}</span></td>
            <td data-label="状態"><a href=format!("/cases/{}", row.case.id)>{status_badge(row.case.status)}</a>" "{missing}{voided}</td>
            <td data-label="担当者">{row.case.owner.map_or_else(|| "未定".to_owned(), |o| o.name)}</td>
            <td data-label="次回対応">{next}</td>
        </tr>
    }
}
