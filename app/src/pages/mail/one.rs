//! One e-mail: how it stands, what it says, what was answered.

use super::state_badge;
use crate::api::mail::{CancelMail, ResendMail, mail};
use crate::api::shell::Kept;
use crate::pages::admin::crumbs;
use crate::pages::param;
use crate::ui::{Typed, done_notice, error_notice, failure, history_list, title, use_kept, when};
use crate::words::notice as words;
use domain::notice::{AttemptLine, MailPurpose, MailView};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// One e-mail.
#[component]
pub fn MailPage() -> impl IntoView {
    let data = Resource::new_blocking(param("id"), mail);
    let kept = use_kept();
    view! {
        {title("送信の記録")}
        <Suspense fallback=|| view! { <p class="skeleton">"メールを読み込んでいます"</p> }>
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

fn page(found: MailView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let line = &found.line;
    let who = if line.name.is_empty() { line.address.clone() } else { format!("{}（{}）", line.name, line.address) };
    let others = (!line.name.is_empty()).then(|| view! { <a class="btn btn--quiet" href=format!("/admin/mail?to={}", crate::address::encoded(&line.name))>"この人へのメール"</a> });
    let next = line.next_at.map(|at| view! { <div><dt>"次に送る時刻"</dt><dd>{when(at)}</dd></div> });
    let trouble = found.trouble_since.map(|since| view! { <p class="notice notice--error">"連絡不能："{when(since)}"から、この人へのメールが届いていません。"</p> });
    let notices = found.notices.iter().map(|n| view! { <li>{words::text(n.kind, &n.facts)}<span class="quiet small">" "{when(n.at)}</span></li> }).collect_view();
    let attempts = attempts(found.attempts.clone(), line.purpose == MailPurpose::Test);
    view! {
        {crumbs(vec![("/admin/mail", "メール")])}
        <div class="page__head"><h1>"送信の記録"</h1>{state_badge(line.state)}<div class="page__actions">{others}</div></div>
        {done_notice()}
        {actions(&found, kept)}
        {trouble}
        <div class="grid-2">
            <section class="panel"><h2 class="panel__title">"送信"</h2>
                <dl class="facts">
                    <div><dt>"宛先"</dt><dd>{who}</dd></div>
                    <div><dt>"種別"</dt><dd>{words::purpose(line.purpose)}</dd></div>
                    <div><dt>"作成"</dt><dd>{when(line.created_at)}</dd></div>
                    {next}
                    <div><dt>"Message-ID"</dt><dd class="prose small">{found.message_id.clone()}</dd></div>
                </dl>
                <h3>"送信サーバーの応答"</h3>
                {attempts}
            </section>
            <section class="panel"><h2 class="panel__title">"内容"</h2>
                <p><strong>{found.subject.clone()}</strong></p>
                <pre class="mail__body">{found.body.clone()}</pre>
                <ul class="stack">{notices}</ul>
            </section>
        </div>
        <section class="panel"><h2 class="panel__title">"操作の記録"</h2>{history_list(found.history.clone())}</section>
    }
}

fn actions(found: &MailView, kept: Option<&Kept>) -> impl IntoView + use<> {
    let typed = Typed::plain("resend", ResendMail::url(), kept);
    let other = Typed::plain("cancel", CancelMail::url(), kept);
    let id = found.line.id.to_string();
    let resend = (found.line.state.can_resend() && found.line.purpose != MailPurpose::Test).then(|| {
        view! { <form method="post" action=ResendMail::url()><input type="hidden" name="id" value=id.clone()/><button class="btn btn--primary" type="submit">"もう一度送る"</button></form> }
    });
    let cancel = found.line.state.can_cancel().then(|| {
        view! { <form method="post" action=CancelMail::url()><input type="hidden" name="id" value=id.clone()/><button class="btn btn--danger" type="submit">"送信を取り消す"</button></form> }
    });
    view! { {error_notice(typed)}{error_notice(other)}<div class="cluster">{resend}{cancel}</div> }
}

fn attempts(attempts: Vec<AttemptLine>, once: bool) -> AnyView {
    // A test is tried once: nothing comes later.
    let outcome = move |code: &str| if once && code == "later" { "送信できませんでした" } else { words::outcome(code) };
    if attempts.is_empty() {
        return view! { <p class="quiet">"まだ送っていません。"</p> }.into_any();
    }
    let items = attempts
        .into_iter()
        .map(|a| view! { <li><div class="cluster"><strong>{format!("{}回目", a.number)}</strong><span>{outcome(&a.outcome)}</span><span class="quiet small">{when(a.at)}{format!("　{} ms", a.took_ms)}</span></div><p class="prose small">{a.answer}</p></li> })
        .collect_view();
    view! { <ol class="stack plain">{items}</ol> }.into_any()
}
