//! The frame of every page: skip link, header with search, the page, footer, key help.

use super::keys::Keys;
use super::live::Live;
use crate::api::account::SignOut;
use crate::api::admin::ViewAsOneself;
use crate::api::shell::{Kept, Me, kept_form, who_am_i};
use crate::error::AppError;
use crate::words;
use domain::account::Permission;
use domain::admin::{Contrast, TextSize};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Html;
use leptos_router::components::A;
use leptos_router::hooks::{use_location, use_query_map};

/// Resources that every page may read: who is signed in, the refused form. Given once, at the root.
pub fn provide_root() {
    let who = Resource::new_blocking(|| (), |()| who_am_i());
    provide_context(who);
    let form: Resource<Result<Option<Kept>, AppError>> = Resource::new_blocking(|| (), |()| kept_form());
    provide_context(form);
}

/// The frame around a page.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let who = expect_context::<Resource<Result<Option<Me>, AppError>>>();
    view! {
        <a class="skip-link" href="#main" rel="external">"本文へ移動"</a>
        <div class="shell">
            <header class="bar">
                <a class="bar__brand" href="/">"窓口 "<small>"Madoguchi"</small></a>
                <Suspense fallback=|| ()>
                    {move || Suspend::new(async move { who.await.ok().flatten().map(signed_in) })}
                </Suspense>
            </header>
            <Suspense fallback=|| ()>
                {move || Suspend::new(async move { who.await.ok().flatten().map(as_set_and_seen) })}
            </Suspense>
            <main id="main" class="page" tabindex="-1">{children()}</main>
            <footer class="foot"><div>"窓口 Madoguchi　キー操作の一覧 "<kbd>"?"</kbd></div></footer>
        </div>
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                let me = who.await.ok().flatten();
                let may = |permission| me.as_ref().is_some_and(|me| me.may(permission));
                view! { <Keys writes=may(Permission::InquiryWrite) reads=may(Permission::InquiryRead)/> }
            })}
        </Suspense>
    }
}

/// The page in the person's own size and contrast, and a word that it is looked at as another role sees it.
fn as_set_and_seen(me: Me) -> impl IntoView {
    let size = (me.settings.text_size != TextSize::Standard).then(|| me.settings.text_size.code());
    let contrast = (me.settings.contrast != Contrast::Standard).then(|| me.settings.contrast.code());
    let role = me.roles.first().map(|r| words::role(*r)).unwrap_or_default();
    let looking = me.looking.then(|| {
        view! {
            <aside class="looking" aria-label="表示の確認">
                <p><strong>{format!("「{role}」の見え方を確認しています。")}</strong>"閲覧だけで、書き込みはできません。"</p>
                <form method="post" action=ViewAsOneself::url()><button class="btn btn--small" type="submit">"元に戻る"</button></form>
            </aside>
        }
    });
    view! { <Html attr:data-size=size attr:data-contrast=contrast/>{looking} }
}

/// The main pages, as far as the person may see them.
fn menu(me: &Me) -> impl IntoView + use<> {
    let write = me.may(Permission::InquiryWrite).then(|| view! { <A href="/inquiries/new">"新規受付"<kbd aria-hidden="true">"n"</kbd></A> });
    let read = me.may(Permission::InquiryRead).then(|| {
        view! {
            <A href="/inquiries" exact=true>"相談一覧"</A>
            <A href="/patients">"対象者"</A>
            <A href="/matching">"主治医調整"</A>
                <A href="/handover">"引継ぎ"</A>
        }
    });
    let practice = me.may(Permission::Practice).then(|| {
        view! {
            <A href="/offers">"打診"</A>
            <A href="/practice" exact=true>"担当患者"</A>
            <A href="/practice/absences">"不在"</A>
        }
    });
    let directory = me.may(Permission::DirectoryRead).then(|| view! { <A href="/directory">"機関"</A> });
    let admin = (me.may(Permission::Administer) || me.may(Permission::AuditRead)).then(|| view! { <A href="/admin">"管理"</A> });
    view! { <nav class="bar__nav" aria-label="主な画面"><A href="/" exact=true>"今日"</A>{practice}{write}{read}{directory}{admin}</nav> }
}

/// How many notices are unread; nothing when there are none.
fn bell(unread: i64) -> impl IntoView {
    (unread > 0).then(|| view! { <span class="bar__unread">{unread}<span class="visually-hidden">"件の未読"</span></span> })
}

fn signed_in(me: Me) -> impl IntoView {
    let query = use_query_map();
    let location = use_location();
    let words_typed = move || if location.pathname.get() == "/inquiries" { query.with(|q| q.get("q")).unwrap_or_default() } else { String::new() };
    let roles = me.roles.iter().map(|r| words::role(*r)).collect::<Vec<_>>().join("・");
    let desks = me.desks.iter().map(|d| d.name.clone()).collect::<Vec<_>>().join("、");
    let reads = me.may(Permission::InquiryRead);
    let search = reads.then(|| view! {
        <form class="bar__search" role="search" method="get" action="/inquiries">
            <label for="search">"検索"</label>
            <input id="search" name="q" type="search" maxlength="200" placeholder="氏名・かな・電話・番号・本文" autocomplete="off" prop:value=words_typed value=words_typed aria-keyshortcuts="/"/>
        </form>
    });
    view! {
        {menu(&me)}
        {search}
        <Live/>
        <a class="bar__bell" id="bell" href="/notices"><span>"通知"</span>{bell(me.unread)}</a>
        <details class="bar__user">
            <summary>{me.name}</summary>
            <ul>
                <li><p>{roles}<br/>{desks}</p></li>
                <li><a href="/account">"自分の設定"</a></li>
                <li><form method="post" action=SignOut::url()><button type="submit">"ログアウト"</button></form></li>
            </ul>
        </details>
    }
}
