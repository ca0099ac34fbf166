//! Where a file is brought, and what was brought before.

use super::UPLOAD;
use crate::api::sheets::imports;
use crate::api::shell::Kept;
use crate::ui::{Typed, done_notice, error_notice, failure, field, title, use_kept, when};
use crate::words;
use domain::sheet::{ImportLine, SheetKind, Start};
use leptos::prelude::*;

/// The page of imports.
#[component]
pub fn StartPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| imports());
    let kept = use_kept();
    view! {
        {title("取込み")}
        <Suspense fallback=|| view! { <p class="skeleton">"取込みを読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(start) => page(start, kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn page(start: Start, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::plain("", UPLOAD, kept);
    let kinds = SheetKind::ALL.map(|kind| (kind.code().to_owned(), words::sheet_kind(kind).to_owned())).to_vec();
    let desks: Vec<(String, String)> = start.desks.iter().map(|d| (d.id.to_string(), d.name.clone())).collect();
    let form = if desks.is_empty() {
        view! { <p class="notice notice--warn">"所属する拠点がないため、取り込めません。利用者の設定で拠点を追加してください。"</p> }.into_any()
    } else {
        view! {
            <form class="form" method="post" action=UPLOAD enctype="multipart/form-data">
                {error_notice(typed)}
                <div class="form__row">
                    {field("kind", "取り込む内容").choices(kinds, "").view(typed)}
                    {field("desk_id", "拠点").choices(desks, "").view(typed)}
                </div>
                <div class="field">
                    <label class="field__label" for="file">"ファイル"</label>
                    <p class="field__hint" id="file-hint">"Excelブック（.xlsx）またはCSV（UTF-8・Shift_JIS）。20MB、20,000行まで。1行目を見出しにしてください。"</p>
                    <input class="input" id="file" name="file" type="file" accept=".xlsx,.csv,.txt" required=true aria-describedby="file-hint"/>
                </div>
                <p><button class="btn btn--primary" type="submit">"内容を確かめる"</button></p>
            </form>
        }
        .into_any()
    };
    view! {
        <div class="page__crumbs"><a href="/admin">"管理"</a></div>
        <div class="page__head"><h1>"取込み"</h1></div>
        {done_notice()}
        <section class="panel stack"><h2 class="panel__title">"表を取り込む"</h2>
            <p>"これまでExcelなどで管理していた記録を、まとめて取り込みます。先に全行を確かめ、誤りが一つもないときだけ、すべてを一度に取り込みます。"</p>
            {form}
        </section>
        <section class="panel stack"><h2 class="panel__title">"これまでの取込み"</h2>{list(start.imports)}</section>
    }
}

fn list(imports: Vec<ImportLine>) -> impl IntoView {
    if imports.is_empty() {
        return view! { <p class="quiet">"取込みはまだありません。"</p> }.into_any();
    }
    let rows = imports
        .into_iter()
        .map(|import| {
            let kind = words::sheet_kind(import.kind);
            let state = words::import_state(import.state);
            let counts = format!("{}行（新規{}・登録済み{}・誤り{}）", import.counts.rows, import.counts.fresh, import.counts.known + import.counts.differing, import.counts.wrong);
            view! {
                <tr>
                    <td data-label="ファイル"><a href=format!("/admin/import/{}", import.id)>{import.file_name}</a></td>
                    <td data-label="内容">{kind}</td>
                    <td data-label="拠点">{import.desk.name}</td>
                    <td data-label="状態">{state}</td>
                    <td data-label="件数">{counts}</td>
                    <td data-label="日時">{when(import.created_at)}</td>
                    <td data-label="行った人">{import.created_by}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = ["ファイル", "内容", "拠点", "状態", "件数", "日時", "行った人"].map(|head| view! { <th scope="col">{head}</th> }).collect_view();
    view! {
        <div class="table__wrap" tabindex="0" role="region" aria-label="これまでの取込み">
            <table class="table"><caption class="visually-hidden">"これまでの取込み"</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
    .into_any()
}
