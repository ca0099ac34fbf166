//! 送信箱: how e-mail leaves, trying it, whom none reaches, and every e-mail.

use super::state_badge;
use crate::address::encoded;
use crate::api::mail::{ConfirmAddress, TestMail, mails};
use crate::api::shell::Kept;
use crate::pages::admin::crumbs;
use crate::ui::{Typed, done_notice, error_notice, failure, field, title, use_kept, when};
use crate::words::notice as words;
use domain::notice::{MailHouse, MailLine, MailPage, MailPurpose, MailQuery, MailState, Unreachable};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

/// The outbox.
#[component]
pub fn OutboxPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| {
        let text = |name: &str| map.with(|m| m.get(name)).unwrap_or_default();
        MailQuery { state: text("state"), purpose: text("purpose"), to: text("to"), page: text("page") }
    });
    let data = Resource::new_blocking(move || query.get(), mails);
    let kept = use_kept();
    view! {
        {title("メール")}
        <Suspense fallback=|| view! { <p class="skeleton">"メールを読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => page(found, &query.get_untracked(), kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: MailPage, query: &MailQuery, kept: Option<&Kept>) -> impl IntoView + use<> {
    let counts = found.counts.iter().map(|(state, n)| view! { <li><a class=tile_class(*state, *n) href=format!("/admin/mail?state={}", state.code())><span class="tile__count">{*n}<small>"件"</small></span><span class="tile__label">{words::mail_state(*state)}</span></a></li> }).collect_view();
    let typed = Typed::address(query, None);
    view! {
        {crumbs(vec![])}
        <div class="page__head"><h1>"メール"</h1><div class="page__actions"><a class="btn btn--quiet" href="/admin/mail/templates">"文面"</a><a class="btn btn--quiet" href="/admin/jobs">"定期処理"</a></div></div>
        {done_notice()}
        {unreachable(found.unreachable)}
        <ul class="tiles" aria-label="状態ごとの件数">{counts}</ul>
        <div class="grid-2">{house(&found.house)}{test(found.house.on, kept)}</div>
        {filters(typed)}
        {table(found.lines)}
        {pager(found.page, found.pages, query)}
    }
}

fn tile_class(state: MailState, count: i64) -> &'static str {
    match (state, count) {
        (_, 0) => "tile tile--zero",
        (MailState::Failed, _) => "tile tile--alert",
        _ => "tile",
    }
}

fn unreachable(people: Vec<Unreachable>) -> Option<impl IntoView> {
    let items = people
        .iter()
        .map(|p| {
            view! {
                <li class="cluster"><a href=format!("/admin/users/{}", p.id)>{p.name.clone()}</a><span class="quiet">{when(p.since)}"から"</span><span class="quiet small prose">{p.answer.clone()}</span>
                    <form method="post" action=ConfirmAddress::url()><input type="hidden" name="user" value=p.id.to_string()/><button class="btn btn--small" type="submit">"届くことを確認した"</button></form>
                </li>
            }
        })
        .collect_view();
    (!people.is_empty()).then(|| view! { <section class="notice notice--error"><h2>"連絡不能の人"</h2><p>"メールが届きません。アドレスを確かめて、利用者の画面で直すか、届くことを確認してください。"</p><ul class="stack plain">{items}</ul></section> })
}

fn house(house: &MailHouse) -> impl IntoView + use<> {
    if !house.on {
        return view! { <section class="panel"><h2 class="panel__title">"送信の設定"</h2><p class="notice notice--warn">"メールの送信は停止中です。通知は画面にだけ表示されます。送信するには、設定 MADOGUCHI_MAIL に送信先のサーバーを指定して再起動してください。"</p></section> }.into_any();
    }
    let text = |t: &str| if t.is_empty() { "なし".to_owned() } else { t.to_owned() };
    view! {
        <section class="panel"><h2 class="panel__title">"送信の設定"</h2>
            <dl class="facts">
                <div><dt>"送信サーバー"</dt><dd>{house.relay.clone()}</dd></div>
                <div><dt>"通信"</dt><dd>{words::security(&house.security)}</dd></div>
                <div><dt>"サーバーの利用者名"</dt><dd>{text(&house.user)}</dd></div>
                <div><dt>"差出人"</dt><dd>{house.from.clone()}</dd></div>
                <div><dt>"不達通知の受信フォルダー"</dt><dd>{text(&house.bounces)}</dd></div>
            </dl>
            <p class="field__hint">"設定ファイルまたは環境変数で変更し、再起動すると反映されます。"</p>
        </section>
    }
    .into_any()
}

