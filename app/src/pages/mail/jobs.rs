//! 定期処理: what is done again and again, and whether it is.

use crate::api::mail::jobs;
use crate::pages::admin::crumbs;
use crate::ui::{failure, title, when};
use crate::words::notice as words;
use domain::notice::{JobState, JobTurn};
use leptos::prelude::*;

/// The jobs and their last turns.
#[component]
pub fn JobsPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| jobs());
    view! {
        {title("定期処理")}
        <Suspense fallback=|| view! { <p class="skeleton">"定期処理を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(turns) => page(turns).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(turns: Vec<JobTurn>) -> impl IntoView {
    let bad = turns.iter().any(|t| matches!(t.state, JobState::Failed | JobState::Late));
    let warning =
        bad.then(|| view! { <p class="notice notice--error" role="alert">"止まっている処理があります。サーバーの記録（ログ）を確かめ、続くときは再起動してください。"</p> });
    let rows = turns.into_iter().map(row).collect_view();
    view! {
        {crumbs(vec![])}
        <div class="page__head"><h1>"定期処理"</h1></div>
        {warning}
        <div class="table__wrap" tabindex="0" role="region" aria-label="定期処理の一覧">
            <table class="table">
                <caption class="visually-hidden">"定期処理の一覧"</caption>
                <thead><tr><th scope="col">"処理"</th><th scope="col">"状態"</th><th scope="col">"前回"</th><th scope="col">"結果"</th><th scope="col">"次回"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(turn: JobTurn) -> impl IntoView {
    let kind = match turn.state {
        JobState::Good => "open",
        JobState::New => "waiting",
        JobState::Failed | JobState::Late => "immediate",
    };
    let ended = turn.ended_at.map_or_else(|| view! { <span class="quiet">"まだです"</span> }.into_any(), |at| view! { {when(at)} }.into_any());
    view! {
        <tr>
            <th scope="row">{words::job(&turn.name)}</th>
            <td data-label="状態"><span class=format!("badge badge--{kind}")>{words::job_state(turn.state)}</span></td>
            <td data-label="前回">{ended}</td>
            <td data-label="結果">{words::job_outcome(&turn.outcome)}</td>
            <td data-label="次回">{turn.next_at.map(when)}</td>
        </tr>
    }
}
