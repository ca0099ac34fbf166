//! 医師: the list, and one physician with the profile, its form, and the absences.

mod absence;
mod detail;
mod form;
mod leave;
mod list;

pub(crate) use absence::{absence_fields, absence_id, absence_table};
pub use detail::PhysicianPage;
pub use leave::LeavePage;
pub use list::ListPage;

use crate::api::shell::Kept;
use crate::words;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

fn hidden(name: &'static str, value: String) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}

/// What was posted under `name` by the refused form of `path`.
fn posted(kept: Option<&Kept>, path: &str, name: &str) -> Option<String> {
    kept.and_then(|k| k.value(path, name)).map(str::to_owned)
}

/// Away now, and until when.
fn away_badge(until: Option<DateTime<Utc>>) -> Option<AnyView> {
    until.map(|at| view! { <span class="badge badge--urgent">{format!("不在（{}まで）", words::physician::until(at))}</span> }.into_any())
}

/// Whether new patients are taken today, and whether there is room for them.
fn accepting_badge(accepting: bool, full: bool) -> impl IntoView {
    let (kind, text) = match (accepting, full) {
        (false, _) => ("closed", "受入れ停止中"),
        (true, true) => ("waiting", "受け持ち上限"),
        (true, false) => ("open", "受入れ中"),
    };
    view! { <span class=format!("badge badge--{kind}")>{text}</span> }
}
