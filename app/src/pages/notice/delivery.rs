//! 通知の設定: what one wants by e-mail, and when.

use crate::api::notice::{ChooseDelivery, ConfirmReachable, delivery_settings};
use crate::api::shell::Kept;
use crate::ui::{Typed, done_notice, error_notice, failure, field, title, use_kept, when};
use crate::words::notice as words;
use domain::notice::{Choice, MailDelivery, NoticeKind};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The page of one's own choices.
#[component]
pub fn DeliveryPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| delivery_settings());
    let kept = use_kept();
    view! {
        {title("通知の設定")}
        <Suspense fallback=|| view! { <p class="skeleton">"設定を読み込んでいます"</p> }>
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

/// Where e-mails go, or why none does.
fn address(found: &MailDelivery) -> AnyView {
    if !found.mail_on {
        return view! { <p class="notice notice--info">"このシステムからのメール送信は停止中です。通知は画面の「通知」に表示されます。"</p> }.into_any();
    }
    let Some(email) = found.email.clone() else {
        return view! { <p class="notice notice--warn">"メールアドレスが登録されていないため、メールは送られません。通知は画面の「通知」に表示されます。メールで受け取るには、システム管理者にアドレスの登録を依頼してください。"</p> }.into_any();
    };
    let trouble = found.trouble_since.map(|since| {
        view! {
            <div class="notice notice--error" role="alert">
                <strong>"連絡不能：このアドレスへのメールが届いていません"</strong>
                <p>{when(since)}"から、メールが戻ってきています。アドレスを確かめ、変わったときはシステム管理者に変更を依頼してください。届くようになっていれば、下のボタンで解除します。"</p>
                <form method="post" action=ConfirmReachable::url()><button class="btn btn--small" type="submit">"届くことを確認しました"</button></form>
            </div>
        }
    });
    view! { <p>{format!("メールの送り先：{email}")}</p>{trouble} }.into_any()
}

fn page(found: MailDelivery, kept: Option<&Kept>) -> impl IntoView + use<> {
    let path = ChooseDelivery::url();
    let typed = Typed::posted("", path, &found.form, kept);
    let chosen = |kind: NoticeKind| {
        let name = format!("form[choices][{}]", kind.code());
        kept.and_then(|k| k.value(path, &name)).map_or_else(|| found.form.choices.get(kind.code()).cloned().unwrap_or_default(), str::to_owned)
    };
    let (fixed, free): (Vec<NoticeKind>, Vec<NoticeKind>) = found.kinds.iter().copied().partition(|k| k.is_mandatory());
    let rows = free.into_iter().map(|kind| row(kind, &chosen(kind))).collect_view();
    let fixed = fixed.into_iter().map(|kind| view! { <tr><th scope="row">{words::kind(kind)}<p class="field__hint">{words::kind_hint(kind)}</p></th><td colspan="3">"すぐに（安全のため、変更できません）"</td></tr> }).collect_view();
    let heads = Choice::ALL.map(|c| view! { <th scope="col">{words::choice(c)}</th> });
    view! {
        <div class="page__crumbs"><a href="/account">"自分の設定"</a></div>
        <div class="page__head"><h1>"通知の設定"</h1><div class="page__actions"><a class="btn btn--quiet" href="/notices">"通知を見る"</a></div></div>
        {done_notice()}
        {address(&found)}
        <form class="form form--static" method="post" action=path novalidate=true>
            {error_notice(typed)}
            <section class="panel"><h2 class="panel__title">"メールで受け取る通知"</h2>
                <p class="quiet">"どれを選んでも、画面の「通知」には表示されます。自分がした操作は通知されません。"</p>
                <table class="table table--choices">
                    <caption class="visually-hidden">"通知の種類ごとの受け取り方"</caption>
                    <thead><tr><th scope="col">"種類"</th>{heads}</tr></thead>
                    <tbody>{rows}{fixed}</tbody>
                </table>
            </section>
            <section class="panel"><h2 class="panel__title">"メールを休止する時間帯"</h2>
                <p class="quiet">"この時間帯の通知は、終わったときに1通にまとめて送ります。パスワードやログインのお知らせは、休止中でもすぐに送ります。"</p>
                <div class="form__row">
                    {field("quiet_from", "開始").hint("例：22:00。休止しないときは空").class("field--short").view(typed)}
                    {field("quiet_to", "終了").hint("例：7:00").class("field--short").view(typed)}
                </div>
            </section>
            <p><button class="btn btn--primary" type="submit">"通知の設定を保存する"</button></p>
        </form>
    }
}

fn row(kind: NoticeKind, chosen: &str) -> impl IntoView + use<> {
    let cells = Choice::ALL.map(|c| {
        let id = format!("mail_{}-{}", kind.code(), c.code());
        let checked = c.code() == chosen;
        view! { <td><label class="check"><input type="radio" id=id name=format!("form[choices][{}]", kind.code()) value=c.code() checked=checked/><span class="table__choice">{words::choice(c)}</span></label></td> }
    });
    view! { <tr><th scope="row">{words::kind(kind)}<p class="field__hint">{words::kind_hint(kind)}</p></th>{cells}</tr> }
}
