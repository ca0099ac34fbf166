//! コード表: the lists, and one list with its changes.

mod item;

use crate::api::code::{ChangeCode, CodeListLine, code_list, code_lists};
use crate::api::shell::Kept;
use crate::pages::param;
use crate::ui::{Typed, done_notice, error_notice, failure, field, history_list, title, use_kept};
use crate::words;
use domain::code::{CodeForm, CodeListView, Item, List};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// All lists.
#[component]
pub fn CodeListsPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| code_lists());
    view! {
        {title("コード表")}
        <Suspense fallback=|| view! { <p class="skeleton">"コード表を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(lists) => all(lists).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn all(lists: Vec<CodeListLine>) -> impl IntoView {
    let row = |line: CodeListLine| {
        let name = List::from_name(&line.name).map_or_else(|| line.name.clone(), |list| words::list_name(list).to_owned());
        let sample = line.sample.join("、");
        view! { <tr><td data-label="コード表"><a href=format!("/admin/codes/{}", line.name)>{name}</a></td><td data-label="使用中" class="num">{line.offered}</td><td data-label="例">{sample}</td></tr> }
    };
    view! {
        <div class="page__crumbs"><a href="/admin">"管理"</a></div>
        <div class="page__head"><h1>"コード表"</h1></div>
        <p class="quiet">"画面で選ぶ項目の一覧です。使われた項目は消えません。廃止しても、以前の記録には当時の表示名が出ます。"</p>
        <div class="table__wrap"><table class="table">
            <thead><tr><th scope="col">"コード表"</th><th scope="col">"使用中"</th><th scope="col">"例"</th></tr></thead>
            <tbody>{lists.into_iter().map(row).collect_view()}</tbody>
        </table></div>
    }
}

/// One list.
#[component]
pub fn CodeListPage() -> impl IntoView {
    let data = Resource::new_blocking(param("name"), code_list);
    let kept = use_kept();
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"コード表を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => one(&found, kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

/// The form that was refused just before, with its code.
fn refused(kept: Option<&Kept>) -> Option<CodeForm> {
    kept.filter(|k| k.path == ChangeCode::url()).map(|k| crate::ui::form_of_pairs(&k.pairs))
}

fn one(found: &CodeListView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let name = words::list_name(found.list);
    let refused = refused(kept);
    let typed = Typed::posted("new", ChangeCode::url(), &CodeForm::default(), kept.filter(|_| refused.as_ref().is_some_and(|f| f.action == "add")));
    // What was refused at a row is said above the table: a refused small button has no field of its own.
    let elsewhere = Typed::posted("list", ChangeCode::url(), &CodeForm::default(), kept.filter(|_| refused.as_ref().is_some_and(|f| f.action != "add")));
    let rows = found.items.iter().map(|i| item::row(found, i, refused.as_ref())).collect_view();
    view! {
        {title(&format!("コード表　{name}"))}
        <div class="page__crumbs"><a href="/admin">"管理"</a>" › "<a href="/admin/codes">"コード表"</a></div>
        <div class="page__head"><h1>{name}</h1><div class="page__actions"><a class="btn btn--small" href="#add" rel="external">"項目を追加する"</a></div></div>
        {done_notice()}
        {error_notice(elsewhere)}
        <div class="table__wrap"><table class="table">
            <thead><tr><th scope="col">"表示名"</th><th scope="col">"状態"</th><th scope="col">"操作"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
        <section class="panel" id="add"><h2 class="panel__title">"項目を追加する"</h2>{add_form(found, typed)}</section>
        <section class="panel"><h2 class="panel__title">"変更の記録"</h2>{history_list(found.history.clone())}</section>
    }
}

/// The fields that say which list a form changes.
fn hidden(found: &CodeListView) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="name" value=found.list.name()/>
        <input type="hidden" name="version" value=found.version/>
    }
}

fn add_form(found: &CodeListView, typed: Typed) -> impl IntoView + use<> {
    let mains: Vec<(String, String)> = found.items.iter().filter(|i| !i.code.contains('/') && i.is_active(found.today)).map(|i| (i.code.clone(), i.label.clone())).collect();
    let place = if found.list == List::Category {
        view! { {field("code", "主な相談内容").hint("その下の項目として追加するときに選ぶ").choices(mains, "新しい主な相談内容として追加").view(typed)} }.into_any()
    } else {
        ().into_any()
    };
    let mut groups: Vec<(String, String)> = Vec::new();
    for item in found.items.iter().filter(|i: &&Item| !i.group.is_empty()) {
        if groups.iter().all(|(group, _)| *group != item.group) {
            groups.push((item.group.clone(), item.group.clone()));
        }
    }
    let heading = (!groups.is_empty()).then(|| field("group", "見出し").choices(groups, "なし").view(typed));
    view! {
        <form class="form" method="post" action=ChangeCode::url() novalidate=true>
            {error_notice(typed)}
            {hidden(found)}
            <input type="hidden" name="form[action]" value="add"/>
            <div class="form__row">
                {place}
                {field("label", "表示名").required().view(typed)}
                {heading}
                {field("from", "適用開始日").hint("空なら今日から").view(typed)}
            </div>
            <p><button class="btn btn--primary" type="submit">"追加する"</button></p>
        </form>
    }
}
