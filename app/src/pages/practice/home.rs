//! What waits for a physician, on the home page: offers first, then patients and absences.

use super::no_profile;
use crate::api::practice::PracticeBrief;
use crate::error::AppError;
use crate::words;
use domain::calendar::show_datetime;
use domain::physician::Absence;
use leptos::prelude::*;

/// The physician's part of the home page; nothing for anybody else.
pub fn home_panel(found: Result<Option<PracticeBrief>, AppError>) -> AnyView {
    match found {
        Ok(None) => ().into_any(),
        Ok(Some(found)) => panel(&found),
        Err(error) => view! { <div class="notice notice--warn"><p>{words::page_error_text(&error)}</p></div> }.into_any(),
    }
}

fn panel(found: &PracticeBrief) -> AnyView {
    if !found.known {
        return view! { <section class="panel"><h2 class="panel__title">"打診・担当患者"</h2>{no_profile()}</section> }.into_any();
    }
    let nearest = found.deadline.map(|at| {
        view! { <p>"いちばん近い回答期限 "<time datetime=at.to_rfc3339()>{show_datetime(at)}</time>{format!("（{}）", words::practice::time_left(at, found.now))}</p> }
    });
    let offers = (found.waiting > 0).then(|| {
        view! {
            <div class="notice notice--warn">
                <p><strong>"回答をお待ちしている打診があります。"</strong></p>
                <p class="notice__number">{format!("{}件", found.waiting)}</p>
                {nearest}
                <a class="btn btn--primary btn--large" href="/offers">"打診に回答する"</a>
            </div>
        }
    });
    let waiting = usize::try_from(found.waiting).unwrap_or(usize::MAX);
    view! {
        <section class="stack" aria-label="打診・担当患者・不在">
            {offers}
            <ul class="tiles">
                {tile("打診（未回答）", waiting, "件", "/offers", "tile--warn")}
                {tile("担当患者", found.patients, "人", "/practice", "")}
            </ul>
            <section class="panel"><h2 class="panel__title">"不在"<a href="/practice/absences">"開く"</a></h2>{absence(found)}</section>
        </section>
    }
    .into_any()
}

/// How many, as a large link.
pub(super) fn tile(label: &'static str, count: usize, unit: &'static str, href: &'static str, kind: &'static str) -> impl IntoView {
    let class = if count == 0 { "tile tile--zero".to_owned() } else { format!("tile {kind}") };
    view! { <li><a class=class href=href><span class="tile__count">{count}<small>{unit}</small></span><span class="tile__label">{label}</span></a></li> }
}

fn absence(found: &PracticeBrief) -> impl IntoView + use<> {
    match &found.absence {
        Some(absence) => view! { <p>{coming(absence, found.now)}</p> }.into_any(),
        None => view! { <p class="quiet">"不在の予定はありません。"</p> }.into_any(),
    }
}

/// An absence that is not over, in one line.
pub(super) fn coming(absence: &Absence, now: chrono::DateTime<chrono::Utc>) -> String {
    let back = words::physician::until(absence.until);
    if absence.from <= now { format!("いま不在中です（{back}まで）") } else { format!("次の不在　{}～{back}", words::physician::since(absence.from)) }
}
