//! The patient at the top of a page, and what is to be watched about them.

use super::parts::patient_text;
use crate::words;
use chrono::NaiveDate;
use domain::calendar::show_date;
use domain::code::List;
use domain::patient::{CareNotice, EndKind, Patient};
use leptos::prelude::*;

/// 死亡・転出
pub fn end_badge(kind: EndKind) -> impl IntoView {
    view! { <span class="badge badge--voided">{words::end_short(kind)}</span> }
}

/// Consent that is lacking, and 認定有効期間 that ends or has ended.
pub fn watch_badges(patient: &Patient, today: NaiveDate) -> impl IntoView + use<> {
    let ended = patient.ended.as_ref().map(|e| {
        let day = e.on.map(|d| format!("　{}", show_date(d))).unwrap_or_default();
        view! { <li><span class="badge badge--voided">{format!("{}{day}", words::end(e.kind))}</span></li> }
    });
    let alive = ended.is_none();
    let consent = match patient.details.consent.as_ref().map(domain::code::Code::as_str) {
        None => Some(("missing", "本人同意 未入力".to_owned())),
        Some("consented") => None,
        Some("not_yet") => Some(("missing", format!("本人同意 {}", words::label(List::Consent, "not_yet", None)))),
        Some(code) => Some(("info", format!("本人同意 {}", words::label(List::Consent, code, None)))),
    };
    let care = patient.care_notice(today).map(|notice| match notice {
        CareNotice::Ended => ("overdue", "認定有効期間 終了".to_owned()),
        CareNotice::Ends(0) => ("due", "認定有効期間 本日まで".to_owned()),
        CareNotice::Ends(days) => ("due", format!("認定有効期間 あと{days}日")),
    });
    let badges = consent.into_iter().chain(care).filter(|_| alive).map(|(kind, text)| view! { <li><span class=format!("badge badge--{kind}")>{text}</span></li> }).collect_view();
    view! { {ended}{badges} }
}

/// The patient at the top of a page; `back` is the page to come back to after correcting, when that is possible here,
/// and `more` a further action.
pub fn patient_head(patient: &Patient, today: NaiveDate, back: Option<String>, more: Option<AnyView>) -> impl IntoView + use<> {
    let who = patient_text(patient.birth, patient.sex.as_ref(), today);
    let unknown = |text: &'static str| view! { <span class="missing">{text}</span> }.into_any();
    let who = if who.is_empty() { unknown("生年月日 未入力") } else { view! { {who} }.into_any() };
    let care = patient.care_level.as_ref().map(|c| view! { <li><span class="badge badge--info">{words::label(List::CareLevel, c.as_str(), None)}</span></li> });
    let line = |text: &str| (!text.is_empty()).then(|| view! { <li>{text.to_owned()}</li> });
    let kana = if patient.kana.is_empty() { unknown("ふりがな 未入力") } else { view! { {patient.kana.clone()} }.into_any() };
    let id = patient.id.to_string();
    let edit = back.map(
        |back| view! { <div class="patient-head__actions"><a class="btn btn--small btn--quiet" href=format!("/patients/{id}/edit?back={back}")>"対象者を編集"</a>{more}</div> },
    );
    view! {
        <section class="patient-head" aria-label="対象者">
            <div class="patient-head__name"><span class="patient-head__kana">{kana}</span><a href=format!("/patients/{id}")>{patient.name.clone()}</a></div>
            <ul class="patient-head__facts"><li>{who}</li>{care}{line(&patient.address)}{super::place_badge(&patient.address).map(|badge| view! { <li>{badge}</li> })}{line(&patient.telephone)}{watch_badges(patient, today)}</ul>
            {edit}
        </section>
    }
}
