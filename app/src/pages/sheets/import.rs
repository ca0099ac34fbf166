//! One import, at each of its steps.

use super::steps::{busy, checked, done, mapping, undone};
use crate::api::sheets::{CheckImport, RunImport, UndoImport, one_import};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::pages::param;
use crate::ui::{Typed, done_notice, error_notice, failure, title, use_kept, when};
use crate::words;
use domain::sheet::{ImportState, ImportView};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page of one import.
#[component]
pub fn ImportPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), one_import);
    let kept = use_kept();
    view! {
        {title("取込み")}
        <Suspense fallback=|| view! { <p class="skeleton">"取込みを読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => page(&found, kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

/// What a step that was refused just now says, or one that came to nothing beside the requests.
fn refused(found: &ImportView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let ours = [CheckImport::url(), RunImport::url()];
    let error = kept.filter(|k| ours.contains(&k.path.as_str())).map(|k| k.error.clone()).or_else(|| found.failed.clone().map(AppError::Fault));
    error.map(|error| error_notice(Typed::of_fields("", domain::merge::Fields::default(), Some(error))))
}

fn page(found: &ImportView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let line = &found.line;
    let body = match line.state {
        ImportState::Uploaded => mapping(found, kept).into_any(),
        ImportState::Checking | ImportState::Running => busy(found).into_any(),
        ImportState::Checked => view! { {checked(found)}{mapping(found, kept)} }.into_any(),
        ImportState::Done => done(found, Typed::plain("", UndoImport::url(), kept)).into_any(),
        ImportState::Undone => undone(found).into_any(),
        ImportState::Discarded => view! { <p class="notice notice--info">"この取込みは中止しました。ファイルは破棄されています。"</p> }.into_any(),
    };
    let wide = format!("{}（{}行目が見出し、{}行）", found.preview.sheet, found.preview.heading_row, found.preview.rows);
    view! {
        <div class="page__crumbs"><a href="/admin/import">"取込み"</a></div>
        <div class="page__head"><h1>{line.file_name.clone()}</h1><p class="page__sub">{words::import_state(line.state)}</p></div>
        {done_notice()}
        {refused(found, kept)}
        <section class="panel"><h2 class="panel__title">"ファイル"</h2>
            <dl class="facts">
                <div><dt>"取り込む内容"</dt><dd>{words::sheet_kind(line.kind)}</dd></div>
                <div><dt>"拠点"</dt><dd>{line.desk.name.clone()}</dd></div>
                <div><dt>"シート"</dt><dd>{wide}</dd></div>
                <div><dt>"行った人"</dt><dd>{line.created_by.clone()}"　"{when(line.created_at)}</dd></div>
            </dl>
        </section>
        {body}
    }
}