fn test(on: bool, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::plain("", TestMail::url(), kept);
    on.then(|| {
        view! {
            <section class="panel"><h2 class="panel__title">"送信テスト"</h2>
                <form class="form" method="post" action=TestMail::url() novalidate=true>
                    {error_notice(typed)}
                    {field("test_address", "送信先のメールアドレス").input("email", "email", "off").view(typed)}
                    <p><button class="btn btn--primary" type="submit">"テストメールを送る"</button></p>
                    <p class="field__hint">"送信サーバーの応答をそのまま表示します。15秒待っても応答がないときは、続きを「送信の記録」に表示します。"</p>
                </form>
            </section>
        }
    })
}

fn filters(typed: Typed) -> impl IntoView {
    let states = MailState::ALL.map(|s| (s.code().to_owned(), words::mail_state(s).to_owned())).to_vec();
    let purposes = MailPurpose::all().into_iter().map(|p| (p.code().to_owned(), words::purpose(p).to_owned())).collect();
    view! {
        <form class="form form--static" method="get" action="/admin/mail" role="search" aria-label="メールの絞り込み">
            <div class="form__row">
                {field("to", "宛先の氏名・アドレス").view(typed)}
                {field("state", "状態").choices(states, "すべて").class("field--short").view(typed)}
                {field("purpose", "種別").choices(purposes, "すべて").view(typed)}
            </div>
            <div class="cluster"><button class="btn btn--primary" type="submit">"絞り込む"</button><a class="btn btn--quiet" href="/admin/mail">"条件を消す"</a></div>
        </form>
    }
}

fn table(lines: Vec<MailLine>) -> AnyView {
    if lines.is_empty() {
        return view! { <div class="empty"><p>"該当するメールはありません。"</p></div> }.into_any();
    }
    let rows = lines.into_iter().map(row).collect_view();
    view! {
        <div class="table__wrap" tabindex="0" role="region" aria-label="メールの一覧">
            <table class="table">
                <caption class="visually-hidden">"メールの一覧"</caption>
                <thead><tr><th scope="col">"作成"</th><th scope="col">"宛先"</th><th scope="col">"種別"</th><th scope="col">"状態"</th><th scope="col">"回数"</th><th scope="col">"最後の応答"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(line: MailLine) -> impl IntoView {
    let next = line.next_at.map(|at| view! { <br/><span class="quiet small">"次回 "{when(at)}</span> });
    let name = if line.name.is_empty() { line.address.clone() } else { line.name };
    view! {
        <tr>
            <td data-label="作成"><a href=format!("/admin/mail/{}", line.id)>{when(line.created_at)}</a></td>
            <th scope="row">{name}<br/><span class="quiet small">{line.address}</span></th>
            <td data-label="種別">{words::purpose(line.purpose)}</td>
            <td data-label="状態">{state_badge(line.state)}{next}</td>
            <td data-label="回数">{line.tries}</td>
            <td data-label="最後の応答" class="small prose">{line.answer}</td>
        </tr>
    }
}

fn pager(number: i64, pages: i64, query: &MailQuery) -> impl IntoView + use<> {
    let rest = format!("&state={}&purpose={}&to={}", encoded(&query.state), encoded(&query.purpose), encoded(&query.to));
    let link = move |to: i64, label: &'static str, rel: &'static str| view! { <a class="btn btn--quiet" rel=rel href=format!("/admin/mail?page={to}{rest}")>{label}</a> };
    (pages > 1).then(|| {
        view! {
            <nav class="pager" aria-label="ページ">
                {(number > 1).then(|| link.clone()(number - 1, "前のページ", "prev"))}
                <span>{format!("{number} / {pages} ページ")}</span>
                {(number < pages).then(|| link(number + 1, "次のページ", "next"))}
            </nav>
        }
    })
}
