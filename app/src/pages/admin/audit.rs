//! 操作記録: who saw and changed what, newest first.

use super::crumbs;
use crate::api::admin::audit;
use crate::ui::{Typed, error_notice, failure, field, title, when};
use crate::words;
use crate::words::admin::{logged_deed, logged_kind, logged_list, record_kind};
use domain::admin::{AuditLine, AuditPage as Page, AuditQuery};
use domain::audit::{Deed, RecordKind};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

fn read(map: &ParamsMap) -> AuditQuery {
    let get = |name: &str| map.get(name).unwrap_or_default();
    AuditQuery {
        from: get("from"),
        to: get("to"),
        person: get("person"),
        deed: get("deed"),
        kind: get("kind"),
        record: get("record"),
        patient: get("patient"),
        before: get("before"),
    }
}

/// The log.
#[component]
pub fn AuditPage() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| map.with(read));
    let data = Resource::new_blocking(move || query.get(), audit);
    view! {
        {title("操作記録")}
        <Suspense fallback=|| view! { <p class="skeleton">"操作記録を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let answer = data.await;
                let query = query.get_untracked();
                match answer {
                    Ok(page) => found(query, page).into_any(),
                    Err(error) if error.flaws().is_some() => {
                        #[cfg(feature = "ssr")]
                        crate::context::set_status(&error);
                        let typed = Typed::address(&query, Some(error));
                        view! { {crumbs(vec![])}<div class="page__head"><h1>"操作記録"</h1></div>{error_notice(typed)}{filters(typed, vec![], !query.patient.is_empty())} }.into_any()
                    }
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn address(path: &str, query: &AuditQuery, before: &str) -> String {
    let mut map = ParamsMap::new();
    for (name, value) in query.pairs().into_iter().chain([("before", before)]) {
        if !value.is_empty() {
            map.insert(name.to_owned(), value.to_owned());
        }
    }
    format!("{path}{}", map.to_query_string())
}

fn found(query: AuditQuery, page: Page) -> impl IntoView {
    let typed = Typed::address(&query, None);
    let people = page.people.into_iter().map(|p| (p.id.to_string(), p.name)).collect();
    let newest = (!query.before.is_empty()).then(|| view! { <a class="btn btn--quiet" rel="first" href=address("/admin/audit", &query, "")>"最新の記録へ"</a> });
    let older = (!page.next.is_empty()).then(|| view! { <a class="btn btn--quiet" rel="next" href=address("/admin/audit", &query, &page.next)>"さらに前の記録へ"</a> });
    let body = if page.lines.is_empty() { view! { <div class="empty"><p>"条件に合う記録はありません。"</p></div> }.into_any() } else { table(page.lines).into_any() };
    view! {
        {crumbs(vec![])}
        <div class="page__head"><h1>"操作記録"</h1>
            <div class="page__actions"><a class="btn" rel="external" href=address("/admin/audit/csv", &query, "")>"この条件でCSVに出力する"</a></div>
        </div>
        {filters(typed, people, page.by_patient)}
        {body}
        <nav class="pager" aria-label="ページ">{newest}{older}</nav>
    }
}

fn filters(typed: Typed, people: Vec<(String, String)>, by_patient: bool) -> impl IntoView {
    let deeds = Deed::ALL.iter().map(|d| (d.code().to_owned(), words::deed(*d).to_owned())).collect();
    let kinds = RecordKind::ALL.map(|k| (k.code().to_owned(), record_kind(k).to_owned())).to_vec();
    let patient = by_patient.then(|| field("patient", "対象者のID").view(typed));
    view! {
        <form class="form form--static panel" method="get" action="/admin/audit">
            <div class="form__row">
                {field("from", "期間の初日").hint("例：R8.11.1").class("field--short").view(typed)}
                {field("to", "期間の末日").class("field--short").view(typed)}
                {field("person", "利用者").choices(people, "すべて").view(typed)}
                {field("deed", "操作").choices(deeds, "すべて").view(typed)}
                {field("kind", "記録の種類").choices(kinds, "すべて").view(typed)}
                {field("record", "記録のIDか受付番号").hint("例：R8-000123").view(typed)}
                {patient}
            </div>
            <div class="cluster"><button class="btn btn--primary" type="submit">"絞り込む"</button><a class="btn btn--quiet" href="/admin/audit">"条件を消す"</a></div>
        </form>
    }
}

fn table(lines: Vec<AuditLine>) -> impl IntoView {
    let rows = lines.into_iter().map(row).collect_view();
    view! {
        <div class="table__wrap" tabindex="0" role="region" aria-label="操作記録の一覧">
            <table class="table">
                <caption class="visually-hidden">"操作記録の一覧"</caption>
                <thead><tr><th scope="col">"日時"</th><th scope="col">"利用者"</th><th scope="col">"操作"</th><th scope="col">"記録"</th><th scope="col">"内容"</th><th scope="col">"接続元"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(line: AuditLine) -> impl IntoView {
    let who = if line.user_name.is_empty() { "（不明）".to_owned() } else { line.user_name.clone() };
    let record = if line.number.is_empty() { line.record.chars().skip(24).collect::<String>() } else { line.number.clone() };
    let kind = logged_kind(&line.kind);
    let whole = line.record.clone();
    view! {
        <tr>
            <td class="nowrap">{when(line.at)}</td>
            <td>{who}</td>
            <td>{logged_deed(&line.deed)}</td>
            <td>{kind}" "<span class="quiet small" title=whole>{record}</span></td>
            <td>{content(&line)}</td>
            <td class="small">{line.from}</td>
        </tr>
    }
}

/// Which fields were changed, and from what to what where that may be shown.
fn content(line: &AuditLine) -> impl IntoView + use<> {
    let day = domain::calendar::jst_date(line.at);
    let changes = line
        .changes
        .iter()
        .map(|c| {
            let (before, after) = (words::value_text(&c.field, &c.before, day), words::value_text(&c.field, &c.after, day));
            view! { <p class="timeline__change">{words::field_label(&c.field).to_owned()}" "<del>{before}</del>" "<ins>{after}</ins></p> }
        })
        .collect_view();
    let fields = line.fields.iter().map(|f| words::field_label(f).to_owned()).collect::<Vec<_>>().join("、");
    let named = (line.changes.is_empty() && !fields.is_empty()).then(|| view! { <p>{fields}</p> });
    let hidden = line.hidden.then(|| view! { <p class="quiet small">"内容は表示できません"</p> });
    let note = (!line.note.is_empty()).then(|| view! { <p class="small">{if line.kind == Ok(RecordKind::List) { logged_list(&line.note) } else { line.note.clone() }}</p> });
    view! { {changes}{named}{hidden}{note} }
}
