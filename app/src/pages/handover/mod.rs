//! Handing the desk over: the day's lines, what changed, who carries a case on.

mod changes;
mod lines;
mod page;
mod reassign;

pub use changes::ChangesPage;
pub use lines::short_list;
pub use page::HandoverPage;
pub use reassign::ReassignPage;

use leptos::prelude::*;

/// The three pages of the handover, as tabs.
fn tabs(current: &'static str) -> impl IntoView {
    let links = [("/handover", "引継ぎ"), ("/handover/changes", "前回から変わったこと"), ("/handover/reassign", "担当者の引継ぎ")]
        .map(|(href, label)| {
            let here = (href == current).then_some("page");
            view! { <a href=href aria-current=here>{label}</a> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label="引継ぎの画面">{links}</nav> }
}
