//! ログイン

use crate::api::account::SignIn;
use crate::pages::query;
use crate::ui::{Typed, done_notice, error_notice, field, title, use_kept};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The sign-in page. The form is the browser's own: signing in starts a new page in any case.
#[component]
pub fn SignInPage() -> impl IntoView {
    let kept = use_kept();
    let next = query("next");
    // Whoever is signed in already goes where they wanted to.
    #[cfg(feature = "ssr")]
    if crate::context::asking().is_some() {
        crate::context::go(&crate::address::back_to(&untrack(next)));
    }
    view! {
        {title("ログイン")}
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                let typed = Typed::plain("", SignIn::url(), kept.as_ref());
                let next = Some(typed.value("next")).filter(|n| !n.is_empty()).unwrap_or_else(|| untrack(next));
                let waits = next.contains("kept=").then(|| view! { <p class="notice notice--info">"ログインの有効期限が切れました。入力した内容は残っています。ログインすると、続きから保存できます。"</p> });
                view! {
                    <section class="auth"><p class="auth__brand">"窓口 Madoguchi"</p>
                        <h1>"ログイン"</h1>
                        {done_notice()}
                        {waits}
                        <form class="form" method="post" action=SignIn::url()>
                            {error_notice(typed)}
                            <input type="hidden" name="next" value=next/>
                            {field("login", "ログインID").input("text", "", "username").view(typed)}
                            {field("password", "パスワード").input("password", "", "current-password").view(typed)}
                            <button class="btn btn--primary" type="submit">"ログイン"</button>
                        </form>
                        <p class="auth__foot">"ログインIDやパスワードが分からないときは、システム管理者に新しい招待リンクを依頼してください。"</p>
                    </section>
                }
            })}
        </Suspense>
    }
}
