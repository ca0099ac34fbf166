//! ログイン中の端末: of everybody, and ending them.

use super::crumbs;
use crate::api::admin::{EndHouseSession, house_sessions};
use crate::ui::{done_notice, failure, title, when};
use domain::admin::HouseSession;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The list of sessions.
#[component]
pub fn SessionsPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| house_sessions());
    view! {
        {title("ログイン中の端末")}
        <Suspense fallback=|| view! { <p class="skeleton">"端末を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(rows) => view! {
                        {crumbs(vec![])}
                        <div class="page__head"><h1>"ログイン中の端末"</h1><p class="page__sub" role="status">{format!("{}台", rows.len())}</p></div>
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

fn table(rows: Vec<HouseSession>) -> impl IntoView {
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        <div class="table__wrap" tabindex="0" role="region" aria-label="ログイン中の端末の一覧">
            <table class="table">
                <caption class="visually-hidden">"ログイン中の端末の一覧"</caption>
                <thead><tr><th scope="col">"利用者"</th><th scope="col">"最終利用"</th><th scope="col">"ログイン"</th><th scope="col">"接続元"</th><th scope="col">"端末"</th><th scope="col">"ログアウト"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(row: HouseSession) -> impl IntoView {
    let (one, all) = (format!("{}さんのこの端末をログアウトさせる", row.user_name), format!("{}さんのすべての端末をログアウトさせる", row.user_name));
    let user = row.user.to_string();
    let actions = if row.current {
        view! { <span class="badge badge--open">"この端末"</span> }.into_any()
    } else {
        view! {
            <div class="cluster">
                <form method="post" action=EndHouseSession::url()>
                    <input type="hidden" name="user" value=user.clone()/><input type="hidden" name="session" value=row.id.to_string()/>
                    <button class="btn btn--small" type="submit" aria-label=one>"この端末"</button>
                </form>
                <form method="post" action=EndHouseSession::url()>
                    <input type="hidden" name="user" value=user/>
                    <button class="btn btn--small btn--quiet" type="submit" aria-label=all>"すべて"</button>
                </form>
            </div>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row"><a href=format!("/admin/users/{}", row.user)>{row.user_name}</a><br/><span class="quiet small">{row.login}</span></th>
            <td>{when(row.last_seen_at)}</td>
            <td>{when(row.started_at)}</td>
            <td>{row.from}</td>
            <td class="small">{row.browser}</td>
            <td>{actions}</td>
        </tr>
    }
}
