//! 前回から変わったこと: what others did to the desk's cases, case by case.

use super::tabs;
use crate::api::handover::{SeenUntil, changes};
use crate::api::shell::Kept;
use crate::pages::query;
use crate::ui::{Typed, done_notice, error_notice, failure, status_badge, title, use_kept, when};
use crate::words;
use domain::audit::{Deed, RecordKind};
use domain::calendar::show_datetime;
use domain::code::List;
use domain::handover::{CHANGES_PER_PAGE, CaseChange, CaseChanges, ChangesPage as Found};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Steps of one case that are shown; its own page tells the rest.
const STEPS: usize = 12;

/// The page.
#[component]
pub fn ChangesPage() -> impl IntoView {
    let data = Resource::new_blocking(query("page"), changes);
    let kept = use_kept();
    view! {
        {title("前回から変わったこと")}
        <Suspense fallback=|| view! { <p class="skeleton">"変わったことを調べています"</p> }>
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

fn page(found: Found, kept: Option<&Kept>) -> impl IntoView {
    let typed = Typed::plain("seen", SeenUntil::url(), kept);
    let since = show_datetime(found.since);
    let from =
        if found.confirmed { format!("前に確認した {since} から") } else { format!("{since} から（前回の利用の終わり。初めてのときは1日前）") };
    let cut = found.cut.then(|| view! { <p class="notice notice--warn">"変更が多いため、新しいものだけを表示しています。古いものは各ケースの画面で確かめてください。"</p> });
    let pages = found.total.div_ceil(CHANGES_PER_PAGE).max(1);
    let body = if found.cases.is_empty() {
        view! { <div class="empty"><p>"ほかの人が変えたケースはありません。"</p></div> }.into_any()
    } else {
        found.cases.into_iter().map(group).collect_view().into_any()
    };
    let until = found.until.to_rfc3339();
    view! {
        <div class="page__head"><h1>"前回から変わったこと"</h1><p class="page__sub" role="status">{format!("{}件のケース", found.total)}</p></div>
        {tabs("/handover/changes")}
        {done_notice()}
        {error_notice(typed)}
        <p>{format!("{from}、{} までに、ほかの人が変えたケースです。", show_datetime(found.until))}</p>
        {cut}
        <form class="no-print" method="post" action=SeenUntil::url()>
            <input type="hidden" name="until" value=until/>
            <p class="cluster"><button class="btn btn--primary" type="submit">"ここまで確認しました"</button><span class="quiet small">"次からは、この時刻より後の変更だけを表示します。"</span></p>
        </form>
        <div class="stack">{body}</div>
        {pager(found.page, pages)}
    }
}

fn pager(number: u32, pages: u32) -> impl IntoView {
    let link = |to: u32, label: &'static str, rel: &'static str| view! { <a class="btn btn--quiet" rel=rel href=format!("/handover/changes?page={to}")>{label}</a> };
    (pages > 1 || number > 1).then(|| {
        view! {
            <nav class="pager" aria-label="ページ">
                {(number > 1).then(|| link((number - 1).min(pages), "前のページ", "prev"))}
                <span>{format!("{number} / {pages} ページ")}</span>
                {(number < pages).then(|| link(number + 1, "次のページ", "next"))}
            </nav>
        }
    })
}

fn group(group: CaseChanges) -> impl IntoView {
    let case = group.case;
    let who = if group.patient.is_empty() { "対象者なし".to_owned() } else { group.patient };
    let owner = case.owner.as_ref().map_or_else(|| "担当 未定".to_owned(), |o| format!("担当 {}", o.name));
    let rest = group.changes.len().saturating_sub(STEPS);
    let more = (rest > 0).then(|| view! { <p class="quiet small">{format!("ほかに{rest}件の変更があります。")}<a href=format!("/cases/{}", case.id)>"ケースを開く"</a></p> });
    let items = group.changes.into_iter().take(STEPS).map(step).collect_view();
    view! {
        <section class="panel">
            <h2 class="panel__title"><a href=format!("/cases/{}", case.id)>{format!("ケース {}　{who}", case.number)}</a></h2>
            <p class="cluster">{status_badge(case.status)}<span>{words::label(List::Category, case.main_category.as_str(), None)}</span><span class="quiet">{owner}</span></p>
            <ol class="timeline">{items}</ol>
            {more}
        </section>
    }
}

/// What was done, in words.
fn deed_text(change: &CaseChange) -> String {
    match (change.kind, change.deed) {
        (RecordKind::Inquiry, Deed::Create) => format!("相談 {} を受付", change.number),
        (RecordKind::Inquiry, deed) => format!("相談 {} の{}", change.number, words::deed(deed)),
        (RecordKind::Patient, deed) => format!("対象者の{}", words::deed(deed)),
        (_, Deed::Create) => "ケースを開始".to_owned(),
        (_, deed) => words::deed(deed).to_owned(),
    }
}

fn step(change: CaseChange) -> impl IntoView {
    let day = domain::calendar::jst_date(change.at);
    let what = deed_text(&change);
    // The first version of an inquiry is told by its number.
    let fields = change
        .fields
        .into_iter()
        .map(|f| {
            let (before, after) = (words::value_text(&f.field, &f.before, day), words::value_text(&f.field, &f.after, day));
            view! { <p class="timeline__change">{words::field_label(&f.field).to_owned()}" "<del>{before}</del>" "<ins>{after}</ins></p> }
        })
        .collect_view();
    let note = (!change.note.is_empty()).then(|| {
        let text = if change.deed == Deed::AddEntry { change.note } else { format!("理由：{}", change.note) };
        view! { <p class="timeline__body prose">{text}</p> }
    });
    view! {
        <li class="timeline__item timeline__item--change">
            <div class="timeline__head"><span class="timeline__when">{when(change.at)}</span><span class="timeline__who">{format!("{}　{what}", change.by_name)}</span></div>
            {fields}
            {note}
        </li>
    }
}
