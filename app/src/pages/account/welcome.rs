//! The page behind a one-time link: choose a password and begin.

use crate::api::account::{Accept, welcome_link};
use crate::pages::param;
use crate::ui::{Typed, error_notice, field, title, use_kept};
use crate::words;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The welcome page.
#[component]
pub fn WelcomePage() -> impl IntoView {
    let token = param("token");
    let data = Resource::new_blocking(token, welcome_link);
    let kept = use_kept();
    view! {
        {title("はじめに")}
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Err(error) => {
                        #[cfg(feature = "ssr")]
                        crate::context::set_status(&error);
                        view! {
                            <section class="auth"><h1>"このリンクは使えません"</h1><p class="notice notice--warn">{words::error_text(&error)}</p><p><a class="btn" href="/sign-in">"ログイン画面へ"</a></p></section>
                        }
                        .into_any()
                    }
                    Ok(who) => {
                        let typed = Typed::plain("", Accept::url(), kept.as_ref());
                        view! {
                            <section class="auth">
                                <h1>{format!("{}さん、ようこそ", who.name)}</h1>
                                <p>"ログインIDは "<strong>{who.login}</strong>" です。最初にパスワードを決めてください。"</p>
                                <form class="form" method="post" action=Accept::url()>
                                    {error_notice(typed)}
                                    <input type="hidden" name="token" value=untrack(token)/>
                                    {field("password", "新しいパスワード").hint("13文字以上。短い文章のような言葉が覚えやすく安全です").input("password", "", "new-password").view(typed)}
                                    {field("password_again", "新しいパスワード（確認）").input("password", "", "new-password").view(typed)}
                                    <button class="btn btn--primary" type="submit">"パスワードを設定する"</button>
                                </form>
                            </section>
                        }
                        .into_any()
                    }
                }
            })}
        </Suspense>
    }
}
