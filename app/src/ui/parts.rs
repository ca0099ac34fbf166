//! Small pieces that many pages share.

use crate::error::AppError;
use crate::words;
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{Birth, age_on, jst_date, show_birth, show_datetime};
use domain::cases::CaseStatus;
use domain::code::{Code, List};
use domain::error::Fault;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The document's title.
pub fn title(text: &str) -> impl IntoView + use<> {
    let text = text.to_owned();
    view! { <Title text=text/> }
}

/// What a `?done=` in the address says happened.
pub fn done_notice() -> impl IntoView {
    let query = use_query_map();
    move || query.with(|q| q.get("done")).and_then(|code| words::done(&code)).map(|text| view! { <div class="notice notice--success" role="status"><strong>{text}</strong></div> })
}

/// The field that the keyboard can go to, where the flaw belongs to several controls.
fn control_of(field: &str) -> &str {
    match field {
        "patient_id" | "patient" | "patient_mode" => "patient_mode-none",
        other => other,
    }
}

/// What is wrong, above a form: with links to the fields.
pub fn error_notice(typed: super::Typed) -> impl IntoView {
    move || {
        let error = typed.error.get()?;
        let links = error.flaws().map(|flaws| {
            let items = flaws
                .0
                .iter()
                .map(|f| view! { <li><a href=format!("#{}", typed.id(control_of(&f.field))) rel="external">{words::flaw_text(&f.field, &f.flaw)}</a></li> })
                .collect_view();
            view! { <ul>{items}</ul> }
        });
        let sign_in = matches!(error, AppError::Fault(Fault::SignInRequired)).then(|| view! { <a href="/sign-in" target="_blank" rel="external">"別のタブでログインする"</a> });
        Some(view! { <div class="error-summary" role="alert" tabindex="-1"><h2>{words::error_text(&error)}</h2>{links}{sign_in}</div> })
    }
}

/// A whole page that cannot be shown, with the status that says so.
pub fn failure(error: &AppError) -> AnyView {
    #[cfg(feature = "ssr")]
    crate::context::set_status(error);
    let heading = words::page_error_heading(error);
    let sign_in = matches!(error, AppError::Fault(Fault::SignInRequired)).then(|| view! { <a class="btn btn--quiet" href="/sign-in">"ログインし直す"</a> });
    view! {
        {title(heading)}
        <div class="empty empty--code">
            <p class="empty__code" aria-hidden="true">{error.status()}</p>
            <h1>{heading}</h1>
            <p>{words::page_error_text(error)}</p>
            <div class="cluster"><a class="btn btn--primary" href="/">"今日の画面へ"</a>{sign_in}</div>
        </div>
    }
    .into_any()
}

/// 緊急度, with the label of the contact's day.
pub fn urgency_badge(urgency: &Code, day: NaiveDate) -> impl IntoView + use<> {
    let class = format!("badge badge--{}", urgency.as_str());
    let label = words::label(List::Urgency, urgency.as_str(), day);
    view! { <span class=class>{label}</span> }
}

/// 状態
pub fn status_badge(status: CaseStatus) -> impl IntoView {
    let kind = match status {
        CaseStatus::Closed => "closed",
        CaseStatus::Voided => "voided",
        CaseStatus::WaitingExternal => "waiting",
        _ => "open",
    };
    view! { <span class=format!("badge badge--{kind}")>{words::status(status)}</span> }
}

/// A moment, readable by machines too.
pub fn when(at: DateTime<Utc>) -> impl IntoView {
    view! { <time datetime=at.to_rfc3339()>{show_datetime(at)}</time> }
}

/// Birth, age and sex in one line; what is unknown is left out.
#[must_use]
pub fn patient_text(birth: Option<Birth>, sex: Option<&Code>, today: NaiveDate) -> String {
    let mut parts = Vec::new();
    match birth {
        Some(Birth::Date(date)) => {
            parts.push(format!("{}生", show_birth(date)));
            parts.extend(age_on(Birth::Date(date), today).map(|age| format!("{age}歳")));
        }
        Some(about) => parts.extend(age_on(about, today).map(|age| format!("{age}歳くらい（生年月日不明）"))),
        None => {}
    }
    if let Some(sex) = sex {
        parts.push(words::label(List::Sex, sex.as_str(), None));
    }
    parts.join("・")
}

/// What changed, by whom, with the earlier value.
pub fn history_list(history: Vec<domain::audit::Change>) -> impl IntoView {
    if history.is_empty() {
        return view! { <p class="quiet">"登録後の変更はありません。"</p> }.into_any();
    }
    // Newest first, like inquiries and entries.
    let items = history.into_iter().rev().map(change).collect_view();
    view! { <ol class="timeline">{items}</ol> }.into_any()
}

fn change(change: domain::audit::Change) -> impl IntoView {
    let day = jst_date(change.at);
    let fields = change
        .fields
        .into_iter()
        .map(|f| {
            let before = words::value_text(&f.field, &f.before, day);
            let after = words::value_text(&f.field, &f.after, day);
            view! { <p class="timeline__change">{words::field_label(&f.field).to_owned()}" "<del>{before}</del>" "<ins>{after}</ins></p> }
        })
        .collect_view();
    let note = (!change.note.is_empty()).then(|| view! { <p class="timeline__body">{format!("{}：{}", words::note_label(change.deed), change.note)}</p> });
    view! {
        <li class="timeline__item timeline__item--change">
            <div class="timeline__head"><span class="timeline__when">{when(change.at)}</span><span class="timeline__who">{format!("{}　{}", change.by_name, words::deed(change.deed))}</span></div>
            {fields}
            {note}
        </li>
    }
}

/// The list that `address` shows, whole, as a workbook and as a text with commas.
pub fn export_links(list: &'static str, address: &str) -> impl IntoView + use<> {
    let filters = address.split_once('?').map(|(_, filters)| format!("?{filters}")).unwrap_or_default();
    [("xlsx", "Excelで出力"), ("csv", "CSVで出力")]
        .map(|(ending, label)| view! { <a class="btn btn--quiet" rel="external" href=format!("/export/{list}.{ending}{filters}")>{label}</a> })
        .collect_view()
}
