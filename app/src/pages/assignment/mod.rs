//! 主治医調整: the board, a new search, one search in full, and what other pages show of it.

mod board;
mod candidates;
mod ending;
mod heard;
mod needs;
mod new;
mod next;
mod offers;
mod panel;
mod request;
mod role;

pub use board::BoardPage;
pub use new::NewPage;
pub use panel::{case_matching, earlier, matching_today};
pub use request::RequestPage;

use crate::api::shell::Kept;
use crate::ui::{district_badge, end_badge, patient_text};
use crate::words;
use chrono::NaiveDate;
use domain::assignment::{RequestState, RequestView, Role, Urgency};
use domain::id::PhysicianId;
use domain::patient::PatientBrief;
use leptos::prelude::*;

fn hidden(name: &'static str, value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}

/// What was posted under `name` by the refused form of `path`.
fn posted(kept: Option<&Kept>, path: &str, name: &str) -> Option<String> {
    kept.and_then(|k| k.value(path, name)).map(str::to_owned)
}

/// The refused form of `path`, if its `name` was `value`: several forms of a page post to one address.
fn refused<'a>(kept: Option<&'a Kept>, path: &str, name: &str, value: &str) -> Option<&'a Kept> {
    kept.filter(|k| k.value(path, name) == Some(value))
}

/// How a search stands.
fn state_badge(state: RequestState) -> impl IntoView {
    let kind = match state {
        RequestState::Started | RequestState::NoProvider | RequestState::Withdrawn => "closed",
        RequestState::Requested | RequestState::Offering => "waiting",
        _ => "open",
    };
    view! { <span class=format!("badge badge--{kind}")>{words::assignment::request_state(state)}</span> }
}

/// 至急; what is usual needs no badge.
fn urgent_badge(urgency: Urgency) -> Option<AnyView> {
    (urgency == Urgency::Urgent).then(|| view! { <span class="badge badge--urgent">"至急"</span> }.into_any())
}

/// Name and clinic of a physician, or that they are in the directory no more.
fn named(found: &RequestView, id: PhysicianId) -> String {
    found.physicians.iter().find(|p| p.id == id).map_or_else(|| "登録のない医師".to_owned(), |p| called(&p.name, &p.organization))
}

/// 氏名 先生（医療機関）
fn called(name: &str, clinic: &str) -> String {
    let clinic = if clinic.is_empty() { String::new() } else { format!("（{clinic}）") };
    format!("{}{clinic}", words::tenure::doctor(name))
}

/// Where a role stands on the page.
const fn anchor(role: Role) -> &'static str {
    role.code()
}

/// Whose physicians are looked for.
fn patient_line(patient: &PatientBrief, district: &str, outside: bool, today: NaiveDate) -> impl IntoView + use<> {
    let who = patient_text(patient.birth, patient.sex.as_ref(), today);
    let who = (!who.is_empty()).then(|| view! { <li>{who}</li> });
    let place = district_badge(district, outside).map(|badge| view! { <li>{badge}</li> });
    let ended = patient.ended.map(|kind| view! { <li>{end_badge(kind)}</li> });
    view! {
        <section class="patient-head" aria-label="対象者">
            <div class="patient-head__name"><span class="patient-head__kana">{patient.kana.clone()}</span><a href=format!("/patients/{}", patient.id)>{patient.name.clone()}</a></div>
            <ul class="patient-head__facts">{who}{place}{ended}</ul>
        </section>
    }
}
