//! Inquiries as rows of a table; on a telephone each row becomes a card.

use crate::ui::{patient_text, status_badge, urgency_badge};
use crate::words;
use chrono::NaiveDate;
use domain::calendar::{jst_date, show_date, show_short, show_time};
use domain::code::List;
use domain::inquiry::InquiryRow;
use leptos::prelude::*;

/// The rows as a short list, for a narrow column.
pub fn row_list(rows: Vec<InquiryRow>, today: NaiveDate) -> impl IntoView {
    let items = rows
        .into_iter()
        .map(|row| {
            let overdue = row.case.is_overdue(today).then(|| view! { <span class="badge badge--overdue">"期限超過"</span> });
            let due = (row.case.next_date == Some(today)).then(|| view! { <span class="badge badge--due">"本日"</span> });
            let next = row.case.next_date.map(|d| view! { <span>{format!("次回 {}", show_short(d))}</span> });
            let missing = (row.missing > 0).then(|| view! { <span class="badge badge--missing">"未入力"</span> });
            let who = row.patient.as_ref().map_or_else(|| "対象者なし".to_owned(), |p| p.name.clone());
            let owner = row.case.owner.as_ref().map_or_else(|| "担当 未定".to_owned(), |o| format!("担当 {}", o.name));
            view! {
                <li>
                    <div class="rows__title">{urgency_badge(&row.urgency, jst_date(row.received_at))}" "<a href=format!("/cases/{}", row.case.id)>{format!("{who}　{}", words::label(List::Category, row.main_category.as_str(), jst_date(row.received_at)))}</a></div>
                    <div class="rows__meta"><span>{row.number}</span>{status_badge(row.case.status)}{overdue}{due}{next}<span>{owner}</span>{missing}</div>
                    <p class="clamp small quiet">{row.excerpt}</p>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="rows">{items}</ul> }
}

/// A column by which the table is or can be sorted.
pub struct SortLink {
    /// The column's heading.
    pub column: &'static str,
    /// The address of the list in this order.
    pub href: String,
    /// How it is sorted now, as `aria-sort` says it; "none" when by another column.
    pub now: &'static str,
}

/// The table of `rows`, with the headings that sort it.
pub fn row_table(rows: Vec<InquiryRow>, today: NaiveDate, caption: &'static str, sorts: Vec<SortLink>) -> impl IntoView {
    let rows = rows.into_iter().map(|row| one(row, today)).collect_view();
    let heads = ["受付番号", "受付日時", "対象者", "相談者", "相談内容", "状態", "担当者", "次回対応"]
        .map(|column| match sorts.iter().find(|s| s.column == column) {
            Some(sort) => view! { <th scope="col" aria-sort=sort.now><a href=sort.href.clone()>{column}</a></th> }.into_any(),
            None => view! { <th scope="col">{column}</th> }.into_any(),
        })
        .collect_view();
    view! {
        <div class="table__wrap" tabindex="0" role="region" aria-label=caption>
            <table class="table">
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>{heads}</tr>
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
    let caller = view! { {words::label(List::CallerType, row.caller_type.as_str(), jst_date(row.received_at))}<span class="sub">{row.caller_name}</span> };
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
            <td data-label="受付日時"><span class="nowrap">{show_date(jst_date(row.received_at))}</span><span class="sub">{format!("{}　{}", show_time(row.received_at), words::label(List::Channel, row.channel.as_str(), jst_date(row.received_at)))}</span></td>
            <td data-label="対象者">{patient}</td>
            <td data-label="相談者">{caller}</td>
            <td data-label="相談内容">{urgency_badge(&row.urgency, jst_date(row.received_at))}" "{words::label(List::Category, row.main_category.as_str(), jst_date(row.received_at))}<span class="sub clamp">{row.excerpt}</span></td>
            <td data-label="状態"><a href=format!("/cases/{}", row.case.id)>{status_badge(row.case.status)}</a>" "{missing}{voided}</td>
            <td data-label="担当者" class="nowrap">{row.case.owner.map_or_else(|| "未定".to_owned(), |o| o.name)}</td>
            <td data-label="次回対応">{next}</td>
        </tr>
    }
}
