//! 利用者: who may come in, by name and state.

use super::crumbs;
use crate::api::admin::users;
use crate::ui::{Typed, done_notice, error_notice, failure, field, title};
use crate::words;
use crate::words::admin::user_state;
use domain::admin::{UserQuery, UserRow, UserState};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The list of users.
#[component]
pub fn UsersPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(|m| UserQuery { name: m.get("name").unwrap_or_default(), state: m.get("state").unwrap_or_default() }));
    let data = Resource::new_blocking(move || query.get(), users);
    view! {
        {title("利用者")}
        <Suspense fallback=|| view! { <p class="skeleton">"利用者を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let answer = data.await;
                let query = query.get_untracked();
                let (typed, rows) = match answer {
                    Ok(rows) => (Typed::address(&query, None), rows),
                    Err(error) if error.flaws().is_some() => {
                        #[cfg(feature = "ssr")]
                        crate::context::set_status(&error);
                        (Typed::address(&query, Some(error)), Vec::new())
                    }
                    Err(error) => return failure(&error),
                };
                view! {
                    {crumbs(vec![])}
                    <div class="page__head"><h1>"利用者"</h1><p class="page__sub" role="status">{format!("{}人", rows.len())}</p>
                        <div class="page__actions"><a class="btn btn--primary" href="/admin/users/new">"利用者を登録する"</a></div>
                    </div>
                    {done_notice()}
                    {error_notice(typed)}
                    {filters(typed)}
                    {table(rows)}
                }
                .into_any()
            })}
        </Suspense>
    }
}

fn filters(typed: Typed) -> impl IntoView {
    let mut states: Vec<(String, String)> = UserState::ALL.map(|s| (s.code().to_owned(), user_state(s).to_owned())).to_vec();
    states.push(("all".to_owned(), "すべて".to_owned()));
    view! {
        <form class="form form--static" method="get" action="/admin/users">
            <div class="form__row">
                {field("name", "氏名・ログインID").view(typed)}
                {field("state", "状態").choices(states, "利用中と招待中").class("field--short").view(typed)}
            </div>
            <div class="cluster"><button class="btn btn--primary" type="submit">"絞り込む"</button><a class="btn btn--quiet" href="/admin/users">"条件を消す"</a></div>
        </form>
    }
}

fn table(rows: Vec<UserRow>) -> AnyView {
    if rows.is_empty() {
        return view! { <div class="empty"><p>"条件に合う利用者はいません。"</p></div> }.into_any();
    }
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        <div class="table__wrap" tabindex="0" role="region" aria-label="利用者の一覧">
            <table class="table">
                <caption class="visually-hidden">"利用者の一覧"</caption>
                <thead><tr><th scope="col">"氏名"</th><th scope="col">"ログインID"</th><th scope="col">"役割"</th><th scope="col">"拠点"</th><th scope="col">"メールアドレス"</th><th scope="col">"状態"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: UserRow) -> impl IntoView {
    let roles = row.roles.iter().map(|r| words::role(*r)).collect::<Vec<_>>().join("・");
    let desks = row.desks.into_iter().map(|d| d.name).collect::<Vec<_>>().join("、");
    view! {
        <tr>
            <th scope="row"><a href=format!("/admin/users/{}", row.id)>{row.name}</a></th>
            <td>{row.login}</td>
            <td>{roles}</td>
            <td>{desks}</td>
            <td>{row.email}</td>
            <td>{state_badge(row.state)}</td>
        </tr>
    }
}

/// 利用中・招待中・利用停止
pub(super) fn state_badge(state: UserState) -> impl IntoView {
    let kind = match state {
        UserState::Active => "open",
        UserState::Invited => "waiting",
        UserState::Disabled => "closed",
    };
    view! { <span class=format!("badge badge--{kind}")>{user_state(state)}</span> }
}
