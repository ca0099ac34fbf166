//! メールの文面: the words of every kind, changed with a preview, and back to those delivered.

use crate::api::mail::{ResetMailTemplate, SaveMailTemplate, mail_template, mail_templates};
use crate::api::shell::Kept;
use crate::error::AppError;
use crate::pages::admin::crumbs;
use crate::pages::param;
use crate::ui::{Typed, done_notice, error_notice, failure, field, form_of_pairs, history_list, title, use_kept};
use crate::words::notice as words;
use domain::error::{Fault, Refusal};
use domain::notice::{Placeholder, TemplateForm, TemplateLine, TemplateView};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Every template.
#[component]
pub fn TemplatesPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| mail_templates());
    view! {
        {title("メールの文面")}
        <Suspense fallback=|| view! { <p class="skeleton">"文面を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                match data.await {
                    Ok(lines) => list(lines).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

fn list(lines: Vec<TemplateLine>) -> impl IntoView {
    let rows = lines
        .into_iter()
        .map(|l| {
            let changed = l.changed.then(|| view! { <span class="badge badge--open">"変更あり"</span> });
            view! { <tr><th scope="row"><a href=format!("/admin/mail/templates/{}", l.purpose.code())>{words::purpose(l.purpose)}</a></th><td>{l.subject}</td><td>{changed}</td></tr> }
        })
        .collect_view();
    view! {
        {crumbs(vec![("/admin/mail", "メール")])}
        <div class="page__head"><h1>"メールの文面"</h1></div>
        <p class="quiet">"メールには、番号・種別・期限・リンクだけを載せます。対象者の情報を差し込むことはできません。"</p>
        <div class="table__wrap" tabindex="0" role="region" aria-label="文面の一覧">
            <table class="table"><caption class="visually-hidden">"文面の一覧"</caption><thead><tr><th scope="col">"種別"</th><th scope="col">"件名"</th><th scope="col">"変更"</th></tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
}

/// One template.
#[component]
pub fn TemplatePage() -> impl IntoView {
    let purpose = param("purpose");
    let kept = use_kept();
    let data = Resource::new_blocking(purpose, move |purpose| async move {
        let typed = kept.await.ok().flatten().filter(|k| k.path == SaveMailTemplate::url()).map(|k| form_of_pairs::<TemplateForm>(&k.pairs));
        mail_template(purpose, typed).await
    });
    view! {
        {title("メールの文面")}
        <Suspense fallback=|| view! { <p class="skeleton">"文面を読み込んでいます"</p> }>
            {move || Suspend::new(async move {
                let kept = kept.await.ok().flatten();
                match data.await {
                    Ok(found) => editor(found, kept.as_ref()).into_any(),
                    Err(error) => failure(&error),
                }
            })}
        </Suspense>
    }
}

/// What can be filled in.
fn placeholders() -> impl IntoView {
    let hint = |p: Placeholder| match p {
        Placeholder::Recipient => "受け取る人の氏名",
        Placeholder::Number => "ケースの番号",
        Placeholder::What => "何があったか（例：担当になりました）",
        Placeholder::Due => "期限。ないときは「（なし）」",
        Placeholder::Count => "お知らせの件数",
        Placeholder::List => "お知らせの一覧（1行に1件。本文だけ）",
        Placeholder::Link => "内容を確認する画面のアドレス（本文だけ）",
    };
    let rows = Placeholder::ALL.map(|p| view! { <tr><th scope="row"><code>{format!("{{{{{}}}}}", p.name())}</code></th><td>{hint(p)}</td></tr> });
    view! { <section class="panel"><h2 class="panel__title">"差し込める項目"</h2><table class="table"><tbody>{rows}</tbody></table></section> }
}

fn editor(found: TemplateView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let path = SaveMailTemplate::url();
    let preview = AppError::Fault(Fault::Refused(Refusal::Preview));
    let looking = kept.is_some_and(|k| k.path == path && k.error == preview);
    let typed = Typed::posted("", path, &TemplateForm::of(&found.template), kept);
    if looking {
        typed.error.set(None);
    }
    let notice = looking.then(|| view! { <p class="notice notice--info" role="status">"プレビューを表示しています。まだ保存していません。"</p> });
    let version = kept.and_then(|k| k.value(path, "version")).and_then(|v| v.parse().ok()).unwrap_or(found.version);
    let code = found.purpose.code();
    let reset = found.changed.then(|| {
        view! {
            <details class="fold"><summary>"既定の文面に戻す"</summary>
                <p>"いまの文面は変更の記録に残ります。"</p>
                <form method="post" action=ResetMailTemplate::url()><input type="hidden" name="purpose" value=code/><input type="hidden" name="version" value=found.version/><button class="btn btn--danger" type="submit">"既定の文面に戻す"</button></form>
            </details>
        }
    });
    let resetting = Typed::plain("reset", ResetMailTemplate::url(), kept);
    let (subject, body) = found.preview;
    view! {
        {crumbs(vec![("/admin/mail", "メール"), ("/admin/mail/templates", "メールの文面")])}
        <div class="page__head"><h1>{words::purpose(found.purpose)}</h1></div>
        {done_notice()}
        {notice}
        {error_notice(resetting)}
        <div class="grid-2">
            <form class="form panel" method="post" action=path novalidate=true>
                {error_notice(typed)}
                <input type="hidden" name="purpose" value=code/>
                <input type="hidden" name="version" value=version/>
                {field("mail_subject", "件名").required().view(typed)}
                {field("mail_body", "本文").required().area(12).view(typed)}
                <div class="form__actions"><button class="btn btn--primary" type="submit">"保存する"</button><button class="btn" type="submit" name="preview" value="1">"プレビュー"</button></div>
            </form>
            <div class="stack">
                <section class="panel" id="preview"><h2 class="panel__title">"プレビュー"</h2><p><strong>{subject}</strong></p><pre class="mail__body">{body}</pre><p class="field__hint">"例の値で表示しています。末尾に、自動送信であることと設定の画面の案内が付きます。"</p></section>
                {placeholders()}
            </div>
        </div>
        {reset}
        <section class="panel"><h2 class="panel__title">"変更の記録"</h2>{history_list(found.history)}</section>
    }
}
