//! 添付ファイル of a case: what is there, and the form that sends another.

use crate::api::attachment::VoidAttachment;
use crate::api::shell::Kept;
use crate::ui::{Typed, error_notice, field, when};
use crate::words;
use domain::attachment::{Attachment, CaseFiles, FILE_MAX_MB, show_size};
use domain::calendar::show_datetime;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Where files are sent to: an address of its own, because a file is not text.
const ADDRESS: &str = "/attachments";

/// The section.
pub fn files(case: &str, found: CaseFiles, kept: Option<&Kept>) -> impl IntoView + use<> {
    let none = found.files.is_empty().then(|| view! { <p class="quiet">"添付ファイルはありません。"</p> });
    let form = found.open.then(|| form(case, &found, kept));
    let open = found.open;
    let items = found.files.into_iter().map(|file| item(file, open, kept)).collect_view();
    view! {
        <section class="panel" id="attachments"><h2 class="panel__title">"添付ファイル"</h2>
            {none}
            <ul class="rows">{items}</ul>
            {form}
        </section>
    }
}

fn item(file: Attachment, open: bool, kept: Option<&Kept>) -> impl IntoView + use<> {
    let living = file.voided.is_none();
    let name = if living {
        view! { <a href=format!("{ADDRESS}/{}", file.id) rel="external" download="">{file.name.clone()}</a> }.into_any()
    } else {
        view! { <del>{file.name.clone()}</del> }.into_any()
    };
    let voided = file
        .voided
        .as_ref()
        .map(|v| view! { <p class="small"><span class="badge badge--voided">"取消"</span>{format!("　{}　{}　理由：{}", show_datetime(v.at), v.by_name, v.reason)}</p> });
    let description = (!file.description.is_empty()).then(|| view! { <p class="small">{file.description.clone()}</p> });
    let void = (living && open).then(|| void_form(&file, kept));
    view! {
        <li>
            <div class="rows__title">{name}</div>
            <div class="rows__meta"><span>{show_size(file.size)}</span><span>{file.by_name.clone()}</span><span>{when(file.at)}</span></div>
            {description}
            {voided}
            {void}
        </li>
    }
}

fn void_form(file: &Attachment, kept: Option<&Kept>) -> impl IntoView + use<> {
    let id = file.id.to_string();
    let kept = kept.filter(|k| k.pairs.iter().any(|(name, value)| name == "id" && *value == id));
    let typed = Typed::plain("file-void", VoidAttachment::url(), kept);
    let refused = typed.error.with_untracked(Option::is_some);
    let control = format!("reason-{id}");
    let error_id = format!("{control}-error");
    let message = typed.flaws.with_untracked(|f| f.of("reason").map(|flaw| words::flaw_text("reason", flaw)));
    let invalid = message.is_some().then_some("true");
    let described = message.is_some().then(|| error_id.clone());
    let error = message.map(|text| view! { <p class="field__error" id=error_id>{text}</p> });
    let notice = (refused && error.is_none()).then(|| error_notice(typed));
    view! {
        <details class="fold no-print" open=refused>
            <summary>"このファイルを取消にする"</summary>
            <form class="form" method="post" action=VoidAttachment::url() novalidate=true>
                {notice}
                <input type="hidden" name="id" value=id/>
                <div class="field">
                    <label class="field__label" for=control.clone()>"ファイルの取消の理由"</label><span class="required">"必須"</span>
                    {error}
                    <input class="input" id=control name="reason" type="text" value=typed.value("reason") aria-required="true" aria-invalid=invalid aria-describedby=described autocomplete="off"/>
                </div>
                <button class="btn btn--danger btn--small" type="submit">"ファイルを取消にする"</button>
            </form>
        </details>
    }
}

/// The fields stand before the file, so that the server knows the case before the first byte of the content.
fn form(case: &str, found: &CaseFiles, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::plain("attach", ADDRESS, kept);
    let refused = typed.error.with_untracked(Option::is_some);
    let message = typed.flaws.with_untracked(|f| f.of("file").map(|flaw| words::flaw_text("file", flaw)));
    let invalid = message.is_some().then_some("true");
    let described = if message.is_some() { "attach-file-error attach-file-hint" } else { "attach-file-hint" };
    let error = message.map(|text| view! { <p class="field__error" id="attach-file-error">{text}</p> });
    let chosen = typed.value("file");
    let again = (refused && !chosen.is_empty()).then(|| view! { <p class="small">{format!("前に選んだファイル：{chosen}（もう一度選んでください）")}</p> });
    view! {
        <details class="fold no-print" open=refused>
            <summary>"ファイルを添付する"</summary>
            <form class="form" method="post" action=ADDRESS enctype="multipart/form-data" novalidate=true id="attach">
                {error_notice(typed)}
                <input type="hidden" name="id" value=found.next.to_string()/>
                <input type="hidden" name="case_id" value=case.to_owned()/>
                {field("description", "説明").hint("例：診療情報提供書（11月20日付）").view(typed)}
                <div class="field">
                    <label class="field__label" for="attach-file">"ファイル"</label><span class="required">"必須"</span>
                    <p class="field__hint" id="attach-file-hint">{format!("PDFか画像（JPEG・PNG・WebP・HEIC）、{FILE_MAX_MB}MBまで")}</p>
                    {error}
                    {again}
                    <input class="input" id="attach-file" name="file" type="file" accept="application/pdf,image/jpeg,image/png,image/webp,image/heic,.pdf,.jpg,.jpeg,.png,.webp,.heic" aria-required="true" aria-invalid=invalid aria-describedby=described/>
                </div>
                <p><button class="btn btn--primary" type="submit">"ファイルを添付"</button></p>
            </form>
        </details>
    }
}
