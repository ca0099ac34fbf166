//! One desk: name, address, hours by weekday, closures, and whether it is still used.

use super::desks::state;
use super::{crumbs, kept_value};
use crate::api::admin::{AddClosure, AddDesk, EditDesk, RemoveClosure, UseDesk, desk_page, new_desk};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::pages::param;
use crate::ui::{Typed, conflict_view, done_notice, error_notice, failure, field, history_list, title, use_kept, when};
use domain::calendar::show_date;
use domain::desk::{Closure, ClosureForm, DeskForm, DeskView};
use domain::error::Fault;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page that registers a desk.
#[component]
pub fn NewDeskPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| new_desk());
    let kept = use_kept();
    view! {
        {title("拠点の登録")}
        <Suspense fallback=|| view! { <p class="skeleton">"読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(id) => {
                        let typed = Typed::posted("", AddDesk::url(), &DeskForm::default(), kept.as_ref());
                        let id = kept_value(kept.as_ref(), AddDesk::url(), "id").unwrap_or_else(|| id.to_string());
                        view! {
                            {crumbs(vec![("/admin/desks", "拠点")])}
                            <div class="page__head"><h1>"拠点の登録"</h1></div>
                            <form class="form" method="post" action=AddDesk::url() novalidate=true>
                                {error_notice(typed)}
                                <input type="hidden" name="id" value=id/>
                                {fields(typed)}
                                <div class="form__actions"><button class="btn btn--primary" type="submit">"登録する"</button><a class="btn btn--quiet" href="/admin/desks">"やめる"</a></div>
                            </form>
                        }
                        .into_any()
                    }
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn fields(typed: Typed) -> impl IntoView {
    view! {
        <div class="form__row">
            {field("desk_name", "拠点名").required().view(typed)}
            {field("desk_telephone", "電話番号").input("text", "tel", "off").view(typed)}
            {field("desk_address", "所在地").view(typed)}
        </div>
        <fieldset class="fieldset">
            <legend>"開所時間"</legend>
            <p class="field__hint">"例：9:00-12:00、13:00-17:00。休みの曜日は空にします。祝日と下の休業日は、時間を入れた曜日でも休みになります。"</p>
            <div class="form__row">
                {field("hours_mon", "月曜日").view(typed)}
                {field("hours_tue", "火曜日").view(typed)}
                {field("hours_wed", "水曜日").view(typed)}
                {field("hours_thu", "木曜日").view(typed)}
                {field("hours_fri", "金曜日").view(typed)}
                {field("hours_sat", "土曜日").view(typed)}
                {field("hours_sun", "日曜日").view(typed)}
            </div>
        </fieldset>
    }
}

/// The page of one desk.
#[component]
pub fn DeskPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), desk_page);
    let kept = use_kept();
    view! {
        <Suspense fallback=|| view! { <p class="skeleton">"拠点を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => page(found, kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(found: DeskView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let heading = format!("拠点　{}", found.data.name);
    let next = match (found.open, found.next_open) {
        (false, Some(at)) => Some(view! { <p class="page__sub">"次の開所 "{when(at)}</p> }),
        _ => None,
    };
    view! {
        {title(&heading)}
        {crumbs(vec![("/admin/desks", "拠点")])}
        <div class="page__head"><h1>{heading}</h1>{state(found.disabled, found.open)}{next}</div>
        {done_notice()}
        {edit(&found, kept)}
        {closures(&found, kept)}
        {usage(&found, kept)}
        <section class="panel"><h2 class="panel__title">"変更の記録"</h2>{history_list(found.history)}</section>
    }
}

fn edit(found: &DeskView, kept: Option<&Kept>) -> AnyView {
    let typed = Typed::posted("", EditDesk::url(), &DeskForm::of(&found.data), kept);
    let id = found.id.to_string();
    if let Some(AppError::Fault(Fault::Conflict(conflict))) = typed.error.get_untracked() {
        return conflict_view(*conflict, EditDesk::url(), kept, vec![("id", id)], |_, _| String::new());
    }
    let version = kept_value(kept, EditDesk::url(), "version").unwrap_or_else(|| found.version.to_string());
    view! {
        <form class="form form--static panel" method="post" action=EditDesk::url() novalidate=true>
            {error_notice(typed)}
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version/>
            {fields(typed)}
            <div class="form__actions"><button class="btn btn--primary" type="submit">"変更を保存する"</button></div>
        </form>
    }
    .into_any()
}

fn closure(desk: String, closure: Closure) -> impl IntoView {
    let days = if closure.from == closure.to { show_date(closure.from) } else { format!("{}から{}まで", show_date(closure.from), show_date(closure.to)) };
    let label = format!("{days}の休業日を取り消す");
    view! {
        <li class="cluster">
            <span>{days}</span><span>{closure.reason}</span>
            <form method="post" action=RemoveClosure::url()>
                <input type="hidden" name="desk" value=desk/><input type="hidden" name="closure" value=closure.id.to_string()/>
                <button class="btn btn--small" type="submit" aria-label=label>"取り消す"</button>
            </form>
        </li>
    }
}

fn closures(found: &DeskView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let path = AddClosure::url();
    let typed = Typed::posted("closure", path, &ClosureForm::default(), kept);
    let id = kept_value(kept, path, "form[id]").unwrap_or_else(|| found.next_closure.to_string());
    let desk = found.id.to_string();
    let items = found.closures.iter().cloned().map(|c| closure(desk.clone(), c)).collect::<Vec<_>>();
    let list = if items.is_empty() {
        view! { <p class="empty__text">"これからの休業日はありません。"</p> }.into_any()
    } else {
        view! { <ul class="stack stack--tight plain">{items}</ul> }.into_any()
    };
    view! {
        <section class="panel stack"><h2 class="panel__title">"休業日"</h2>
            {list}
            <form class="form form--static" method="post" action=path novalidate=true>
                {error_notice(typed)}
                <input type="hidden" name="desk" value=desk/>
                <input type="hidden" name="form[id]" value=id/>
                <div class="form__row">
                    {field("closure_from", "休業の初日").required().hint("例：R8.12.29").view(typed)}
                    {field("closure_to", "休業の末日").hint("1日だけのときは空にします").view(typed)}
                    {field("closure_reason", "休業の理由").required().hint("例：年末年始").view(typed)}
                </div>
                <p><button class="btn" type="submit">"休業日を登録する"</button></p>
            </form>
        </section>
    }
}

fn usage(found: &DeskView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::plain("use", UseDesk::url(), kept);
    let id = found.id.to_string();
    let (heading, button) = if found.disabled { ("利用再開", "拠点の利用を再開する") } else { ("利用停止", "拠点の利用を停止する") };
    let reason = (!found.disabled).then(|| field("reason", "停止の理由").required().view(typed));
    let used = found.disabled.to_string();
    let class = if found.disabled { "btn btn--primary" } else { "btn btn--danger" };
    view! {
        <section class="panel"><h2 class="panel__title">{heading}</h2>
            <p>{format!("終結していないケース {}件", found.cases)}</p>
            <form class="form form--static" method="post" action=UseDesk::url() novalidate=true>
                {error_notice(typed)}
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="used" value=used/>
                {reason}
                <p><button class=class type="submit">{button}</button></p>
            </form>
        </section>
    }
}
