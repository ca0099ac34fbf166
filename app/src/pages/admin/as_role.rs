//! 役割ごとの見え方: choosing the role as whom the pages are looked at.

use super::crumbs;
use crate::api::admin::ViewAs;
use crate::ui::{Typed, error_notice, title, use_kept};
use crate::words;
use domain::account::Role;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page that asks for the role.
#[component]
pub fn AsRolePage() -> impl IntoView {
    let kept = use_kept();
    view! {
        {title("役割ごとの見え方")}
        {crumbs(vec![])}
        <div class="page__head"><h1>"役割ごとの見え方"</h1></div>
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                let typed = Typed::plain("", ViewAs::url(), kept.as_ref());
                let buttons = Role::ALL
                    .map(|role| view! { <li><button class="btn" type="submit" name="role" value=role.code()>{format!("{}として見る", words::role(role))}</button></li> })
                    .collect_view();
                view! {
                    <section class="panel">
                        <p>"選んだ役割で開ける画面と操作を確かめられます。どの拠点にも属さない人として表示するので、相談や対象者の情報は出ません。確認している間は、どの画面からも書き込みや変更はできません。"</p>
                        {error_notice(typed)}
                        <form method="post" action=ViewAs::url()><ul class="cluster plain">{buttons}</ul></form>
                    </section>
                }
            })}
        </Suspense>
    }
}
