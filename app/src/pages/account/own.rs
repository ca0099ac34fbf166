//! 自分の設定: password, signed-in browsers.

use crate::api::account::{ChangePassword, EndSession, SignOutEverywhere, account};
use crate::api::admin::KeepSettings;
use crate::api::shell::{Kept, Me};
use crate::error::AppError;
use crate::ui::{Typed, done_notice, error_notice, failure, field, title, use_kept, when};
use crate::words;
use domain::account::{AccountView, Role, SessionView};
use domain::admin::{Contrast, SettingsForm, StartPage, TextSize};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The account page.
#[component]
pub fn AccountPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| account());
    let who = expect_context::<Resource<Result<Option<Me>, AppError>>>();
    let kept = use_kept();
    view! {
        {title("自分の設定")}
        <Suspense fallback=|| view! { <p class="skeleton">"設定を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                let me = who.await.ok().flatten();
                match data.await {
                    Ok(found) => view! { {page(found, kept.as_ref())}{me.map(|me| settings(&me, kept.as_ref()))} }.into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: AccountView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::plain("", ChangePassword::url(), kept);
    let ending = Typed::plain("session", EndSession::url(), kept);
    let roles = found.roles.iter().map(|r| words::role(*r)).collect::<Vec<_>>().join("・");
    let desks = found.desks.iter().map(|d| d.name.clone()).collect::<Vec<_>>().join("、");
    let who_changes = if found.roles.contains(&Role::Admin) {
        "氏名・役割・拠点は「管理」の画面で変更できます。"
    } else {
        "氏名・役割・拠点の変更は、システム管理者に依頼してください。"
    };
    let email = if found.email.is_empty() { "未登録".to_owned() } else { found.email };
    let sessions = found.sessions.into_iter().map(session).collect_view();
    view! {
        <div class="page__head"><h1>"自分の設定"</h1><div class="page__actions"><a class="btn btn--quiet" href="/account/notices">"通知の設定"</a></div></div>
        {done_notice()}
        <div class="grid-2">
            <section class="panel"><h2 class="panel__title">"アカウント"</h2>
                <dl class="facts">
                    <div><dt>"氏名"</dt><dd>{found.name}</dd></div>
                    <div><dt>"ログインID"</dt><dd>{found.login}</dd></div>
                    <div><dt>"メール"</dt><dd>{email}</dd></div>
                    <div><dt>"役割"</dt><dd>{roles}</dd></div>
                    <div><dt>"拠点"</dt><dd>{desks}</dd></div>
                </dl>
                <p class="field__hint">{who_changes}</p>
            </section>
            <section class="panel"><h2 class="panel__title">"パスワードの変更"</h2>
                <form class="form" method="post" action=ChangePassword::url()>
                    {error_notice(typed)}
                    {field("password_present", "現在のパスワード").input("password", "", "current-password").view(typed)}
                    {field("password", "新しいパスワード").hint("13文字以上。変更すると、ほかの端末はログアウトします").input("password", "", "new-password").view(typed)}
                    {field("password_again", "新しいパスワード（確認）").input("password", "", "new-password").view(typed)}
                    <p><button class="btn btn--primary" type="submit">"パスワードを変更する"</button></p>
                </form>
            </section>
        </div>
        <section class="panel stack"><h2 class="panel__title">"ログイン中の端末"</h2>
            {error_notice(ending)}
            <ul class="stack">{sessions}</ul>
            <form method="post" action=SignOutEverywhere::url()><button class="btn btn--danger" type="submit">"すべての端末からログアウトする"</button></form>
        </section>
    }
}

/// 表示の設定
fn settings(me: &Me, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::posted("settings", KeepSettings::url(), &SettingsForm::of(&me.settings), kept);
    let sizes = TextSize::ALL.iter().map(|s| (s.code().to_owned(), words::admin::text_size(*s).to_owned())).collect();
    let contrasts = Contrast::ALL.iter().map(|c| (c.code().to_owned(), words::admin::contrast(*c).to_owned())).collect();
    let starts = StartPage::ALL.iter().filter(|p| p.is_open_to(|permission| me.may(permission)));
    let starts = starts.map(|p| (p.code().to_owned(), words::admin::start_page(*p).to_owned())).collect();
    view! {
        <section class="panel"><h2 class="panel__title">"表示の設定"</h2>
            <form class="form form--static" method="post" action=KeepSettings::url() novalidate=true>
                {error_notice(typed)}
                <div class="form__row">
                    {field("text_size", "文字の大きさ").choices(sizes, "").view(typed)}
                    {field("contrast", "コントラスト").choices(contrasts, "").view(typed)}
                    {field("start_page", "ログイン後に開く画面").choices(starts, "").view(typed)}
                </div>
                <p><button class="btn btn--primary" type="submit">"表示の設定を保存する"</button></p>
            </form>
        </section>
    }
}

fn session(session: SessionView) -> impl IntoView {
    let id = session.id.to_string();
    let end = if session.current {
        view! { <span class="badge badge--open">"この端末"</span> }.into_any()
    } else {
        view! { <form method="post" action=EndSession::url()><input type="hidden" name="session" value=id/><button class="btn btn--small" type="submit">"ログアウトさせる"</button></form> }.into_any()
    };
    view! { <li class="cluster"><span>"最終利用 "{when(session.last_seen_at)}</span><span>"ログイン "{when(session.started_at)}</span><span>{session.from}</span><span class="quiet small">{words::browser(&session.browser)}</span>{end}</li> }
}
