//! Inquiries and entries of a case on one time line, newest first.

use crate::ui::{urgency_badge, when};
use crate::words;
use chrono::{DateTime, Utc};
use domain::calendar::jst_date;
use domain::cases::{CaseView, Entry};
use domain::code::{Code, List};
use domain::inquiry::InquiryView;
use leptos::prelude::*;

/// The time line.
pub fn thread(found: &CaseView) -> impl IntoView + use<> {
    let mut items: Vec<(DateTime<Utc>, AnyView)> = found.inquiries.iter().map(|i| (i.received_at, inquiry_item(i))).collect();
    items.extend(found.entries.iter().map(|e| (e.occurred_at, entry_item(e))));
    items.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let items = items.into_iter().map(|(_, view)| view).collect_view();
    view! { <ol class="timeline">{items}</ol> }
}

fn inquiry_item(inquiry: &InquiryView) -> AnyView {
    let form = &inquiry.form;
    let day = jst_date(inquiry.received_at);
    let caller = format!("{}　{}　{}", words::label(List::CallerType, &form.caller_type, day), form.caller_name, form.affiliation);
    let response = (!form.response.is_empty()).then(|| view! { <p class="prose"><strong>"対応："</strong>{form.response.clone()}</p> });
    let voided = inquiry.voided.as_ref().map(|v| view! { <p><span class="badge badge--voided">"取消"</span>{format!("理由：{}", v.reason)}</p> });
    let telephone = (!form.telephone.is_empty()).then(|| format!("　{}", form.telephone));
    view! {
        <li class="timeline__item timeline__item--inquiry" class:is-voided=inquiry.voided.is_some()>
            <div class="timeline__head"><span class="timeline__when">{when(inquiry.received_at)}</span><span class="timeline__who"><a href=format!("/inquiries/{}", inquiry.id)>{format!("相談 {}", inquiry.number)}</a>" "{words::label(List::Channel, &form.channel, day)}" "{urgency_badge(&Code(form.urgency.clone()), day)}</span></div>
            <div class="timeline__body">
                <p>{caller}{telephone}</p>
                <p><strong>{words::label(List::Category, &form.main_category, day)}</strong></p>
                <p class="prose">{form.content.clone()}</p>
                {response}
                {voided}
                <p class="quiet small">{format!("受付者 {}", inquiry.recorded_by)}</p>
            </div>
        </li>
    }
    .into_any()
}

fn entry_item(entry: &Entry) -> AnyView {
    let counterpart = (!entry.counterpart.is_empty()).then(|| format!("　相手：{}", entry.counterpart));
    let next = (!entry.next_step.is_empty()).then(|| view! { <p class="timeline__next">{format!("次の予定：{}", entry.next_step)}</p> });
    view! {
        <li class="timeline__item">
            <div class="timeline__head"><span class="timeline__when">{when(entry.occurred_at)}</span><span class="timeline__who">{format!("経過　{}", words::label(List::Means, entry.means.as_str(), jst_date(entry.occurred_at)))}{counterpart}</span></div>
            <div class="timeline__body">
                <p class="prose">{entry.content.clone()}</p>
                {next}
                <p class="quiet small">{format!("記録 {}　", entry.author)}{when(entry.recorded_at)}</p>
            </div>
        </li>
    }
    .into_any()
}
