//! 通知: what one was told, newest first.

use crate::api::notice::{OpenNotice, ReadAllNotices, notices};
use crate::ui::{done_notice, failure, title, when};
use crate::words::notice as words;
use domain::notice::{NoticeLine, NoticePage, NoticeQuery};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

/// The list of notices.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(|m| NoticeQuery { show: m.get("show").unwrap_or_default(), page: m.get("page").unwrap_or_default() }));
    let data = Resource::new_blocking(move || query.get(), notices);
    view! {
        {title("通知")}
        <Suspense fallback=|| view! { <p class="skeleton">"通知を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(found) => page(found).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: NoticePage) -> impl IntoView {
    let (other, label) = if found.only_unread { ("/notices", "すべて表示") } else { ("/notices?show=unread", "未読だけ表示") };
    // On a later page everything newer counts as seen, too: nobody gets there without passing it.
    let until = found.lines.first().filter(|_| found.page == 1).map(|l| l.at.to_rfc3339()).unwrap_or_default();
    let read_all = (found.unread > 0).then(|| {
        view! {
            <form method="post" action=ReadAllNotices::url()>
                <input type="hidden" name="until" value=until/>
                <button class="btn" type="submit">"すべて既読にする"</button>
            </form>
        }
    });
    let (number, pages, show) = (found.page, found.pages, if found.only_unread { "&show=unread" } else { "" });
    let empty = if found.only_unread {
        "未読の通知はありません。"
    } else {
        "通知はまだありません。担当になったときや、担当ケースが更新されたときに、ここに表示されます。"
    };
    let body = if found.lines.is_empty() {
        view! { <div class="empty"><p>{empty}</p></div> }.into_any()
    } else {
        let items = found.lines.into_iter().map(line).collect_view();
        view! { <ul class="rows panel">{items}</ul> }.into_any()
    };
    view! {
        <div class="page__head"><h1>"通知"</h1><p class="page__sub" role="status">{format!("未読 {}件", found.unread)}</p>
            <div class="page__actions">{read_all}<a class="btn btn--quiet" href=other>{label}</a><a class="btn btn--quiet" href="/account/notices">"通知の設定"</a></div>
        </div>
        {done_notice()}
        {body}
        {pager(number, pages, show)}
    }
}

fn pager(number: i64, pages: i64, show: &'static str) -> impl IntoView {
    let link = move |to: i64, label: &'static str, rel: &'static str| view! { <a class="btn btn--quiet" rel=rel href=format!("/notices?page={to}{show}")>{label}</a> };
    (pages > 1).then(|| {
        view! {
            <nav class="pager" aria-label="ページ">
                {(number > 1).then(|| link(number - 1, "前のページ", "prev"))}
                <span>{format!("{number} / {pages} ページ")}</span>
                {(number < pages).then(|| link(number + 1, "次のページ", "next"))}
            </nav>
        }
    })
}

/// Opening a notice marks it as read, so it is a form and no link.
fn line(line: NoticeLine) -> impl IntoView {
    let class = if line.unread { "notice-line notice-line--unread" } else { "notice-line" };
    let mark = line.unread.then(|| view! { <span class="badge badge--open">"未読"</span> });
    view! {
        <li class=class>
            <form method="post" action=OpenNotice::url()>
                <input type="hidden" name="id" value=line.id.to_string()/>
                <button class="notice-line__open" type="submit">{words::text(line.kind, &line.facts)}</button>
            </form>
            <div class="rows__meta">{mark}<span>{words::kind(line.kind)}</span><span>{when(line.at)}</span></div>
        </li>
    }
}
