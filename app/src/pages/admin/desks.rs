//! 拠点: the list.

use super::crumbs;
use crate::api::admin::desks;
use crate::ui::{done_notice, failure, title};
use domain::desk::DeskRow;
use leptos::prelude::*;

/// The list of desks.
#[component]
pub fn DesksPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| desks());
    view! {
        {title("拠点")}
        <Suspense fallback=|| view! { <p class="skeleton">"拠点を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(rows) => view! {
                        {crumbs(vec![])}
                        <div class="page__head"><h1>"拠点"</h1><div class="page__actions"><a class="btn btn--primary" href="/admin/desks/new">"拠点を登録する"</a></div></div>
                        {done_notice()}
                        {table(rows)}
                    }
                    .into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn table(rows: Vec<DeskRow>) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row"><a href=format!("/admin/desks/{}", row.desk.id)>{row.desk.name}</a></th>
                    <td class="nowrap">{row.telephone}</td>
                    <td>{state(row.disabled, row.open)}</td>
                    <td class="num">{format!("{}人", row.people)}</td>
                    <td class="num">{format!("{}件", row.cases)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table__wrap" tabindex="0" role="region" aria-label="拠点の一覧">
            <table class="table">
                <caption class="visually-hidden">"拠点の一覧"</caption>
                <thead><tr><th scope="col">"拠点名"</th><th scope="col">"電話番号"</th><th scope="col">"状態"</th><th scope="col">"利用者"</th><th scope="col">"終結していないケース"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// 開所中・時間外・利用停止
pub(super) fn state(disabled: bool, open: bool) -> impl IntoView {
    let (kind, text) = match (disabled, open) {
        (true, _) => ("closed", "利用停止"),
        (false, true) => ("open", "開所中"),
        (false, false) => ("normal", "時間外"),
    };
    view! { <span class=format!("badge badge--{kind}")>{text}</span> }
}
